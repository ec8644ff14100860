"""The checkpoints of the best evaluations."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.event import Event
from specc.ir.expr import Expr


@dataclass(frozen=True, kw_only=True)
class Best(Event):
    """The checkpoints of the best evaluations stay.

    Attributes:
        part: the set that it is evaluated on, as results call it.
        metric: as an evaluation calls it.
        name: as the log calls it.
        order: what the best have least of, of a pair `x` of step and value.
        words: "smallest" or "largest".
        keep: how many of the best stay.
        newest: how many of the newest do.
        kept: whether that of a `step` stays, where `kept` has the steps of these.
        default: whether `load` gives the best if not told otherwise.
    """

    template: ClassVar[str] = "best"
    section: ClassVar[str] = "checkpoints"
    part: str
    metric: str
    name: str
    order: Expr
    words: str
    keep: Expr
    newest: Expr
    kept: Expr
    default: bool

    @property
    def key(self) -> str:
        """What it is called in the metadata of checkpoints."""
        return f"best_{self.name}"
