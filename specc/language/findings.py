"""Diagnostics of single values, in terms of the spec instead of pydantic's."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, get_args

from pydantic_core.core_schema import ErrorType

from specc.document.diagnostics import Diagnostic, Fix, Path, Severity
from specc.document.document import Document
from specc.fast_dataclasses import dataclass
from specc.language import hints, wording
from specc.language.family import UNKNOWN_TYPE
from specc.language.hints import Spot

CODES: Mapping[str, str] = {
    "R101": "A mapping has an unknown key.",
    "R102": "A key belongs to another type than the one that `type` names.",
    "R103": "A key that has no default is missing.",
    "R104": "A value has the wrong type: a string instead of a number, one value instead of a list.",
    "R105": "`type` is not one of the known types.",
    "R106": "A mapping lacks its `type`.",
    "R107": "A word is not one of the allowed ones.",
    "R108": "A number is out of range.",
    "R109": "A number is infinite or not a number.",
    "R110": "A string does not have the required form.",
    "R111": "A string or a list is too short or too long.",
    "R112": "A value violates a rule of its field.",
    "R113": "A value is not valid in some other way.",
}
"""Errors of single values."""

_PYDANTIC_KINDS = frozenset(get_args(ErrorType))


@dataclass(frozen=True)
class Finding:
    """A pydantic error and its location."""

    error: Mapping[str, Any]
    spot: Spot

    @property
    def kind(self) -> str:
        """The type of the error."""
        return str(self.error["type"])

    @property
    def context(self) -> Mapping[str, Any]:
        """The context of the error."""
        context: Mapping[str, Any] = self.error.get("ctx", {})
        return context

    @property
    def own_text(self) -> str | None:
        """The message of our validator; None for pydantic's own errors."""
        if self.kind in ("value_error", "assertion_error"):
            return str(self.context["error"])
        return str(self.error["msg"]) if self.kind not in _PYDANTIC_KINDS else None

    @property
    def expected(self) -> str | None:
        """The expected type, if the error is about the type."""
        if self.kind in wording.EXPECTED:
            return wording.EXPECTED[self.kind]
        if self.kind in ("literal_error", "enum"):
            expected = str(self.context["expected"])
            return wording.listed(wording.alternatives(expected) or [expected])
        text = self.own_text
        return text.removeprefix("expected ") if text and text.startswith("expected ") else None


@dataclass(frozen=True)
class _Case:
    """A finding, with its path and value in the user's document."""

    finding: Finding
    path: Path
    value: Any

    @property
    def name(self) -> str:
        return _shown(self.path)

    @property
    def found(self) -> str:
        return wording.described(self.value)


def diagnose(findings: Sequence[Finding], document: Document) -> Diagnostic:
    """The diagnostic of a value.

    Args:
        findings: one, or one per member of a union if the value has the wrong type for all.
        document: what the user wrote.
    """
    first = findings[0]
    case = _Case(first, *_in_document(first, document))
    if len(findings) > 1:
        expected = dict.fromkeys(str(finding.expected) for finding in findings)
        return _wrong_kind("R104", case, wording.listed(expected))
    if first.spot.on_key:
        about_key = _in_words(dataclasses.replace(case, value=case.path[-1]))
        return dataclasses.replace(about_key, on_key=True, fix=None)
    found = _in_words(case)
    if found.fix and found.fix.renames and (*case.path[:-1], found.fix.text) in document.places:
        return dataclasses.replace(found, fix=None)  # the key is there already
    return found


def not_finite(path: Path, value: float) -> Diagnostic:
    """The diagnostic of a number that is infinite or NaN."""
    label = f"expected a finite number, found {wording.described(value)}"
    return _error("R109", f"{_shown(path)} is not finite", path, label)


def _in_words(case: _Case) -> Diagnostic:
    first = case.finding
    for kinds, words in _WORDS:
        if first.kind in kinds:
            return words(case)
    if first.own_text is None:
        return _error("R113", f"{case.name} is not valid", case.path, f"found {case.found}")
    if first.expected is not None:
        return _wrong_kind("R112", case, first.expected)
    return _error("R112", first.own_text, case.path, on_key=isinstance(case.value, dict | list))


def _in_document(finding: Finding, document: Document) -> tuple[Path, Any]:
    """The path of a finding in the document, without keys that a shorthand implies, and its value."""
    path = finding.spot.path
    if path in document.places:
        return path, document.at(path)
    if finding.kind != "missing":
        parent = path[:-1]
        while parent not in document.places:
            parent = parent[:-1]
        value = document.at(parent)
        if not isinstance(value, dict | list):
            return parent, value
    return path, finding.error["input"]


