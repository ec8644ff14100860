"""`specc verify`."""

from __future__ import annotations

import argparse
import dataclasses
import pathlib
from collections.abc import Iterator

from specc.cli import console, inputs
from specc.compiler import Analysis, text_of
from specc.spec.diagnostics import Severity
from specc.spec.own import OwnLoss, OwnMetric
from specc.spec.task import Task
from specc.verify.report import Report
from specc.verify.run import Own, TrainerError, judge
from specc.verify.run import run as run_trainer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("specs", nargs="+", metavar="SPEC", help="a spec: YAML, JSON or TOML")
    parser.add_argument(
        "--set", action="append", default=[], metavar="A.B=C", help="verify with this value instead"
    )


def run(arguments: argparse.Namespace) -> int:
    """Runs each trainer for a few steps and prints what was seen."""
    gathered = inputs.gather(inputs.read(arguments.specs, arguments.set))
    inputs.show(gathered)
    if gathered.code:
        return gathered.code
    return max(_verify(analysis) for analysis in gathered.analyses)


def _verify(analysis: Analysis) -> int:
    resolved = analysis.require()
    document, name = analysis.input.document, resolved.spec.name
    folder = str(pathlib.Path(analysis.input.output).parent)
    console.tell(f"{document.file}: compiling and running a few steps")
    try:
        report = run_trainer(text_of(analysis), name, resolved.outputs or 1, beside=folder)
    except TrainerError as error:
        console.error(f"{name} does not run: {error}", "specc[train] has what trainers import")
        return 1
    decays = bool(getattr(resolved.optimizer, "weight_decay", 0.0))
    masked = getattr(resolved.optimizer, "mask", "") == "kernels"
    if not masked and decays:
        marked = tuple(dataclasses.replace(item, decays=True) for item in report.parameters)
        report = dataclasses.replace(report, parameters=marked)
    found = tuple(
        document.locate(item)
        for item in judge(
            report, decays=decays, outputs=resolved.outputs, own=dict(_own(resolved.spec.task))
        )
    )
    if report.parameters:
        console.say(_table(name, report))
    shown = inputs.Gathered((), found, dict(document.sources), unreadable=False)
    inputs.show(shown)
    return int(any(item.severity is Severity.ERROR for item in found))


def _own(task: Task) -> Iterator[tuple[str, Own]]:
    """The loss and the metrics that are the user's own, by their names in the log."""
    from specc.inline.function import place_of

    if isinstance(task.goal, OwnLoss):
        yield "loss", Own(("task", "loss"), place_of(task.goal))
    for number, item in enumerate(task.measures):
        if isinstance(item, OwnMetric):
            yield item.column, Own(("task", "metrics", number), place_of(item))


def _table(name: str, report: Report) -> str:
    rows = [("parameter", "shape", "dtype", "count", "decay")]
    rows += [
        (
            item.path,
            " x ".join(map(str, item.shape)) or "scalar",
            item.dtype,
            f"{item.count:,}",
            "yes" if item.decays else "",
        )
        for item in report.parameters
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = [name]
    for row in rows:
        cells = [row[0].ljust(widths[0]), row[1].ljust(widths[1]), row[2].ljust(widths[2])]
        lines.append(f"  {'  '.join(cells)}  {row[3].rjust(widths[3])}  {row[4]}".rstrip())
    total = sum(item.count for item in report.parameters)
    lines.append(f"  {total:,} parameters in {len(report.parameters)} arrays")
    compiled = ", ".join(f"{key} {count}" for key, count in report.compilations.items())
    lines.append(f"  compilations: {compiled}")
    lines.append(f"  losses: {', '.join(f'{loss:.4g}' for loss in report.losses)}")
    if report.evaluation:
        shown = ", ".join(f"{key} {value:.4g}" for key, value in report.evaluation.items())
        lines.append(f"  evaluation: {shown}")
    if report.flops is not None and report.bytes_accessed is not None:
        cost = f"{report.flops / 1e6:,.3g} MFLOP, {report.bytes_accessed / 1e6:,.3g} MB accessed"
        lines.append(f"  a step: {cost}")
    if report.peak_bytes is not None:
        lines.append(f"  memory of a call: {report.peak_bytes / 1e6:,.3g} MB")
    return "\n".join(lines)
