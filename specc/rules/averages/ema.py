"""Rules about exponential moving averages of the weights."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.averages.ema import Ema
from specc.language.change import as_change, lowest, values
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.average import PATH, averagings
from specc.rules.registry import Found, rule, warning

_DECAY = (*PATH, "decay")
_DECAYS = (0.9999, 0.999, 0.99, 0.9)
_PART = 5  # of the run: averages over at most that are fine


@rule("W034", "the decay of the average rounds to 1 in float32")
def average_never_moves(resolved: Resolved) -> Iterator[Found]:
    """At each update the average keeps this fraction of itself and adds the rest from the new weights.

    A decay within 3e-8 of 1 is 1 in float32, so the average never moves. Usual values are 0.99 to
    0.9999.
    """
    written = resolved.spec.average
    if not isinstance(written, Ema):
        return
    for path, decay in values(written.decay, _DECAY):
        if struct.unpack("f", struct.pack("f", decay))[0] == 1:
            yield Found(path, f"{decay!r} is 1 in float32", (), Fix(path, "0.999"))


@warning("W035", "the average covers more steps than the run has")
def average_outlasts_run(resolved: Resolved) -> Iterator[Found]:
    """An exponential moving average covers about the last 1 / (1 - decay) updates.

    With fewer updates than that, the average mostly reflects the weights that it started from. With
    `warmup`, the decay of update t is at most (1 + t) / (10 + t), so the average covers about a ninth
    of its updates, and the decay that was asked for is never reached. Choose about a tenth of the
    run: 0.999 covers 1,000 steps.
    """
    written = resolved.spec.average
    if not isinstance(written, Ema):
        return
    horizon, done = 1 / (1 - lowest(written.decay)), averagings(resolved, written)
    if 0 < done < horizon:
        fitting = (decay for decay in _DECAYS if round(1 / (1 - decay)) * _PART <= done)
        best = next(fitting, None)
        label = f"over {horizon:,.0f} updates, but the run has {done:,}"
        fix = None if best is None or as_change(written.decay) else Fix(_DECAY, f"{best:g}")
        note = f"{lowest(written.decay) ** done:.0%} of it is the weights that it starts from"
        if written.warmup:
            last = counted(round((9 + done) / 9), "update")
            note = f"its warm-up reaches {done / (9 + done):.3g}: it covers about the last {last}"
        yield Found(_DECAY, label, (note,), fix)
