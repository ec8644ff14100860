"""Rules about score matching at several levels of noise."""

from __future__ import annotations

import math
from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.losses.generation.noise_conditional_score_matching import (
    NoiseConditionalScoreMatching,
)
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning

_LOSS: Path = ("task", "loss")
_LEAST_OVERLAP, _GOOD_OVERLAP = 0.01, 0.5
_MOST_LEVELS = 10_000


def _loss(resolved: Resolved) -> NoiseConditionalScoreMatching | None:
    found = getattr(resolved.spec.task, "loss", None)
    return found if isinstance(found, NoiseConditionalScoreMatching) else None


@rule("L133", "noise levels that do not decrease")
def noise_does_not_fall(resolved: Resolved) -> Iterator[Found]:
    """Levels of noise go from `sigma_max` down to `sigma_min`.

    The largest joins the modes of the data, so that chains find them all; samples have the smallest.
    """
    loss = _loss(resolved)
    if loss is not None and loss.sigma_min >= loss.sigma_max:
        path = (*_LOSS, "sigma_min")
        label = f"it has to be less than sigma_max, {loss.sigma_max:g}"
        yield Found(path, label, (), Fix(path, f"{loss.sigma_max / 100:g}"))


@warning("L134", "levels of noise that are far from each other")
def levels_are_apart(resolved: Resolved) -> Iterator[Found]:
    """A chain begins each level where the one before left it, which should be where this level has examples.

    In many dimensions nearly all draws of normal noise have the same length, so examples with more noise are
    far from those with less. Song and Ermon (2020, technique 2) choose the levels so that half of the noise
    of a level is as long as that of the level above, within three standard deviations. With more levels,
    fewer steps at each are enough.
    """
    loss = _loss(resolved)
    if loss is None or loss.sigma_min >= loss.sigma_max:
        return
    dimensions = math.prod(resolved.facts.shape)
    if (share := loss.overlap(dimensions)) < _LEAST_OVERLAP:
        path = (*_LOSS, "levels")
        label = f"in {dimensions:,} dimensions, levels that differ by a factor of {loss.ratio:.3g} share"
        notes = ("chains find few examples where the level above leaves them",)
        yield Found(path, f"{label} {share:.1%} of their noise", notes, _closer(loss, dimensions))


def _closer(loss: NoiseConditionalScoreMatching, dimensions: int) -> Fix | None:
    """As few levels as share half of their examples."""
    low, high = loss.levels, _MOST_LEVELS
    while low < high:
        middle = (low + high) // 2
        if loss.model_copy(update={"levels": middle}).overlap(dimensions) < _GOOD_OVERLAP:
            low = middle + 1
        else:
            high = middle
    return Fix((*_LOSS, "levels"), str(low))
