"""Rules about the likelihood of normalizing flows."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.losses.generation.normalizing_flow import NormalizingFlow
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_LOSS: Path = ("task", "loss")
_NOISE: Path = (*_LOSS, "dequantize")
_NORMALIZE: Path = ("data", "normalize")


def _loss(resolved: Resolved) -> NormalizingFlow | None:
    loss = getattr(resolved.spec.task, "loss", None)
    return loss if isinstance(loss, NormalizingFlow) else None


@rule("L150", "a density of pixels that are integers")
def levels_have_no_density(resolved: Resolved) -> Iterator[Found]:
    """A density of values that are integers can be as high as one likes: all of it is put on these values.

    So the loss of a flow would fall without bound, and would measure nothing. Uniform noise within each level
    (`dequantize: uniform`) gives the levels a width of 1, and the loss becomes a bound on their negative
    log-probability (Theis et al. 2016).
    """
    loss, facts = _loss(resolved), resolved.facts
    if loss is not None and loss.dequantize is None and facts.is_image and facts.levels:
        label = f"pixels have {facts.levels:,} levels, where a density has no bound"
        fix = Fix(_LOSS, "{type: normalizing_flow, dequantize: uniform}")
        yield Found(_LOSS, label, (), fix)


@rule("L151", "nothing to dequantize")
def nothing_to_dequantize(resolved: Resolved) -> Iterator[Found]:
    """Dequantization spreads the levels of pixels, so the data have to be images of integers.

    The facts say whether they are: bytes are, and `specc probe` finds floats that are. They are scaled to
    [0, 1] by `normalize: unit`, the default for images. Other inputs are continuous and need nothing.
    """
    loss, facts = _loss(resolved), resolved.facts
    if loss is None or loss.dequantize is None:
        return
    normalize = resolved.spec.data.normalize
    assert normalize is not None, "resolving fills it in"
    if not facts.is_image or facts.levels is None:
        what = "pixels that are integers from 0" if facts.is_image else "images"
        yield Found(_NOISE, f"it needs {what}", (), Fix(_NOISE, None))
    elif normalize.type != "unit":
        label = f"{loss.dequantize.type} dequantization is of levels divided by {facts.high:g}"
        notes = (f"normalized by {normalize.type}",)
        yield Found(_NORMALIZE, label, notes, Fix(_NORMALIZE, "unit"))
