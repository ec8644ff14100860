"""The run from its first step to its last: what the host does between compiled calls."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.head import Section
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.ir.run import Sink


@dataclass(frozen=True, kw_only=True)
class Train(Node):
    """The loop over calls, and `main`."""

    template: ClassVar[str] = "run/train"


@dataclass(frozen=True, kw_only=True)
class Start(Node):
    """What is printed first; `params` are all parameters of the state."""

    template: ClassVar[str] = "run/start"
    params: Expr


@dataclass(frozen=True, kw_only=True)
class Interrupt(Node):
    """What Ctrl-C does if nothing is saved."""

    template: ClassVar[str] = "run/interrupt"


@dataclass(frozen=True, kw_only=True)
class Calls(Node):
    """How many steps a compiled call has at most."""

    template: ClassVar[str] = "run/calls"
    max_steps: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Results(Node):
    """What evaluations return, on its way to the log."""

    template: ClassVar[str] = "run/results"


@dataclass(frozen=True, kw_only=True)
class Sinks(Node):
    """Where rows go."""

    template: ClassVar[str] = "run/sinks"
    sinks: tuple[Sink, ...]


@dataclass(frozen=True, kw_only=True)
class OpenSinks(Node):
    """The function that opens sinks, where there are several."""

    template: ClassVar[str] = "run/open_sinks"


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
    params: Expr = Name("state.params")
    if len(program.networks) > 1:
        every = ", ".join(f"state.{network.name}.params" for network in program.networks)
        params = pattern(f"({every})")
    yield Start(params=params, origin="run")
    yield Train(origin="run")
    if run.checkpoints is None:
        yield Interrupt(origin="checkpoint")
    yield from (event for event in run.events if event.section == "run")
    if program.data.eval_sets:
        yield Results(origin="evaluate data.test")
    if run.sinks:
        yield from _sinks(run.sinks)
    yield Log(origin="log")


def _sinks(sinks: tuple[Sink, ...]) -> Iterator[Renderable]:
    """Several are opened by a function of their own."""
    if sum(sink.opens for sink in sinks) > 1:
        yield OpenSinks(origin="log.to")
        sinks = tuple(dataclasses.replace(sink, opened_in="open_sinks.values") for sink in sinks)
    yield Sinks(sinks=sinks, origin="log.to")
