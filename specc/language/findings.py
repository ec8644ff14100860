"""Diagnostics of single values, in terms of the spec instead of pydantic's."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, get_args

from pydantic_core.core_schema import ErrorType

from specc.document.diagnostics import Diagnostic, Fix, Path, Severity
from specc.document.document import Document
from specc.fast_dataclasses import dataclass
from specc.language import forms, hints, wording
from specc.language.family import UNKNOWN_TYPE
from specc.language.hints import Spot
from specc.language.synonyms import Name
from specc.language.translate.keys import unknown_key
from specc.language.translate.names import (
    as_type,
    block_of_name,
    elsewhere,
    keys_of_name,
    name_of,
)

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
            words = wording.alternatives(expected)
            return wording.listed(map(wording.word, words)) if words else expected.lower()
        text = self.own_text
        return text.removeprefix("expected ") if text and text.startswith("expected ") else None


@dataclass(frozen=True)
class _Case:
    """A finding, with its path and value in the user's document."""

    finding: Finding
    path: Path
    value: Any
    document: Document

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
    case = _Case(first, *_in_document(first, document), document)
    if absent := _no_value(case):
        return absent
    if len(findings) > 1:
        expected = dict.fromkeys(str(finding.expected) for finding in findings)
        # A percentage comes last: '3e-4' is rather a number, where both are possible.
        likely = sorted(findings, key=lambda finding: finding.kind == "specc_quantity")
        fixes = (_corrected(finding, case.value) for finding in likely)
        fix = next(filter(None, fixes), None)
        return _wrong_kind("R104", case, wording.listed(expected), fix=fix)
    if first.spot.on_key:
        about_key = _in_words(dataclasses.replace(case, value=case.path[-1]))
        return dataclasses.replace(about_key, on_key=True, fix=None)
    found = _in_words(case)
    if (
        found.fix
        and found.fix.renames
        and (*found.fix.path[:-1], found.fix.text) in document.places
    ):
        return dataclasses.replace(found, fix=None)  # the key is there already
    return found


def _no_value(case: _Case) -> Diagnostic | None:
    """The diagnostic of Python's `None` where a value can be absent."""
    spot, key = case.finding.spot, case.path[-1] if case.path else None
    if case.value not in ("None", "none") or spot.model is None or not isinstance(key, str):
        return None
    if not hints.can_be_null(spot.model, key):
        return None
    fix = Fix(case.path, "null")
    label = f"found {case.found}; no value is `null`"
    return _error("R104", f"wrong value for {case.name}", case.path, label, fix=fix)


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
        message, label = f"{case.name} is not valid", f"found {case.found}"
        return _error("R113", message, case.path, label, notes=_described(case))
    if first.expected is not None:
        fix = _corrected(first, case.value)
        question = wording.question(first.expected, case.value) if fix is None else None
        notes = (question,) if question else ()
        return _wrong_kind("R112", case, first.expected, fix=fix, notes=notes)
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


def _corrected(finding: Finding, value: Any) -> str | None:
    """The probable correct form of a value of the wrong type, as written in a spec."""
    return wording.corrected(finding.expected, value) if finding.expected else None


def _unknown_key(case: _Case) -> Diagnostic:
    key, spot = str(case.path[-1]), case.finding.spot
    others = spot.siblings.having(key) if spot.siblings else []
    code, message, label = "R101", f"unknown key `{key}`", ""
    if spot.siblings and others:
        chosen = spot.siblings.chosen
        owners = wording.listed(wording.nearest(chosen, others))
        code, message = "R102", f"`{key}` belongs to {owners}, not to {chosen}"
        label = f"the type is {chosen}"
    known = unknown_key(case.path, spot.model, case.document) if spot.model else None
    if known is not None:
        label = known.label if known.fix or not label else label
        return _error(
            code, message, case.path, label, notes=known.notes, fix=known.fix, on_key=True
        )
    if others:
        return _error(code, message, case.path, label, on_key=True)
    keys = hints.names(spot.model) if spot.model else []
    meant = wording.close_to(key, keys)
    label = f"did you mean `{meant}`?" if meant else ""
    notes = (f"the keys here are {', '.join(keys)}",) if keys else ()
    fix = None
    if meant and spot.model and forms.fits(spot.model, meant, case.value):
        fix = Fix(case.path, meant, renames=True)
    return _error(code, message, case.path, label, notes=notes, fix=fix, on_key=True)


def _missing_key(case: _Case) -> Diagnostic:
    parent, spot = case.path[:-1], case.finding.spot
    owner = spot.siblings.chosen if spot.siblings else _shown(parent)
    label = f"{owner} needs it"
    return _error("R103", f"missing key {case.name}", case.path, label, notes=_described(case))


