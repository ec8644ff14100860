"""IR of schedules: trees whose leaves are segments, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Add, Call, Expr, Literal, Sub


@dataclass(frozen=True)
class Mark:
    """A labeled step in a plot, counted from the start of its segment."""

    label: str
    step: Expr


@dataclass(frozen=True)
class PlateauReduction:
    """A gradient transformation that reduces the learning rate on a plateau of the loss.

    Attributes:
        extra_args: what its update takes by keyword, as an optimizer's.
        factor: what it multiplies the rate by, of the `opt_state` after an update.
        infinite: its arrays that begin as that, by the ends of their paths.
    """

    call: Call
    extra_args: tuple[str, ...]
    factor: Expr
    origin: str
    infinite: tuple[str, ...] = (".best_value",)


@dataclass(frozen=True)
class Segment:
    """A segment of a schedule: an optax schedule, with steps counted from its own start.

    Attributes:
        call: expression that makes the optax schedule.
        label: label in plots: "cosine".
        words: description, as in "Linear warm-up to the peak, then …".
        standalone_words: description of the complete schedule, if `words` needs a preceding segment.
        helpers: functions of the trainer's that `call` uses, by the names of their templates.
        marks: what happens within it.
        reduction: reduction of the learning rate on a plateau, if any.
    """

    call: Expr
    label: str
    words: str
    origin: str
    standalone_words: str = ""
    helpers: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    reduction: PlateauReduction | None = None


@dataclass(frozen=True)
class Phase:
    """A segment, or several, for a while.

    Attributes:
        steps: its length; None for the last phase, which takes the remaining steps.
    """

    schedule: ScheduleTree
    steps: Expr | None


@dataclass(frozen=True)
class PhaseSequence:
    """Phases one after the other.

    Attributes:
        single_call: all of it in one call, where optax has one.
        words: description; derived from the phases if empty.
    """

    phases: tuple[Phase, ...]
    origin: str
    single_call: Expr | None = None
    words: str = ""


ScheduleTree = Segment | PhaseSequence


@dataclass(frozen=True)
class Schedule:
    """A scheduled value, and the function of the trainer that makes its schedule.

    Attributes:
        quantity: the name of the number, also in the metrics.
        function: the name of the function.
        call: what the function returns, once the phases are joined.
        summary: what it says of itself, likewise.
    """

    quantity: str
    function: str
    tree: ScheduleTree
    origin: str
    call: Expr | None = None
    summary: str = ""

    @property
    def helpers(self) -> tuple[str, ...]:
        """The functions of the trainer's that it uses, by the names of their templates."""
        found = (name for _, segment in segments(self.tree) for name in segment.helpers)
        return tuple(dict.fromkeys(found))

    @property
    def reduction(self) -> PlateauReduction | None:
        """The reduction on a plateau, if there is one."""
        return next((part.reduction for _, part in segments(self.tree) if part.reduction), None)


def segments(tree: ScheduleTree, start: Expr | None = None) -> Iterator[tuple[Expr, Segment]]:
    """The segments of a tree in their order, each with the step that it starts at."""
    at = Literal(0) if start is None else start
    if isinstance(tree, Segment):
        yield at, tree
        return
    for phase in tree.phases:
        yield from segments(phase.schedule, at)
        if phase.steps is not None:
            at = add_steps(at, phase.steps)


def add_steps(start: Expr, steps: Expr) -> Expr:
    """The step `steps` after `start`."""
    if start == Literal(0):
        return steps
    if isinstance(steps, Sub) and steps.right == start:
        return steps.left  # start + (end - start)
    if isinstance(steps, Sub) and isinstance(steps.left, Sub):
        inner = steps.left
        if inner.right == start:
            return Sub(inner.left, steps.right)
    return Add(start, steps)
