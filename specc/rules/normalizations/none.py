"""Rules about inputs that are not scaled."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.normalizations.none import NoNormalization
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, warning

_NORMALIZE = ("data", "normalize")


@warning("D061", "inputs are not scaled")
def inputs_are_raw(resolved: Resolved) -> Iterator[Found]:
    """Initial weights assume inputs of order 1.

    Much larger inputs saturate the first layer and make steps overshoot; much smaller ones have no
    effect beside the biases. Training is slow or unstable. `unit` suits images, `standardize` any
    data.
    """
    facts = resolved.facts
    size = max(abs(facts.low), abs(facts.high))
    scaled = resolved.spec.task.normalization(facts) != "none"  # by default
    raw = isinstance(resolved.spec.data.normalize, NoNormalization)
    if not (raw and scaled) or 0.1 <= size <= 10:
        return
    image = facts.is_image and facts.low >= 0 and facts.high > 0
    label = f"inputs range from {facts.low:g} to {facts.high:g}"
    yield Found(_NORMALIZE, label, (), Fix(_NORMALIZE, "unit" if image else "standardize"))
