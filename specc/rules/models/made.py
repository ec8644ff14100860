"""Rules about masked autoencoders."""

from __future__ import annotations

import math
from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.models.made import Made
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, warning


@warning("M117", "a masked layer with fewer units than pixels")
def too_narrow(resolved: Resolved) -> Iterator[Found]:
    """Each hidden unit of a masked autoencoder sees the pixels up to one of them, and serves those after it.

    To pass on all that comes before each pixel, a layer needs a unit for every pixel but the last, and one
    more for a class that is joined to them.
    """
    model, needed = resolved.spec.model, math.prod(resolved.facts.shape) - 1
    if not isinstance(model, Made):
        return
    before = f"pixels have up to {needed:,} before them"
    if resolved.spec.task.conditional and model.gives_class == "concatenate":
        needed, before = needed + 1, f"{before} besides the class"
    for number, width in enumerate(model.hidden):
        if width < needed:
            path = ("model", "hidden", number)
            label = f"{width:,} units, and {before}"
            note = "some pixels do not see all of those"
            yield Found(path, label, (note,), Fix(path, str(needed)))
