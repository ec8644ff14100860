"""Rules about convolutional RealNVP."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.models.conv_real_nvp import ConvRealNvp, halvings, most_scales
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.image_models import shown
from specc.rules.registry import Found, rule


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
