"""Rules about the dequantization of pixels."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_NOISE: Path = ("task", "loss", "dequantize")
_NORMALIZE: Path = ("data", "normalize")


@rule("L151", "nothing to dequantize")
def nothing_to_dequantize(resolved: Resolved) -> Iterator[Found]:
    """Dequantization spreads the levels of pixels, so the data have to be images of integers.

    The facts say whether they are: bytes are, and `specc probe` finds floats that are. They are scaled to
    [0, 1] by `normalize: unit`, the default for images. Other inputs are continuous and need nothing.
    """
    noise = getattr(getattr(resolved.spec.task, "loss", None), "dequantize", None)
    facts, normalize = resolved.facts, resolved.spec.data.normalize
    if noise is None:
        return
    assert normalize is not None, "resolving fills it in"
    if not facts.is_image or facts.levels is None:
        what = "pixels that are integers from 0" if facts.is_image else "images"
        yield Found(_NOISE, f"it needs {what}", (), Fix(_NOISE, None))
    elif normalize.type != "unit":
        label = f"{noise.type} dequantization is of levels divided by {facts.high:g}"
        notes = (f"normalized by {normalize.type}",)
        yield Found(_NORMALIZE, label, notes, Fix(_NORMALIZE, "unit"))