def _unknown_type(case: _Case) -> Diagnostic:
    context, path = case.finding.context, case.path
    package = ""
    if case.finding.kind == UNKNOWN_TYPE:
        key, names = "type", [str(name) for name in context["names"]]
        package = str(context["package"])
    else:
        key = str(context["discriminator"]).strip("'")
        names = wording.alternatives(str(context.get("expected_tags", "")))
    owner = path[-1] if path else "spec"
    noun = str(context.get("family", owner))
    if isinstance(owner, int):  # an item of a list
        owner = context.get("family", owner)
    notes = [f"the types are {', '.join(names)}"] if names else []
    given = case.value
    block = isinstance(given, dict)
    if block:
        path = (*path, key)
        if key not in given:
            message, label = f"missing key {_shown(path)}", f"it says which {owner} is meant"
            fix = as_type(given, case.path, noun, names, package)
            if fix is not None and fix.renames:
                label, notes = f"`{fix.path[-1]}` is `type` here", []
            return _error("R106", message, path, label, notes=notes, fix=fix)
        given = given[key]
    if not isinstance(given, str):
        wrong = dataclasses.replace(case, path=path, value=given)
        return _wrong_kind("R105", wrong, wording.listed(names))
    message = f"no {owner} has the type `{wording.shortened(repr(given)[1:-1])}`"
    row = name_of(given, noun, names, package)
    if row is not None:
        label = f"it is {row.to} here" if row.to else ""
        notes = [row.note] if row.note else [] if row.to else notes
        fix = _named(case, path, row, block=block) if row.to else None
        return _error("R105", message, path, label, notes=notes, fix=fix)
    if other := elsewhere(given, noun, package):
        return _error("R105", message, path, "", notes=[other, *notes])
    meant = wording.close_to(given, names)
    return _error(
        "R105",
        message,
        path,
        f"did you mean {meant}?" if meant else "",
        notes=notes,
        fix=Fix(path, meant) if meant else None,
    )


def _named(case: _Case, path: Path, row: Name, *, block: bool) -> Fix:
    """The edits that write a name of another framework as it is written here."""
    if not block:
        return Fix(path, block_of_name(row) if row.keys else row.to)
    more = [
        Fix((*case.path, key), text) for key, text in keys_of_name(row) if key not in case.value
    ]
    return Fix(path, row.to, also=tuple(more))


def _wrong_type(case: _Case) -> Diagnostic:
    expected = wording.EXPECTED[case.finding.kind]
    fix = wording.corrected(expected, case.value)
    notes: list[str] = []
    if expected == "a mapping":
        fix, notes = _as_block(case)
    return _wrong_kind("R104", case, expected, fix=fix, notes=notes)


def _as_block(case: _Case) -> tuple[str | None, list[str]]:
    """A block in place of the name of its type, or of the value of the only key that it needs."""
    context, spot = case.finding.context, case.finding.spot
    if isinstance(case.value, str) and "family" in context:
        names = [str(name) for name in context["names"]]
        noun, package = str(context["family"]), str(context["package"])
        row = name_of(case.value, noun, names, package)
        if row is not None:
            notes = [row.note] if row.note else []
            return (block_of_name(row) if row.to else None), notes
        return None, [f"the types are {', '.join(names)}"]
    if (meant := wording.duration(case.value)) is not None:
        key = hints.only_key(spot.model, case.path[-1]) if spot.model else None
        if key is not None:
            return f"{{{key}: {meant}}}", []
    return None, []


def _wrong_word(case: _Case) -> Diagnostic:
    words = wording.alternatives(str(case.finding.context["expected"]))
    meant, notes = wording.close_to(case.value, words), []
    field = next((part for part in reversed(case.path) if isinstance(part, str)), "")
    row = name_of(case.value, field, words) if isinstance(case.value, str) else None
    if row is not None:
        meant, notes = row.to or None, [row.note] if row.note else []
    elif isinstance(case.value, bool | int | float) and str(case.value) in words:
        meant = f'"{case.value}"'
    return _wrong_kind("R107", case, str(case.finding.expected), fix=meant, notes=notes)


def _out_of_range(case: _Case) -> Diagnostic:
    key, words = wording.BOUNDS[case.finding.kind]
    bound = wording.number(case.finding.context[key])
    label = f"must be {words} {bound}, found {case.found}"
    return _error("R108", f"{case.name} is out of range", case.path, label)


def _wrong_form(case: _Case) -> Diagnostic:
    form = wording.FORMS.get(str(case.finding.context["pattern"]))
    notes, fix = _described(case), None
    if form is not None:
        notes, meant = [form.words], form.corrected(case.value)
        fix = Fix(case.path, meant) if meant is not None else None
    message = f"{case.name} has the wrong form"
    return _error("R110", message, case.path, f"found {case.found}", notes=notes, fix=fix)


def _described(case: _Case) -> list[str]:
    """The description of the field, as a note."""
    model, key = case.finding.spot.model, case.path[-1] if case.path else ""
    field = model.model_fields.get(str(key)) if model else None
    return [f"{key}: {field.description}"] if field and field.description else []


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


def _wrong_kind(
    code: str,
    case: _Case,
    expected: str,
    *,
    fix: str | None = None,
    notes: Iterable[str] = (),
) -> Diagnostic:
    edit = Fix(case.path, fix) if fix is not None else None
    on_key = isinstance(case.value, dict | list)
    label = f"expected {expected}, found {case.found}"
    message = f"wrong value for {case.name}"
    return _error(code, message, case.path, label, notes=notes, fix=edit, on_key=on_key)


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
