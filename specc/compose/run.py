"""The run from its first step to its last: what the host does between compiled calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.head import Section
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.node import Node, Renderable
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class Train(Node):
    """The loop over calls, and `main`."""

    template: ClassVar[str] = "run/train"


@dataclass(frozen=True, kw_only=True)
class Calls(Node):
    """How many steps a compiled call has at most."""

    template: ClassVar[str] = "run/calls"
    max_steps: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Rows(Node):
    """When a row of means is logged."""

    template: ClassVar[str] = "run/rows"
    interval: Expr


@dataclass(frozen=True, kw_only=True)
class Evaluation(Node):
    """When held-out examples are evaluated."""

    template: ClassVar[str] = "run/evaluation"
    interval: Expr


@dataclass(frozen=True, kw_only=True)
class EvaluatedRows(Evaluation):
    """Evaluation and a row of means, where both happen at the same steps."""

    template: ClassVar[str] = "run/evaluated_rows"


@dataclass(frozen=True, kw_only=True)
class Results(Node):
    """What evaluations return, on its way to the log."""

    template: ClassVar[str] = "run/results"


@dataclass(frozen=True, kw_only=True)
class Test(Node):
    """The evaluation of the test examples, after the last step."""

    template: ClassVar[str] = "run/test"


@dataclass(frozen=True, kw_only=True)
class Console(Node):
    """Rows in the terminal."""

    template: ClassVar[str] = "run/console"


@dataclass(frozen=True, kw_only=True)
class Jsonl(Node):
    """Rows in metrics.jsonl."""

    template: ClassVar[str] = "run/jsonl"


@dataclass(frozen=True, kw_only=True)
class Sinks(Node):
    """Where rows go."""

    template: ClassVar[str] = "run/sinks"
    sinks: tuple[Renderable, ...]


@dataclass(frozen=True, kw_only=True)
class Log(Node):
    """What is read of a call while the next one runs, and logged."""

    template: ClassVar[str] = "run/log"


def nodes(program: Program) -> Iterator[Renderable]:
    """The section."""
    run, loop = program.run, program.loop
    assert loop is not None
    yield Section(title="Run", slot_name="section.run", origin="run")
    yield Calls(max_steps=loop.max_steps, reason=loop.reason, origin="model data target")
    yield Train(origin="run")
    prefixes = {item.prefix for item in program.data.eval_sets}
    evaluated = run.evaluation.interval if run.evaluation and "eval" in prefixes else None
    if evaluated is not None and evaluated == run.log_interval:
        yield EvaluatedRows(interval=evaluated, origin="log.every evaluate")
    else:
        yield Rows(interval=run.log_interval, origin="log.every")
        if evaluated is not None:
            yield Evaluation(interval=evaluated, origin="evaluate")
    if "test" in prefixes:
        yield Test(origin="data.test")
    if prefixes:
        yield Results(origin="evaluate data.test")
    sinks: list[Renderable] = []
    if run.console is not None:
        sinks.append(Console(origin=run.console.origin))
    if run.jsonl is not None:
        sinks.append(Jsonl(origin=run.jsonl.origin))
    if sinks:
        yield Sinks(sinks=tuple(sinks), origin="log.to")
    yield Log(origin="log")
