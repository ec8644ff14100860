"""Runs a trainer in a subprocess and evaluates its report."""

from __future__ import annotations

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from specc.document.diagnostics import Diagnostic, Path, Severity, SourceSpan
from specc.ir.contract import Contract
from specc.language.groups import labels as labels_of
from specc.language.optimizer import Optimizer
from specc.language.paths import Selection
from specc.language.selections import OPTIMIZER, Idle, idle_in, idle_patterns, shadowed
from specc.language.wording import listed
from specc.verify.failure import FAILED, Failure, parse_failure
from specc.verify.parameters import Row
from specc.verify.report import Network, Report, parse_report


class TrainerError(Exception):
    """A trainer that did not run.

    Attributes:
        failure: its error.
    """

    def __init__(self, failure: Failure):
        super().__init__(f"{failure.kind}: {failure.message}")
        self.failure = failure


class UserFunction(NamedTuple):
    """A loss or metric of the user's own: where the spec names it, and where it is defined."""

    path: Path
    place: SourceSpan | None


def run(
    text: str,
    name: str,
    contract: Contract,
    *,
    beside: str = ".",
    timeout: float = 600,
) -> Report:
    """Runs a trainer for a few steps in a process of its own.

    Args:
        text: the trainer.
        name: its name, without `.py`.
        contract: what it has.
        beside: the folder where it belongs, for modules that it imports, and data that it reads, from there.
        timeout: in seconds.

    Raises:
        TrainerError: it failed, or took longer than `timeout` seconds.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / f"{name}.py"
        file.write_text(text, encoding="utf-8")
        place = pathlib.Path(beside).resolve() / file.name
        command = [sys.executable, "-m", "specc.verify.worker", str(file), str(place)]
        paths = [str(pathlib.Path(beside).resolve()), os.environ.get("PYTHONPATH", "")]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "JAX_TRACEBACK_FILTERING": "off",  # or a remark on it would take the place of the error
        }
        try:
            done = subprocess.run(
                command,
                input=contract.dumps(),
                capture_output=True,
                text=True,
                timeout=timeout,
                check=False,
                env=environment,
            )
        except subprocess.TimeoutExpired:
            message = f"it ran for more than {timeout:g} s"
            raise TrainerError(Failure("TimeoutError", message)) from None
    lines = done.stdout.splitlines()
    if done.returncode == FAILED and lines:
        raise TrainerError(parse_failure(lines[-1]))
    if done.returncode:
        raise TrainerError(_death(done.returncode, done.stderr))
    return parse_report(lines[-1])


def _death(code: int, stderr: str) -> Failure:
    """A process that ended without saying why."""
    if code == -signal.SIGKILL:
        message = "the process was killed, perhaps because memory ran out"
        return Failure("SIGKILL", message, memory=True)
    if code < 0:
        said = "\n".join(line for line in stderr.splitlines()[-8:] if line.strip())
        return Failure(signal.Signals(-code).name, said or "the process was ended by this signal")
    said = next((line for line in reversed(stderr.splitlines()) if line.strip()), "")
    return Failure(f"exit code {code}", said)


def diagnose(
    report: Report,
    *,
    at: Path = OPTIMIZER,
    outputs: int | None = None,
    own: Mapping[str, UserFunction] = MappingProxyType({}),
    names: Sequence[str] | None = None,
) -> Iterator[Diagnostic]:
    """The diagnostics of a report, but for those of optimizers' patterns.

    Args:
        report: what was seen.
        at: where the optimizer stands.
        outputs: numbers that a model has to give for each example.
        names: of the classes, if they have names.
        own: the losses and metrics of the user's own, by the names that the log has for them.
    """
    for name, item in own.items():
        summary = name in report.summaries
        given = (report.summaries if summary else report.per_example).get(name)
        if given != (expected := () if summary else (report.batch,)):
            shown = "no array" if given is None else f"{given}"
            label = f"{shown} for {report.batch} examples, expected {expected}"
            fix = "one number for all examples" if summary else "a number for each example, no mean"
            message = "a loss or metric has the wrong shape"
            yield _found("V007", message, item.path, label, (f"give {fix}",), item.place)
    given = report.model_output_shape
    if given is not None and outputs is not None and given != (2, outputs):
        label = f"it gives {given} for 2 examples, expected {(2, outputs)}"
        yield _found("V006", "the model's output has the wrong shape", ("model",), label)
    if not report.networks:
        return  # it was not run
    for name, count in report.compilations.items():
        if count > 1:
            yield _found("V001", f"{name} was compiled {count} times", ("train",), "expected once")
    for name, values in report.losses.items():
        if not all(abs(value) < float("inf") for value in values):
            label = f"{name} of the first steps: {', '.join(f'{value:g}' for value in values)}"
            yield _found("V002", "the loss is not finite", (*at, "learning_rate"), label)
    for split, labels in report.missing_classes.items():
        if labels:
            missing = ", ".join(repr(names[n]) if names else str(n) for n in labels)
            message = f"classes are missing from the {split} examples"
            label = f"none is of the class {missing}" if names else f"none has the label {missing}"
            yield _found("V003", message, ("data", "holdout"), label)


def judge_network(
    network: Network, optimizer: Optimizer, table: Sequence[Row], at: Path = OPTIMIZER
) -> Iterator[Diagnostic]:
    """The diagnostics of what an optimizer does to its network."""
    if len(network.unchanged) == len(network.parameters):
        label = f"none of {len(network.parameters)} arrays changed in the first steps"
        yield _found("V004", "nothing trains", at[:1] if at[0] == "optimizer" else at, label)
    yield from judge_paths(optimizer, table, at)


def judge_paths(
    optimizer: Optimizer, table: Sequence[Row], at: Path = OPTIMIZER
) -> Iterator[Diagnostic]:
    """The diagnostics of an optimizer's patterns."""
    paths = [row.parameter.path for row in table]
    size = f"{len(paths)} arrays"
    yield from _judge_idle(idle_patterns(optimizer, paths, at), size)
    for number, before in shadowed(optimizer.groups, paths):
        names = listed([labels_of(optimizer.groups)[n] for n in before])
        label = f"all that it matches is in {names}, which comes first"
        place = (*at, "groups", number, "match")
        yield _found("V009", "a group has no parameter left", place, label)
    mask = getattr(optimizer, "mask", None)
    if isinstance(mask, Selection) and paths and all(map(mask.takes, paths)):
        label = f"all {size} match, biases among them"
        yield _found("V010", "a mask that matches everything", (*at, "mask"), label)
    decays = [*optimizer.shrinking()] or any(group.weight_decay for group in optimizer.groups)
    if decays and not any(row.decay for row in table):
        trained = sum(not row.frozen for row in table)
        label = f"the mask matches none of {trained} trained arrays"
        yield _found("V005", "weight decay applies to nothing", (*at, "mask"), label)


