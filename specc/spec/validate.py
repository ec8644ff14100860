"""From a document to a typed spec, or to findings that people understand.

Pydantic knows what is wrong but speaks of its own machinery, names validators among the keys, and
reports every member of a union that did not fit. Here its errors are led back to the user's
document, those of unions settled into what was probably meant, and the rest left to `findings`.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from specc.spec import hints
from specc.spec.diagnostics import Diagnostic, Path
from specc.spec.document import Document
from specc.spec.family import NESTED
from specc.spec.findings import Finding, diagnose, not_finite
from specc.spec.hints import Siblings, Spot
from specc.spec.source import sort_key

Model = TypeVar("Model", bound=BaseModel)


def validate(document: Document, model: type[Model]) -> tuple[Model | None, tuple[Diagnostic, ...]]:
    """The typed spec, or everything that is wrong with the values of a document.

    Returns:
        The spec, or None if there are findings; the findings, located and sorted.
    """
    found = [
        not_finite(path, value)
        for path, value in document.scalars()
        if isinstance(value, float) and not math.isfinite(value)
    ]
    infinite = {diagnostic.path for diagnostic in found}
    try:
        spec = model.model_validate(document.value)
    except ValidationError as error:
        findings = _unfold(error.errors(include_url=False), model, Spot())
        counted = [finding for finding in findings if not _miscounted(finding, document)]
        others = (diagnose(alternatives, document) for alternatives in _settle(counted))
        found += [diagnostic for diagnostic in others if diagnostic.path not in infinite]
    else:
        if not found:
            return spec, ()
    located = (document.locate(diagnostic) for diagnostic in dict.fromkeys(found))
    return None, tuple(sorted(located, key=sort_key))


def _unfold(errors: Iterable[Any], hint: Any, spot: Spot) -> Iterator[Finding]:
    """The errors with their places; one that carries those of a block gives them up."""
    for error in errors:
        place = hints.follow(hint, error["loc"], spot)
        if error["type"] != NESTED:
            yield Finding(error, place)
            continue
        context = error["ctx"]
        block: type[BaseModel] = context["model"]
        siblings = Siblings(str(block.model_fields["type"].default), context["package"])
        inside = dataclasses.replace(place, model=block, siblings=siblings)
        yield from _unfold(context["errors"], block, inside)


def _settle(findings: Sequence[Finding], level: int = 0) -> Iterator[list[Finding]]:
    """Leaves of what the members of a union say what was probably meant.

    A member that looked into the value, or did not like its size, fits it better than one to which
    it is of the wrong kind. Where it is of the wrong kind for all, they speak together.
    """
    unions: dict[Path, dict[str, list[Finding]]] = {}
    for finding in findings:
        if len(finding.spot.junctions) <= level:
            yield [finding]
            continue
        junction = finding.spot.junctions[level]
        unions.setdefault(junction.path, {}).setdefault(junction.label, []).append(finding)
    for path, by_label in unions.items():
        members = list(by_label.values())
        fitting = [
            member
            for member in members
            if any(finding.spot.path != path or finding.expected is None for finding in member)
        ]
        if fitting:
            yield from _settle(min(fitting, key=len), level + 1)
        else:
            yield [finding for member in members for finding in member]


def _miscounted(finding: Finding, document: Document) -> bool:
    """Whether a list is too short only because pydantic counts none of the items that are wrong."""
    path = finding.spot.path
    if finding.kind != "too_short" or path not in document.places:
        return False
    value = document.at(path)
    return isinstance(value, list | dict) and len(value) >= int(finding.context["min_length"])
