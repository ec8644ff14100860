"""What weight decay applies to."""

from __future__ import annotations

from collections.abc import Sequence

from specc.ir.expr import Expr
from specc.ir.optimizer import Function, Mask
from specc.language.optimizer import Optimizer as SpecBlock
from specc.language.optimizer import Transform as Declared
from specc.language.paths import Selection, listed, matches
from specc.lower.groups import Groups
from specc.lower.muon import muon_axes
from specc.lower.paths import TRUE, conjunction, mask, matched, negated


def mask_of(
    spec: SpecBlock, declared: Declared, groups: Groups, number: int | None = None
) -> Function | None:
    """The weight decay mask of an optimizer, or of the optimizer of a group; None for all parameters.

    The mask of the outer optimizer excludes groups with their own weight decay. For Muon it is the function
    that gives the axes of kernels.
    """
    if declared.mask == "muon_weight_dimension_numbers" and groups.model is not None:
        return muon_axes(getattr(spec, declared.mask), groups.model)
    if declared.mask != "mask":
        return None
    chosen, origin, name = getattr(spec, declared.mask), "optimizer.mask", "decaying"
    without: tuple[Expr, ...] = ()
    apart = ""
    if number is not None:
        origin = f"optimizer.groups.{number}.optimizer.mask"
        name = f"{groups.names[number]}_decaying"
    elif declared.stage in ("decay", "penalty") and (others := groups.with_field("weight_decay")):
        without = tuple(negated(groups.test(n)) for n in others)
        apart = f", outside of {listed([groups.specs[n].words for n in others])}"
    if chosen == "kernels" and not without:
        summary = f"{type(spec).marked}: kernels, but not biases or norm scales."
        return mask("is_kernel", _base(chosen), summary, origin)
    test = conjunction(_base(chosen), *without)
    summary = _summary("weight_decay" if apart else "weight-decay", f"{_words(chosen)}{apart}")
    return None if test == TRUE else mask(name, test, summary, origin)


def group_mask(spec: SpecBlock, declared: Declared, groups: Groups, number: int) -> Mask:
    """What the decay of a group applies to: those of its parameters that the optimizer's mask marks."""
    assert declared.mask is not None
    name, group = groups.names[number], groups.specs[number]
    chosen = getattr(spec, declared.mask)
    own = groups.paths and [path for path in groups.paths if group.takes(path)]
    test = conjunction(_base(chosen, own), groups.test(number))
    within = "" if chosen == "all" else f"{_words(chosen)} in "
    summary = _summary(f"{name}_weight_decay", f"{within}{group.words}")
    return mask(f"{name}_decaying", test, summary, f"optimizer.groups.{number}.weight_decay")


def _base(chosen: str | Selection, among: Sequence[str] | None = None) -> Expr:
    """A mask as a test; without what excludes nothing among some paths, if they are given."""
    if isinstance(chosen, Selection):
        excluded = [
            pattern
            for pattern in chosen.excluded
            if among is None or any(matches([pattern], path) for path in among)
        ]
        return conjunction(
            matched(chosen.matched), negated(matched(excluded)) if excluded else TRUE
        )
    return TRUE if chosen == "all" else matched(["**/kernel"])


def _summary(decay: str, words: str) -> str:
    """A sentence that fits in a line."""
    name = f"{decay[0].upper()}{decay[1:]}" if " " in decay or "-" in decay else decay
    found = f"{name} mask: {words}."
    return found if len(found) <= 90 else f"{name} mask."


def _words(chosen: str | Selection) -> str:
    if isinstance(chosen, Selection):
        return chosen.words
    return {"all": "all parameters", "kernels": "kernels"}[chosen]