def judge_selection(selection: Selection, table: Sequence[Row], at: Path) -> Iterator[Diagnostic]:
    """The diagnostics of the patterns of a selection `at` a path."""
    paths = [row.parameter.path for row in table]
    yield from _judge_idle(idle_in(selection, paths, at), f"{len(paths)} arrays")


def judge_adapters(table: Sequence[Row]) -> Iterator[Diagnostic]:
    """The diagnostics of the rank of adapters."""
    shapes = {row.parameter.path: row.parameter.shape for row in table}
    for path, shape in shapes.items():
        layer, adapted, _ = path.rpartition("/lora_a/")
        if adapted:
            inputs, rank = shape
            outputs = shapes[f"{layer}/lora_b/kernel"][-1]
            if rank > min(inputs, outputs):
                label = f"{layer} is {inputs:,} × {outputs:,}"
                message = "the rank of adapters is larger than a matrix"
                yield _found("V011", message, ("lora", "rank"), label)
                return


def _judge_idle(found: Iterable[Idle], size: str) -> Iterator[Diagnostic]:
    for idle in found:
        near = (f"did you mean {listed(idle.near)}?",) if idle.near else ()
        label = f"none of {size} matches"
        yield _found("V008", "a pattern matches no parameter", idle.path, label, near)


def _found(
    code: str,
    message: str,
    path: Path,
    label: str,
    notes: tuple[str, ...] = (),
    place: SourceSpan | None = None,
) -> Diagnostic:
    severity = Severity.WARNING if code in ("V003", "V010") else Severity.ERROR
    return Diagnostic(code, severity, message, path, label, notes, span=place)
