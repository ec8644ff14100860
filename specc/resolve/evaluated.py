"""The metrics that evaluations of a run give, as the log calls them."""

from __future__ import annotations

from specc.language.better import Better, Measured, unit_of
from specc.resolve.resolved import Resolved

PREFIX = "eval_"
"""Begins the names of metrics of the evaluation examples; those of a further set begin with its name."""


def evaluated(resolved: Resolved) -> Measured:
    """The numbers of an evaluation, with what is better of each; none if nothing is evaluated."""
    if resolved.spec.evaluate is None or not resolved.evaluation.rows:
        return {}
    found = found_by(resolved)
    prefixes = (PREFIX, *(f"{part.key}_" for part in resolved.further))
    return {f"{prefix}{name}": better for prefix in prefixes for name, better in found.items()}


def found_by(resolved: Resolved) -> Measured:
    """The same without the name of the set."""
    spec = resolved.spec
    found: Measured = spec.task.evaluated(spec.data.source, bool(text_bytes(resolved)))
    return found


def parts_of(resolved: Resolved, metric: str) -> tuple[str, str]:
    """The set that a metric in the log is of, and what an evaluation calls it: "eval" and "loss"."""
    for part in resolved.further:
        if metric.startswith(f"{part.key}_"):
            return part.key, metric.removeprefix(f"{part.key}_")
    return PREFIX.removesuffix("_"), metric.removeprefix(PREFIX)


def mode_of(resolved: Resolved, metric: str, given: Better | None) -> Better:
    """What is better of a metric: as it is written, or else known; a rule asks where neither is so."""
    return given or evaluated(resolved).get(metric) or "min"


def text_bytes(resolved: Resolved) -> tuple[int, ...]:
    """How many bytes of text each set that is evaluated has.

    Returns:
        Nothing if tokens are bytes or characters, if not all tokens count, or where that is not known.
    """
    by_text = getattr(getattr(resolved.spec.task, "loss", None), "by_text", False)
    if not by_text or unit_of(resolved.spec.data.source) != "token":
        return ()
    facts = resolved.facts
    held_out = {"evaluation": facts.held_out_bytes, "test": facts.test_bytes}
    found = [
        held_out[part.key] if part.facts is None else part.facts.text_bytes
        for part in resolved.parts
        if part.rows
    ]
    known = tuple(size for size in found if size is not None)
    return known if len(known) == len(found) else ()
