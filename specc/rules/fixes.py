"""Values for fixes that suit the data and the run."""

from __future__ import annotations

from specc.language.quantities import Duration, Percentage
from specc.resolve.resolved import Resolved
from specc.resolve.steps import Clock

_SHARES = (10, 15, 20, 25, 30, 40, 50)
_LARGEST_BATCH = 128


def holdouts(rows: int, kept: int = 0) -> tuple[Percentage, ...]:
    """Usual percentages to hold out with examples on both sides, in ascending order.

    Args:
        rows: how many there are.
        kept: how many are held out for another purpose.
    """
    shares = (Percentage(float(percent)) for percent in _SHARES)
    return tuple(share for share in shares if 0 < round(share.fraction * rows) < rows - kept)


def batch_size(rows: int) -> int:
    """A usual batch size with a few steps per epoch of `rows` examples."""
    return min(1 << (max(rows // 4, 1).bit_length() - 1), _LARGEST_BATCH)


def interval(clock: Clock) -> str:
    """An interval that fits into the run several times: an epoch, or a tenth of the run if that is less."""
    tenth = Duration(10.0, "percent")
    if 0 < clock.steps_per_epoch <= clock.count(tenth):
        return "1 epoch"
    return str(tenth) if clock.count(tenth) else "1 step"


def countable(resolved: Resolved, duration: Duration) -> bool:
    """Whether a duration can be counted: run and epoch have steps."""
    clock = resolved.clock
    return clock.steps > 0 and (duration.unit != "epochs" or clock.steps_per_epoch > 0)
