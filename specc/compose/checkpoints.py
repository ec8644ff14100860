"""Checkpoints and logs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.head import Section
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class FirstNotFinite(Node):
    """Raises at the first of some steps that has a metric that is not finite.

    Attributes:
        bad: whether each of the values `x` of a metric is one that a run cannot go on with.
    """

    template: ClassVar[str] = "run/first_not_finite"
    bad: Expr = pattern("~np.isfinite(x)")


@dataclass(frozen=True, kw_only=True)
class Means(Node):
    """What is averaged between two rows of the log."""

    template: ClassVar[str] = "run/means"
    search: FirstNotFinite


def nodes(program: Program) -> Iterator[Renderable]:
    """The section; what sinks define for themselves stands behind it."""
    run = program.run
    title = "Checkpoints and logs" if run.checkpoints else "Logs"
    yield Section(title=title, slot_name="section.checkpoints", origin="checkpoint")
    yield Means(search=FirstNotFinite(origin="log"), origin="log")
    yield from (event for event in run.events if event.section == "checkpoints")
