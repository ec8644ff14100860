"""`type: cosine`."""

from __future__ import annotations

from specc.ir.schedule import Tree
from specc.lower import courses
from specc.lower.ramp import ends
from specc.lower.stretch import Stretch
from specc.spec.changes.cosine import Cosine


def lower(written: Cosine, stretch: Stretch) -> Tree:
    """Half a cosine, between any two numbers."""
    first, last, steps, where = ends(written, stretch)
    words = f"half a cosine {where}"
    return courses.half_cosine(
        first, last, steps, label="cosine", words=words, origin=stretch.origin, alone=words
    )
