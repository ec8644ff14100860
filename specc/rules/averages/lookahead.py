"""Rules about lookahead."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.averages.lookahead import Lookahead
from specc.resolve.resolved import Resolved
from specc.rules.average import PATH
from specc.rules.registry import Found, warning


@warning("W103", "slow weights that go all the way")
def slow_weights_are_fast(resolved: Resolved) -> Iterator[Found]:
    """Slow weights move part of the way to the trained weights, which then restart from there.

    With a `slow_step_size` of 1 they move all the way, so training is unchanged and evaluation lags
    behind. The paper uses 0.5 and 0.8.
    """
    written = resolved.spec.average
    if isinstance(written, Lookahead) and written.slow_step_size == 1:
        path = (*PATH, "slow_step_size")
        yield Found(path, "training is the same without it", (), Fix(path, "0.5"))
