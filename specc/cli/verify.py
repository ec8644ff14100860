"""`specc verify`."""

from __future__ import annotations

import argparse
import pathlib
from collections.abc import Iterator, Sequence

from specc.cli import console, inputs
from specc.compiler import Analysis, programs, text_of
from specc.document.diagnostics import Severity
from specc.ir.optimizer import Choice, Mask
from specc.language.task import Task
from specc.language.user_functions import OwnLoss, OwnMetric
from specc.verify.parameters import Row, rows, table
from specc.verify.report import Report
from specc.verify.run import TrainerError, UserFunction, diagnose
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
        help="a line for each parameter: shape, count, decay, rate, group",
    )


def run(arguments: argparse.Namespace) -> int:
    """Runs each trainer for a few steps and prints what was seen."""
    gathered = inputs.gather(inputs.read(arguments.specs, arguments.set))
    inputs.show(gathered)
    if gathered.code:
        return gathered.code
    return max(_verify(analysis, details=arguments.table) for analysis in gathered.analyses)


def _verify(analysis: Analysis, *, details: bool) -> int:
    resolved = analysis.require()
    document, name = analysis.input.document, resolved.spec.name
    folder = str(pathlib.Path(analysis.input.output).parent)
    console.tell(f"{document.file}: compiling, then running a few steps")
    *_, (_, program) = programs(analysis)
    functions = [
        item.name
        for update in program.updates
        for item in update.optimizer.functions
        if isinstance(item, Mask | Choice)
    ]
    try:
        report = run_trainer(
            text_of(analysis), name, resolved.outputs or 1, beside=folder, functions=functions
        )
    except TrainerError as error:
        console.error(f"{name} does not run: {error}", "install specc[train]")
        return 1
    optimizer = resolved.optimizer
    seen = rows(report, optimizer)
    own = dict(_own(resolved.spec.task))
    found = tuple(
        document.locate(item)
        for item in diagnose(
            report,
            optimizer,
            seen,
            at=resolved.optimizer_path,
            outputs=resolved.outputs,
            own=own,
        )
    )
    if report.parameters:
        console.say(
            "\n".join([name, *(f"  {line}" for line in _lines(report, seen, details=details))])
        )
    shown = inputs.Gathered((), found, dict(document.sources), unreadable=False)
    inputs.show(shown)
    return int(any(item.severity is Severity.ERROR for item in found))


def _own(task: Task) -> Iterator[tuple[str, UserFunction]]:
    """The loss and the metrics that are the user's own, by their names in the log."""
    from specc.inline.function import place_of

    for path, column, part in task.goal.parts if task.goal else ():
        if isinstance(part, OwnLoss):
            yield column, UserFunction(("task", "loss", *path), place_of(part))
    for number, item in enumerate(task.measures):
        if isinstance(item, OwnMetric):
            yield item.column, UserFunction(("task", "metrics", number), place_of(item))


def _lines(report: Report, seen: Sequence[Row], *, details: bool) -> Iterator[str]:
    lines = list(table(seen))
    yield from lines if details else lines[len(seen) + 1 :]
    compiled = ", ".join(f"{key} {count}" for key, count in report.compilations.items())
    yield f"compilations: {compiled}"
    yield f"losses: {', '.join(f'{loss:.4g}' for loss in report.losses)}"
    if report.evaluation:
        shown = ", ".join(f"{key} {value:.4g}" for key, value in report.evaluation.items())
        yield f"evaluation: {shown}"
    if report.flops is not None and report.bytes_accessed is not None:
        cost = f"{report.flops / 1e6:,.3g} MFLOP, {report.bytes_accessed / 1e6:,.3g} MB accessed"
        yield f"a step: {cost}"
    if report.peak_bytes is not None:
        yield f"memory of a call: {report.peak_bytes / 1e6:,.3g} MB"
