"""Rules about vision transformers."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.models.vit import Vit
from specc.resolve.resolved import Resolved
from specc.rules.image_models import divisors
from specc.rules.registry import Found, rule

_HEADS = ("model", "heads")


@rule("M113", "the heads do not divide the width")
def heads_do_not_divide(resolved: Resolved) -> Iterator[Found]:
    """Each attention head works on an equal part of the width, so the width must be a multiple of the heads.

    64 per head is usual.
    """
    model = resolved.spec.model
    if isinstance(model, Vit) and model.width % model.heads:
        label = (
            f"width {model.width:,} over {model.heads:,} heads is {model.width / model.heads:.4g}"
        )
        fits = max(n for n in divisors(model.width) if n <= model.heads)
        yield Found(_HEADS, label, (), Fix(_HEADS, str(fits)))
