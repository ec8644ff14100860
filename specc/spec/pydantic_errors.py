"""From pydantic's errors to what is wrong with a document.

Pydantic knows what is wrong but speaks of its own machinery, names validators among the keys, and
reports every member of a union that did not fit. Here its errors are led back to the user's
document, those of unions settled into what was probably meant, and the words left to `findings`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from specc.spec import hints
from specc.spec.diagnostics import Diagnostic, Path
from specc.spec.document import Document
from specc.spec.family import NESTED
from specc.spec.findings import Finding, diagnose
from specc.spec.hints import Siblings, Spot


def explain_errors(
    error: ValidationError, model: type[BaseModel], document: Document
) -> list[Diagnostic]:
    """What is wrong with a document that a model refused, not yet located."""
    findings = _unfold(error.errors(include_url=False), model, Spot())
    counted = [finding for finding in findings if not _miscounted(finding, document)]
    return [diagnose(alternatives, document) for alternatives in _settle(counted)]


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
