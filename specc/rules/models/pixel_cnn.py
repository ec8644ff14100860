"""Rules about PixelCNNs."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.models.pixel_cnn import PixelCnn
from specc.resolve.resolved import Resolved
from specc.rules.image_models import size_of
from specc.rules.registry import Found, warning


@warning("M118", "pixels that see only a part of the image before them")
def too_shallow(resolved: Resolved) -> Iterator[Found]:
    """With each masked convolution of a PixelCNN, pixels see (kernel_size - 1) / 2 rows and columns more.

    The first convolutions and all gated layers together should reach across the image.
    """
    model, size = resolved.spec.model, size_of(resolved)
    if not isinstance(model, PixelCnn) or size is None:
        return
    n, needed = model.kernel_size // 2, max(size) - 1
    reach = n * (model.depth + 1)
    if reach < needed:
        label = f"a pixel sees those of up to {reach} rows and columns away, of {max(size):,}"
        path = ("model", "depth")
        yield Found(path, label, (), Fix(path, str(-(-needed // n) - 1)))
