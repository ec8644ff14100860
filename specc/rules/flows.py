"""Rules about models that are normalizing flows."""

from __future__ import annotations

import math
from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_MASKS: Path = ("model", "masks")


@rule("M150", "a mask that does not split the inputs")
def mask_splits_nothing(resolved: Resolved) -> Iterator[Found]:
    """A coupling changes some of the numbers of an example, depending on the others.

    `checkerboard` leaves every second pixel as it is, and `channel` every second row, which is half of the
    channels when 2 × 2 pixels become channels; both are for images. `half` is for any example with two
    numbers or more.
    """
    model, facts = resolved.spec.model, resolved.facts
    if not hasattr(model, "masks"):
        return
    if math.prod(facts.shape) < 2:
        yield Found(("model", "type"), "an example is one number, which no mask can split")
        return
    for number, name in enumerate(model.masks or ()):
        path = (*_MASKS, number)
        if name != "half" and not facts.is_image:
            label = f"{name} is a mask of images"
            yield Found(path, label, (), Fix(path, "half"))
        elif name == "channel" and facts.shape[0] < 2:
            yield Found(path, "images have one row", (), Fix(path, "half"))
    if model.masks is None and facts.is_image and facts.shape[0] < 2:
        label = "by default masks are checkerboard and channel, and images have one row"
        yield Found(("model", "type"), label, (), Fix(_MASKS, "[half]"))
