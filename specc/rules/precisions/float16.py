"""Rules about float16."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.precisions.float16 import Float16
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, warning

_SCALE = ("precision", "loss_scale")


@warning("P102", "gradients in float16 without a loss scale")
def scale_is_missing(resolved: Resolved) -> Iterator[Found]:
    """float16 has no number between 0 and 6e-8, and many gradients are in that range.

    They become 0, and some weights stop training while the loss still falls a little. A dynamic
    loss scale prevents this (Micikevicius et al. 2018).
    """
    written = resolved.spec.precision
    if isinstance(written, Float16) and written.loss_scale is None:
        label = "gradients below 6e-08 become 0"
        yield Found(_SCALE, label, ("remove loss_scale to use the default",), Fix(_SCALE, "{}"))
