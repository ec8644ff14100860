"""Explanations as a terminal shows them."""

from __future__ import annotations

from collections.abc import Sequence

from specc.document.diagnostics import Severity
from specc.explain.lines import PARTS, Field, Line
from specc.rules.registry import Rule

_WIDTH = 60
"""Characters of a value of the spec that are shown."""

_DIM, _BOLD, _END = "\033[2m", "\033[1m", "\033[0m"


def shown_rule(rule: Rule, *, color: bool) -> str:
    """A rule in full, and how a warning is allowed."""
    kind = "error" if rule.severity is Severity.ERROR else "warning"
    title = f"{kind}[{rule.code}]: {rule.title}"
    parts = [f"{_BOLD}{title}{_END}" if color else title, rule.explanation]
    if rule.severity is Severity.WARNING:
        parts.append(f"To allow it: allow: [{{code: {rule.code}, reason: ...}}]")
    return "\n\n".join(parts)


def shown_lines(lines: Sequence[Line], *, color: bool) -> str:
    """Lines, then the fields of the spec and the templates that they come from.

    Whatever is not behind all of them has their numbers.
    """
    shown = []
    fields: dict[Field, list[int]] = {}
    templates: dict[str, list[int]] = {}
    edited = [line.number for line in lines if line.edited and line.text.strip()]
    for line in lines:
        number = f"{line.number:>5} "
        text = f"{_DIM}{number}{_END}{line.text}" if color else f"{number}{line.text}"
        shown.append(text.rstrip())
        for field in line.fields:
            fields.setdefault(field, []).append(line.number)
        for template in line.templates:
            templates.setdefault(template, []).append(line.number)
    known = [line.number for line in lines if line.fields]
    width = max((len(field.path) for field in fields), default=0)
    for field, numbers in sorted(fields.items(), key=lambda item: item[0].path):
        where = f" ({_numbers(numbers)})" if numbers != known else ""
        shown.append(f"      = {field.path:{width}}  {_place(field)}{where}")
    for template, numbers in sorted(templates.items()):
        where = f" ({_numbers(numbers)})" if numbers != known else ""
        shown.append(f"      = templates/{template}{where}")
    if edited:
        shown.append(f"      = changed by hand ({_numbers(edited)})")
    return "\n".join(shown)


def _numbers(numbers: Sequence[int]) -> str:
    """`line 12`, `lines 12-14, 20`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [f"{run[0]}" if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    return f"line{'' if len(numbers) == 1 else 's'} {', '.join(parts)}"


def _place(field: Field) -> str:
    if field.place is None:
        return PARTS.get(field.path, "a default")
    text = field.text if len(field.text) <= _WIDTH else f"{field.text[:_WIDTH]}…"
    return f"{field.place.file}:{field.place.line}: {text}"
