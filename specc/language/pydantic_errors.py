"""Converts pydantic errors to findings about a document.

Pydantic's errors refer to its internals: locations include validators, and every member of a union that did
not match is reported. Here locations are mapped to the user's document and errors of unions reduced to the
member that was probably meant; `findings` writes the messages.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from specc.document.diagnostics import Diagnostic, Path
from specc.document.document import Document
from specc.language import hints
from specc.language.family import NESTED
from specc.language.findings import Finding, diagnose
from specc.language.hints import Siblings, Spot


def explain_errors(
    error: ValidationError, model: type[BaseModel], document: Document
) -> list[Diagnostic]:
    """The findings about a document that a model rejected, not located yet."""
    findings = _unfold(error.errors(include_url=False), model, Spot())
    counted = [finding for finding in findings if not _miscounted(finding, document)]
    found = [diagnose(alternatives, document) for alternatives in _reduce_unions(counted)]
    given = set(_given(found))
    return [one for one in found if one.code != "R103" or one.path not in given]


def _given(found: Iterable[Diagnostic]) -> Iterator[Path]:
    """The keys that fixes give, so that nobody needs to be told that they are missing."""
    for one in found:
        for edit in one.fix.edits if one.fix else ():
            if edit.renames:
                yield (*edit.path[:-1], str(edit.text))
            elif edit.text is not None:
                yield edit.path


def _unfold(errors: Iterable[Any], hint: Any, spot: Spot) -> Iterator[Finding]:
    """The errors with their locations, nested errors of blocks expanded."""
    for error in errors:
        place = hints.follow(hint, error["loc"], spot)
        if error["type"] != NESTED:
            yield Finding(error, place)
            continue
        context = error["ctx"]
        block: type[BaseModel] = context["model"]
        package = context["package"]
        siblings = Siblings(str(block.model_fields["type"].default), package) if package else None
        inside = dataclasses.replace(place, model=block, siblings=siblings)
        yield from _unfold(context["errors"], block, inside)


def _reduce_unions(findings: Sequence[Finding], level: int = 0) -> Iterator[list[Finding]]:
    """Reduces the errors of a union to the member that was probably meant.

    A member with errors inside the value, or about its size, matches better than one that expects another
    type. If all expect another type, their errors are combined.
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
            yield from _reduce_unions(min(fitting, key=len), level + 1)
        else:
            yield [finding for member in members for finding in member]


def _miscounted(finding: Finding, document: Document) -> bool:
    """Whether a list is too short only because pydantic does not count invalid items."""
    path = finding.spot.path
    if finding.kind != "too_short" or path not in document.places:
        return False
    value = document.at(path)
    return isinstance(value, list | dict) and len(value) >= int(finding.context["min_length"])
