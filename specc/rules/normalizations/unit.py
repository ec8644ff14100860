"""Rules about inputs scaled to [0, 1]."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.normalizations.unit import Unit
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning

_NORMALIZE = ("data", "normalize")


@rule("D103", "these inputs cannot be scaled to [0, 1]")
def unit_is_impossible(resolved: Resolved) -> Iterator[Found]:
    """`unit` divides inputs by the largest one, which gives values from 0 to 1 if none is negative.

    Negative inputs stay negative, a largest value of 0 divides by zero, and a negative one flips
    signs. `standardize` works for any range.
    """
    facts = resolved.facts
    if isinstance(resolved.spec.data.normalize, Unit) and (facts.low < 0 or facts.high <= 0):
        label = f"inputs range from {facts.low:g} to {facts.high:g}"
        yield Found(_NORMALIZE, label, (), Fix(_NORMALIZE, "standardize"))


@warning("D104", "the columns of a table share one scale")
def table_is_squeezed(resolved: Resolved) -> Iterator[Found]:
    """`unit` divides all inputs by one number, the largest of all columns.

    That suits pixels, which share a range. In a table, the column with the largest numbers sets the
    scale, and the others end up near 0. `standardize` scales each column separately. The warning
    applies to values above 255, the largest pixel value.
    """
    facts = resolved.facts
    table = not facts.is_image
    if table and isinstance(resolved.spec.data.normalize, Unit) and facts.high > 255:
        what = "channels" if facts.series else "columns"
        label = f"all {facts.shape[-1]:,} {what} are divided by {facts.high:g}"
        yield Found(_NORMALIZE, label, (), Fix(_NORMALIZE, "standardize"))
