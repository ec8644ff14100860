"""The end of a run whose evaluations no longer improve."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.event import Event
from specc.ir.expr import Expr
from specc.ir.node import Node
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class Divergence(Node):
    """The lines that stop a run whose metric is worse than a threshold.

    Attributes:
        name: of the metric, as the log calls it.
        harmless: a value that is not.
        diverged: whether the last value of `self` is.
        threshold: that one.
    """

    template: ClassVar[str] = "events/early_stopping/divergence"
    name: str
    harmless: Expr
    diverged: Expr
    threshold: Expr


@dataclass(frozen=True, kw_only=True)
class EarlyStopping(Event):
    """The run ends once the evaluations of a metric no longer improve.

    Attributes:
        part: the set that it is evaluated on, as results call it.
        metric: as an evaluation calls it.
        name: as the log calls it.
        worst: what any value improves on.
        improves: whether a `value` improves on that of `self`.
        patience: how many evaluations may not.
        divergence: what else stops it, if anything does.
        restored: what a run goes on with.
        restores: whether the best checkpoint is what a run ends with.
    """

    template: ClassVar[str] = "early_stopping"
    section: ClassVar[str] = "checkpoints"
    part: str
    metric: str
    name: str
    worst: Expr
    improves: Expr
    patience: Expr
    divergence: Divergence | None
    restored: Expr = pattern("EarlyStopping()")
    restores: bool
