"""Checkpoints: when the state is saved, and which ones stay."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.event import Event
from specc.ir.expr import Expr, Name, Pattern
from specc.ir.node import Node
from specc.ir.pattern import pattern, substitute


@dataclass(frozen=True, kw_only=True)
class Opening(Node):
    """The function that opens checkpoints, of which the newest stay."""

    template: ClassVar[str] = "run/checkpoints/newest"


@dataclass(frozen=True, kw_only=True)
class PeriodicOpening(Opening):
    """The same where those at multiples of a number of steps stay as well."""

    template: ClassVar[str] = "run/checkpoints/periodic"


@dataclass(frozen=True, kw_only=True)
class PreservingOpening(Opening):
    """The same where the best stay as well."""

    template: ClassVar[str] = "run/checkpoints/preserving"


@dataclass(frozen=True, kw_only=True)
class Saving(Node):
    """The function that saves a state, and what else a run needs to go on."""

    template: ClassVar[str] = "run/checkpoints/save"


@dataclass(frozen=True, kw_only=True)
class Restoring(Node):
    """The function that restores a checkpoint.

    Attributes:
        summary: what it does, for its docstring.
        order: the steps that it tries.
    """

    template: ClassVar[str] = "run/checkpoints/restore"
    summary: str
    order: Expr


@dataclass(frozen=True, kw_only=True)
class Loading(Node):
    """The function that people load a run with.

    Attributes:
        which: the checkpoints that it can give, in words.
        restored: the state of that.
    """

    template: ClassVar[str] = "run/checkpoints/load"
    which: str
    restored: Expr


@dataclass(frozen=True, kw_only=True)
class BestState(Node):
    """The function that gives the state of the best evaluation; `restored` is that of its checkpoint."""

    template: ClassVar[str] = "run/checkpoints/best_state"
    restored: Expr


@dataclass(frozen=True, kw_only=True)
class OfCheckpoint(Event):
    """What is done with a checkpoint instead of training; `which` is what `load` gives, in words."""

    which: str = "newest"


@dataclass(frozen=True, kw_only=True)
class Checkpoints(Event):
    """The state is saved.

    Attributes:
        keep: what else `open_checkpoints` takes, for a run: how many of the newest stay.
        when: whether it is saved after a call.
        infinite: what the paths of arrays end with that may have numbers that are not finite.
        part: what is saved of a state `x`.
        completed: a state as people load it, made of what was restored, `x`.
        goes_on: whether the run goes on after a call, if it has steps left.
        finished: whether the run has nothing left to do.
        interrupted: whether it has stopped before that.
        loads: the checkpoints that `load` can give, in words.
        restores: what `restore` does, in words.
        order: the steps of the checkpoints that it tries.
        restored: what `load` restores, like a state `x`.
        ends_with: what a run ends with, likewise; None for its last state.
    """

    template: ClassVar[str] = "checkpoints"
    variable: ClassVar[str] = "save_interval"
    section: ClassVar[str] = "checkpoints"
    interval: Expr
    keep: tuple[Expr, ...]
    opening: Opening
    when: Expr = pattern("step % save_interval == 0")
    infinite: tuple[str, ...] = ()
    part: Pattern = pattern("x")
    completed: Pattern = pattern("x")
    goes_on: Expr = pattern("not stop.is_set()")
    finished: Expr = pattern("state.step >= c.steps")
    interrupted: Expr = pattern("state.step < c.steps")
    loads: str = "newest checkpoint"
    restores: str = "Restores the newest intact checkpoint; returns `state` if there are none."
    order: Expr = pattern("sorted(checkpoints.all_steps(), reverse=True)")
    restored: Pattern = pattern("restore(checkpoints, x)[0]")
    ends_with: Pattern | None = None

    @property
    def saved(self) -> Expr:
        """The part of `state`."""
        return substitute(self.part, x=Name("state"))

    @property
    def saving(self) -> Saving:
        """The function that saves."""
        return Saving(origin=self.origin)

    @property
    def restoring(self) -> Restoring:
        """The function that restores."""
        return Restoring(summary=self.restores, order=self.order, origin=self.origin)

    @property
    def loading(self) -> Loading:
        """The function that people load a run with."""
        first = substitute(self.part, x=pattern("init_state(c, np.uint32(c.seed))"))
        state = substitute(self.completed, x=substitute(self.restored, x=first))
        return Loading(which=self.loads, restored=state, origin=self.origin)

    @property
    def ending(self) -> tuple[BestState, ...]:
        """The function that gives the state that a run ends with, if that is not the last one."""
        if self.ends_with is None:
            return ()
        state = substitute(self.completed, x=substitute(self.ends_with, x=self.saved))
        return (BestState(restored=state, origin=self.ends_with.origin),)
