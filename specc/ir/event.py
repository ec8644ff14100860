"""What the host does between compiled calls."""

from __future__ import annotations

from typing import ClassVar, Self

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.node import Node
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class Event(Node):
    """Something that the host does between calls; each kind has a template in `events/`.

    Attributes:
        section: the section of the page that it belongs to.
        variable: what `train` calls its interval in steps; empty if it has none.
        draws: whether samples are drawn in training.
        of_result: whether it is about the state that the run ends with.
    """

    folder: ClassVar[str] = "events/"
    section: ClassVar[str] = "run"
    draws: ClassVar[bool] = False
    of_result: ClassVar[bool] = False
    variable: ClassVar[str] = ""

    @property
    def pauses(self) -> Expr | None:
        """Whether training waits for it after a `step`, other than at its interval; None if it never does."""
        return None

    @property
    def command(self) -> tuple[str, str] | None:
        """What people add to the command line for it, and what that does; None if nothing."""
        return None


@dataclass(frozen=True, kw_only=True)
class LastStepEvent(Event):
    """One that happens after the last step of a run, if not only then; `last` says whether a step is that."""

    last: Expr = pattern("step == c.steps")

    def with_result(self, _state: Expr) -> Self:
        """The same in a run that ends with another state than that of its last step."""
        return self


@dataclass(frozen=True, kw_only=True)
class Measure(Event):
    """What is followed besides metrics; `writer` is the module in `compose/measures/` that writes it."""

    section: ClassVar[str] = "measures"
    writer: ClassVar[str] = "plain"
