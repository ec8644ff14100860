"""Rules about the likelihood of normalizing flows."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.losses.generation.normalizing_flow import NormalizingFlow
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_LOSS: Path = ("task", "loss")


def _loss(resolved: Resolved) -> NormalizingFlow | None:
    loss = getattr(resolved.spec.task, "loss", None)
    return loss if isinstance(loss, NormalizingFlow) else None


@rule("L150", "a density of pixels that are integers")
def levels_have_no_density(resolved: Resolved) -> Iterator[Found]:
    """A density of values that are integers can be arbitrarily high: all of it is put on these values.

    So the loss of a flow would fall without bound, and would measure nothing. Uniform noise within each level
    (`dequantize: uniform`) gives the levels a width of 1, and the loss becomes a bound on their negative
    log-probability (Theis et al. 2016).
    """
    loss, facts = _loss(resolved), resolved.facts
    if loss is not None and loss.dequantize is None and facts.is_image and facts.levels:
        label = f"pixels have {facts.levels:,} levels, where a density has no bound"
        fix = Fix(_LOSS, "{type: normalizing_flow, dequantize: uniform}")
        yield Found(_LOSS, label, (), fix)
