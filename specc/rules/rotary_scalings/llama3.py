"""Rules about Llama 3's frequencies."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.rotary_scalings.llama3 import Llama3
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_PATH = ("model", "positions", "scaling", "high_frequency")


@rule("M175", "slow pairs turn as often as fast ones")
def frequencies_are_not_apart(resolved: Resolved) -> Iterator[Found]:
    """Pairs between `low_frequency` and `high_frequency` are interpolated, so the first must be lower.

    Llama 3 has 1 and 4.
    """
    positions = getattr(resolved.spec.model, "positions", None)
    scaling = getattr(positions, "scaling", None)
    if isinstance(scaling, Llama3) and scaling.low_frequency >= scaling.high_frequency:
        label = f"{scaling.high_frequency:g} turns, and low_frequency is {scaling.low_frequency:g}"
        yield Found(_PATH, label, (), Fix(_PATH, f"{4 * scaling.low_frequency:g}"))