def _unknown_key(case: _Case) -> Diagnostic:
    key, spot = str(case.path[-1]), case.finding.spot
    others = spot.siblings.having(key) if spot.siblings else []
    if spot.siblings and others:
        chosen = spot.siblings.chosen
        owners = wording.listed(wording.nearest(chosen, others))
        message = f"`{key}` belongs to {owners}, not to {chosen}"
        return _error("R102", message, case.path, f"the type is {chosen}", on_key=True)
    keys = hints.names(spot.model) if spot.model else []
    meant = wording.close_to(key, keys)
    label = f"did you mean `{meant}`?" if meant else ""
    notes = (f"the keys here are {', '.join(keys)}",) if keys else ()
    fix = Fix(case.path, meant, renames=True) if meant else None
    return _error(
        "R101", f"unknown key `{key}`", case.path, label, notes=notes, fix=fix, on_key=True
    )


def _missing_key(case: _Case) -> Diagnostic:
    parent, spot = case.path[:-1], case.finding.spot
    owner = spot.siblings.chosen if spot.siblings else _shown(parent)
    field = spot.model.model_fields.get(str(case.path[-1])) if spot.model else None
    notes = [f"{case.path[-1]}: {field.description}"] if field and field.description else []
    return _error("R103", f"missing key {case.name}", case.path, f"{owner} needs it", notes=notes)


def _unknown_type(case: _Case) -> Diagnostic:
    context, path = case.finding.context, case.path
    if case.finding.kind == UNKNOWN_TYPE:
        key, names = "type", [str(name) for name in context["names"]]
    else:
        key = str(context["discriminator"]).strip("'")
        names = wording.alternatives(str(context.get("expected_tags", "")))
    owner = path[-1] if path else "spec"
    if isinstance(owner, int):  # an item of a list
        owner = context.get("family", owner)
    notes = [f"the types are {', '.join(names)}"] if names else []
    given = case.value
    if isinstance(given, dict):
        path = (*path, key)
        if key not in given:
            message, label = f"missing key {_shown(path)}", f"it says which {owner} is meant"
            return _error("R106", message, path, label, notes=notes)
        given = given[key]
    if not isinstance(given, str):
        return _wrong_kind("R105", _Case(case.finding, path, given), wording.listed(names))
    meant = wording.close_to(given, names)
    return _error(
        "R105",
        f"no {owner} has the type `{wording.shortened(repr(given)[1:-1])}`",
        path,
        f"did you mean {meant}?" if meant else "",
        notes=notes,
        fix=Fix(path, meant) if meant else None,
    )


def _wrong_type(case: _Case) -> Diagnostic:
    expected = wording.EXPECTED[case.finding.kind]
    return _wrong_kind("R104", case, expected, fix=wording.corrected(expected, case.value))


def _wrong_word(case: _Case) -> Diagnostic:
    words = wording.alternatives(str(case.finding.context["expected"]))
    meant = wording.close_to(case.value, words)
    return _wrong_kind("R107", case, str(case.finding.expected), fix=meant)


def _out_of_range(case: _Case) -> Diagnostic:
    key, words = wording.BOUNDS[case.finding.kind]
    bound = wording.number(case.finding.context[key])
    label = f"must be {words} {bound}, found {case.found}"
    return _error("R108", f"{case.name} is out of range", case.path, label)


def _wrong_form(case: _Case) -> Diagnostic:
    notes = [f"it must match the pattern {case.finding.context['pattern']}"]
    message = f"{case.name} has the wrong form"
    return _error("R110", message, case.path, f"found {case.found}", notes=notes)


def _wrong_length(case: _Case) -> Diagnostic:
    key, words, noun = wording.LENGTHS[case.finding.kind]
    bound = wording.counted(case.finding.context[key], noun)
    label = f"must have {words} {bound}, has {len(case.value):,}"
    adjective = "short" if key == "min_length" else "long"
    return _error("R111", f"{case.name} is too {adjective}", case.path, label)


_WORDS: Sequence[tuple[Iterable[str], Callable[[_Case], Diagnostic]]] = (
    (("extra_forbidden",), _unknown_key),
    (("missing",), _missing_key),
    ((UNKNOWN_TYPE, "union_tag_invalid", "union_tag_not_found"), _unknown_type),
    (wording.EXPECTED, _wrong_type),
    (("literal_error", "enum"), _wrong_word),
    (wording.BOUNDS, _out_of_range),
    (("string_pattern_mismatch",), _wrong_form),
    (wording.LENGTHS, _wrong_length),
)
"""Functions by error types; a field's own checks and the rest come after."""


def _wrong_kind(code: str, case: _Case, expected: str, *, fix: str | None = None) -> Diagnostic:
    edit = Fix(case.path, fix) if fix is not None else None
    on_key = isinstance(case.value, dict | list)
    label = f"expected {expected}, found {case.found}"
    return _error(code, f"wrong value for {case.name}", case.path, label, fix=edit, on_key=on_key)


def _shown(path: Path) -> str:
    return f"`{'.'.join(str(part) for part in path)}`" if path else "the spec"


def _error(
    code: str,
    message: str,
    path: Path,
    label: str = "",
    *,
    notes: Iterable[str] = (),
    fix: Fix | None = None,
    on_key: bool = False,
) -> Diagnostic:
    notes = tuple(notes)
    return Diagnostic(code, Severity.ERROR, message, path, label, notes, fix, on_key)
