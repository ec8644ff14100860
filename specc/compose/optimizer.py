"""Schedules, and what turns gradients into updates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.head import Section
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.node import Node, Renderable
from specc.ir.optimizer import NamedTransform, Optimizer
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class MakeSchedule(Node):
    """The function that makes a schedule."""

    template: ClassVar[str] = "optimizer/schedule"
    function: str
    summary: str
    call: Expr


@dataclass(frozen=True, kw_only=True)
class Function(Node):
    """A function that the optimizer or a schedule uses."""

    template: ClassVar[str] = "optimizer/definition"
    body: Renderable


@dataclass(frozen=True, kw_only=True)
class MakeOptimizer(Node):
    """The function that makes the optimizer."""

    template: ClassVar[str] = "optimizer/optimizer"
    name: str
    named_transforms: tuple[NamedTransform, ...]
    transform: Expr
    extra_args: bool

    @property
    def result(self) -> str:
        """The type of what it returns."""
        kind = "GradientTransformation"
        return f"optax.{kind}ExtraArgs" if self.extra_args else f"optax.{kind}"


def nodes(program: Program) -> Iterator[Renderable]:
    """The section: schedules, functions over parameters, the optimizer."""
    yield Section(title="Optimizer", slot_name="section.optimizer", origin="optimizer")
    for helper in program.schedule_helpers:
        yield Function(
            body=ScheduleHelper(name=helper, origin="optimizer.learning_rate"), origin="optimizer"
        )
    for schedule in (*program.learning_rates, *program.schedules):
        assert schedule.call is not None
        yield MakeSchedule(
            function=schedule.function,
            summary=schedule.summary,
            call=schedule.call,
            origin=schedule.origin,
        )
    for update in program.updates:
        yield from _make(update.optimizer, program.optimizer_name(update.network))


def _make(optimizer: Optimizer, name: str) -> Iterator[Renderable]:
    for function in optimizer.functions:
        yield Function(body=function, origin=function.origin)
    assert optimizer.transform is not None
    yield MakeOptimizer(
        name=name,
        named_transforms=optimizer.named_transforms,
        transform=optimizer.transform,
        extra_args=bool(optimizer.extra_args),
        origin=optimizer.origin,
    )


@dataclass(frozen=True, kw_only=True)
class ScheduleHelper(Node):
    """A schedule that optax does not have; each has a template of its name."""

    name: str

    @property
    def template(self) -> str:  # type: ignore[override]
        """The file that renders it."""
        return f"optimizer/schedules/{self.name}"
