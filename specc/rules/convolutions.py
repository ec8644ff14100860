"""Mistakes in networks of convolutions."""

from __future__ import annotations

from collections.abc import Iterator

from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule
from specc.spec.diagnostics import Fix
from specc.spec.models.cnn import Cnn
from specc.spec.wording import counted

_CHANNELS = ("model", "channels")


@rule("M116", "nothing is left of the image to pool")
def pooled_away(resolved: Resolved) -> Iterator[Found]:
    """Each block of a cnn halves height and width, and rounds down.

    A side of a single pixel cannot be halved any more: what comes out has no pixels at all, and
    nothing can be learned from it. Take as many blocks as leave a few pixels; 28x28 become 7x7 in two.
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
