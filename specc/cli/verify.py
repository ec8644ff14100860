"""`specc verify`."""

from __future__ import annotations

import argparse
import pathlib
from collections.abc import Iterator
from typing import Any

from specc.cli import console, inputs
from specc.cli.build import request
from specc.compiler import Analysis, emitted
from specc.document.diagnostics import Path, Severity
from specc.language.optimizer import innermost
from specc.language.task import Task
from specc.language.user_functions import OwnLoss, OwnMetric
from specc.resolve.resolved import Resolved
from specc.sync.errors import SyncError
from specc.sync.plan import plan
from specc.sync.state import State
from specc.verify.diagnosis import Trainer, explain
from specc.verify.parameters import rows, table
from specc.verify.report import Report
from specc.verify.run import (
    TrainerError,
    UserFunction,
    diagnose,
    judge_adapters,
    judge_network,
    judge_selection,
)
from specc.verify.run import run as run_trainer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("specs", nargs="+", metavar="SPEC", help="a spec: YAML, JSON or TOML")
    parser.add_argument(
        "--set", action="append", default=[], metavar="A.B=C", help="verify with this value instead"
    )
    parser.add_argument(
        "--table",
        action="store_true",
        help="print a line for each parameter: shape, count, decay, rate, group",
    )


def run(arguments: argparse.Namespace) -> int:
    """Runs each trainer for a few steps and prints what was seen."""
    gathered = inputs.gather(inputs.read(arguments.specs, arguments.set or None))
    inputs.show(gathered)
    if gathered.code:
        return gathered.code
    try:
        return max(
            _verify(analysis, details=arguments.table, fresh=bool(arguments.set))
            for analysis in gathered.analyses
        )
    except SyncError as error:
        console.error(error.message, error.fix)
        return 2


def _verify(analysis: Analysis, *, details: bool, fresh: bool) -> int:
    """Runs what is compiled now, or the file on disk where that is edited, unless it is to be `fresh`."""
    resolved = analysis.require()
    document, name = analysis.input.document, resolved.spec.name
    folder = str(pathlib.Path(analysis.input.output).parent)
    console.tell(f"{document.file}: compiling, then running a few steps")
    program, page = emitted(analysis)
    from specc.compose.contract import contract

    text, notes = (page.text, ()) if fresh else _on_disk(analysis, page.text)
    try:
        report = run_trainer(text, name, contract(program), beside=folder)
    except TrainerError as error:
        code = {analysis.input.code.shown(f): text for f, text in analysis.input.code.texts.items()}
        trainer = Trainer(analysis.input.output, text, page.text, page.lines(), code, notes)
        failed, sources = explain(error.failure, trainer, document)
        inputs.show(inputs.Gathered((), (failed,), sources, unreadable=False))
        return 1
    own = dict(_own(resolved.spec.task))
    found = [
        *diagnose(
            report,
            at=resolved.optimizer_path,
            outputs=resolved.outputs,
            own=own,
            names=resolved.facts.class_names,
        ),
    ]
    lines = [name]
    for network in report.networks:
        optimizer, at = _optimizer(resolved, network.name)
        seen = rows(network, optimizer, _model(resolved, network.name).ends)
        found += judge_network(network, optimizer, seen, at)
        if resolved.spec.lora is not None:
            found += judge_adapters(seen)
        elif resolved.spec.init_from is not None:
            found += judge_selection(resolved.spec.init_from, seen, ("init_from",))
        if len(report.networks) > 1:
            lines.append(f"  {network.name}")
        shown_rows = list(table(seen))
        lines += [f"  {line}" for line in (shown_rows if details else shown_rows[len(seen) + 1 :])]
    if report.networks:
        console.say("\n".join([*lines, *(f"  {line}" for line in _lines(report))]))
    located = tuple(document.locate(item) for item in found)
    inputs.show(inputs.Gathered((), located, dict(document.sources), unreadable=False))
    return int(any(item.severity is Severity.ERROR for item in located))


def _on_disk(analysis: Analysis, text: str) -> tuple[str, tuple[str, ...]]:
    """The text to run, and notes on it: that of the file, if it is edited or only laid out otherwise."""
    [step] = plan([request(analysis, text)]).steps
    output, on_disk = step.request.output, step.seen.text
    if on_disk is None:
        return text, (f"{output} is not built yet: this is what `{step.request.command()}` writes",)
    if step.state in (State.EDITED, State.CONFLICT, State.BASE_LOST):
        console.tell(f"{output}: {step.why}; it is run as it is on disk")
        return on_disk, (f"{output} is {step.why}",)
    if step.state in (State.IN_SYNC, State.UNRECORDED):
        return on_disk, ()
    console.tell(f"{output}: {step.why}; running what `{step.request.command()}` writes")
    return text, (f"this is not {output}: {step.why}",)


def _model(resolved: Resolved, network: str) -> Any:
    """The model of a network."""
    others = resolved.spec.networks or {}
    return others[network].model if network in others else resolved.spec.model


def _optimizer(resolved: Resolved, network: str) -> tuple[Any, Path]:
    """The innermost optimizer of a network, and its path."""
    others = resolved.spec.networks or {}
    if network not in others:
        return resolved.optimizer, resolved.optimizer_path
    way, optimizer = innermost(others[network].optimizer)
    return optimizer, ("networks", network, "optimizer", *way)


def _own(task: Task) -> Iterator[tuple[str, UserFunction]]:
    """The loss and the metrics that are the user's own, by their names in the log."""
    from specc.inline.function import place_of

    for path, column, part in task.goal.parts if task.goal else ():
        if isinstance(part, OwnLoss):
            yield column, UserFunction(("task", "loss", *path), place_of(part))
    for number, item in enumerate(task.measures):
        if isinstance(item, OwnMetric):
            yield item.column, UserFunction(("task", "metrics", number), place_of(item))


def _lines(report: Report) -> Iterator[str]:
    compiled = ", ".join(f"{key} {count}" for key, count in report.compilations.items())
    yield f"compilations: {compiled}"
    for key, values in report.losses.items():
        named = "losses" if key == "loss" else key
        yield f"{named}: {', '.join(f'{value:.4g}' for value in values)}"
    if report.evaluation:
        shown = ", ".join(f"{key} {value:.4g}" for key, value in report.evaluation.items())
        yield f"evaluation: {shown}"
    if report.flops is not None and report.bytes_accessed is not None:
        cost = f"{report.flops / 1e6:,.3g} MFLOP, {report.bytes_accessed / 1e6:,.3g} MB accessed"
        yield f"a step: {cost}"
    if report.peak_bytes is not None:
        yield f"memory of a call: {report.peak_bytes / 1e6:,.3g} MB"
