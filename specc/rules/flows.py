"""Rules about models that are normalizing flows."""

from __future__ import annotations

import math
from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.models.conv_real_nvp import ConvRealNvp, halvings, most_scales
from specc.language.models.maf import Maf
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.image_models import shown
from specc.rules.registry import Found, rule

_MASKS: Path = ("model", "masks")


@rule("M150", "a mask that splits nothing")
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


@rule("M151", "a class that not all numbers would see")
def class_is_not_seen(resolved: Resolved) -> Iterator[Found]:
    """Each layer of a masked autoregressive flow scales a number by what it makes of those before it.

    An embedding that is added to the numbers would be seen with them, and never by the first one. The one-hot
    vector of a class, joined to the numbers, is seen by all.
    """
    model = resolved.spec.model
    if isinstance(model, Maf) and resolved.spec.task.conditional and model.condition == "add":
        path: Path = ("model", "condition")
        label = "the first number of each layer would not see the class"
        yield Found(path, label, (), Fix(path, "concatenate"))


@rule("M152", "images that cannot be squeezed")
def sides_are_odd(resolved: Resolved) -> Iterator[Found]:
    """Each scale but the last makes channels of 2 × 2 pixels, so height and width have to be even there.

    28x28 pixels become 14x14 and 7x7, which are odd. At the last scale a checkerboard has to split what is
    left, so that has to be two pixels or more.
    """
    model, facts = resolved.spec.model, resolved.facts
    if not isinstance(model, ConvRealNvp) or not facts.is_image:
        return
    size = facts.shape[:2]
    most, squeezes, path = most_scales(*size), model.scales - 1, ("model", "scales")
    if model.scales <= most:
        return
    fix = Fix(path, str(most)) if most else None
    if squeezes > (often := halvings(*size)):
        label = f"{shown(size)} pixels can be squeezed {counted(often, 'time')}"
        note = f"{counted(model.scales, 'scale')} squeeze them {counted(squeezes, 'time')}"
        yield Found(path, label, (note,), fix)
    else:
        label = "the last scale has maps of 1 × 1 pixel, which no checkerboard splits"
        yield Found(path, label, (), fix)
