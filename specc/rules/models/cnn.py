"""Rules about convolutional networks."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.models.cnn import Cnn
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_CHANNELS = ("model", "channels")


@rule("M116", "the image is too small for so many pooling layers")
def pooled_away(resolved: Resolved) -> Iterator[Found]:
    """Each block of a cnn halves height and width, rounding down.

    A side of one pixel cannot be halved: nothing is left. Use fewer blocks; two reduce 28x28 to
    7x7.
    """
    model, facts = resolved.spec.model, resolved.facts
    if not isinstance(model, Cnn) or not facts.is_image:
        return
    height, width = facts.shape[:2]
    most = min(height, width).bit_length() - 1
    if len(model.channels) > most:
        label = f"images of {height:,} × {width:,} can be halved {counted(most, 'time')}"
        note = f"there are {counted(len(model.channels), 'block')}, and each halves them"
        fix = Fix(_CHANNELS, str(list(model.channels[:most]))) if most else None
        yield Found((*_CHANNELS, most), label, (note,), fix)
