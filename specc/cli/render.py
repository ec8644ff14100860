"""Draws findings: for people, for programs, and for the checks of GitHub.

Text from files and command lines may be untrusted, so only printable characters are shown.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from specc.document.diagnostics import Diagnostic, Fix, Severity, SourceSpan
from specc.document.source import sort_key
from specc.language.wording import counted

WIDTH = 100
"""Columns of a source line that are shown at once."""

_CONTEXT = 30  # columns kept before the carets where a line is longer
_TAB = "    "
_RESET, _BOLD, _RED, _YELLOW, _BLUE = "\x1b[0m", "\x1b[1m", "\x1b[1;31m", "\x1b[1;33m", "\x1b[1;34m"
_PAINT = {Severity.ERROR: _RED, Severity.WARNING: _YELLOW}


def render_text(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, str], *, color: bool
) -> str:
    """Each finding with its place drawn, an empty line between them; ends with a line break.

    Args:
        diagnostics: in the order in which they are drawn.
        sources: the texts of the files; a finding in another is shown without a drawing.
        color: whether the text is for a terminal that knows ANSI colours.
    """
    lines = {file: _lines(text) for file, text in sources.items()}
    drawn = [_draw(diagnostic, lines, _Brush(color)) for diagnostic in diagnostics]
    return "\n\n".join(drawn) + "\n" if drawn else ""


def render_json(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """Each finding as an object, whose keys are all always there.

    - `code`, `severity` (`error` or `warning`), `message`, `label`, `notes` (a list of strings);
    - `path`: the keys and indices that lead to the value;
    - `fix`: null, or `path` and `text`, which is null where the key is to be removed, and the new name of the
      key where `renames` is true; `also` lists further edits, to be made in order after it;
    - `place`: null, or `file` with `line`, `column`, `end_line`, `end_column`, counted from 1, the
      end exclusive, and `start` and `end`, offsets in characters.
    """
    return [
        {
            "code": diagnostic.code,
            "severity": diagnostic.severity.value,
            "message": diagnostic.message,
            "label": diagnostic.label,
            "notes": list(diagnostic.notes),
            "path": list(diagnostic.path),
            "fix": diagnostic.fix
            and {
                **_edit(diagnostic.fix),
                "also": [_edit(edit) for edit in diagnostic.fix.also],
            },
            "place": diagnostic.span and _place(diagnostic.span),
        }
        for diagnostic in diagnostics
    ]


def render_github(diagnostics: Iterable[Diagnostic]) -> str:
    """Workflow commands, a line each, that GitHub shows beside the lines of a pull request."""
    return "".join(f"{_annotation(diagnostic)}\n" for diagnostic in diagnostics)


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """`found 2 errors and 1 warning`."""
    counts = {
        severity: sum(diagnostic.severity is severity for diagnostic in diagnostics)
        for severity in Severity
    }
    found = [counted(count, severity.value) for severity, count in counts.items() if count]
    return f"found {' and '.join(found)}" if found else "found no errors and no warnings"


class _Brush:
    def __init__(self, color: bool):
        self.color = color

    def __call__(self, text: str, paint: str) -> str:
        return f"{paint}{text}{_RESET}" if self.color and text else text


def _draw(diagnostic: Diagnostic, lines: Mapping[str, Sequence[str]], brush: _Brush) -> str:
    paint = _PAINT[diagnostic.severity]
    head = brush(f"{diagnostic.severity.value}[{diagnostic.code}]", paint)
    drawn = [head + brush(f": {_shown(diagnostic.message)}", _BOLD)]
    place = diagnostic.span
    source = lines.get(place.file) if place else None
    gutter = " " * (len(str(place.line)) if place and source else 1)
    bar = brush(f"{gutter} │", _BLUE)
    if place and source and place.line <= len(source):
        drawn.append(
            f"{brush(f'{gutter} ┌─', _BLUE)} {_shown(place.file)}:{place.line}:{place.column}"
        )
        code, carets = _excerpt(source[place.line - 1], place)
        label = f" {_shown(diagnostic.label)}" if diagnostic.label else ""
        drawn += [
            bar,
            f"{brush(f'{place.line} │', _BLUE)} {code}".rstrip(),
            f"{bar} {carets.rstrip('^')}{brush(carets.lstrip(' ') + label, paint)}",
        ]
    else:
        if place:
            drawn.append(f"{brush(f'{gutter} ┌─', _BLUE)} {_shown(place.file)}")
        if diagnostic.label:
            drawn.append(f"{brush(f'{gutter} =', _BLUE)} {_shown(diagnostic.label)}")
    notes = [line for note in diagnostic.notes for line in note.splitlines()]
    if diagnostic.fix:
        notes.append(f"fix: {diagnostic.fix}")
    if notes and place:
        drawn.append(bar)
    drawn += [f"{brush(f'{gutter} =', _BLUE)} {_shown(note)}" for note in notes]
    return "\n".join(drawn)


def _excerpt(line: str, place: SourceSpan) -> tuple[str, str]:
    """The line, or an excerpt with the place, and the carets under it."""
    first = place.column - 1
    last = place.end_column - 1 if place.end_line == place.line else len(line.rstrip())
    cells = [_cell(char) for char in line]
    edges = [0, *itertools.accumulate(_width(cell) for cell in cells)]
    left = edges[min(first, len(line))]
    width = max(edges[max(min(last, len(line)), min(first, len(line)))] - left, 1)
    if edges[-1] <= WIDTH:
        return "".join(cells), " " * left + "^" * width
    begin = 0
    if left + width > WIDTH - 1:
        begin = next(index for index, edge in enumerate(edges) if edge >= max(left - _CONTEXT, 0))
    mark = "…" if begin else ""
    end = begin
    while end < len(cells) and edges[end + 1] - edges[begin] <= WIDTH - 2:
        end += 1
    text = mark + "".join(cells[begin:end]) + ("…" if end < len(cells) else "")
    indent = left - edges[begin] + len(mark)
    return text, " " * indent + "^" * max(min(width, edges[end] - left), 1)


def _cell(char: str) -> str:
    """What is drawn for a character."""
    if char == "\t":
        return _TAB
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return char.encode("unicode_escape").decode()
    return char


def _width(cell: str) -> int:
    """The columns that a terminal gives what is drawn for a character."""
    if len(cell) != 1:
        return len(cell)
    if unicodedata.category(cell) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(cell) in ("W", "F") else 1


def _shown(text: str) -> str:
    return "".join(_cell(char) for char in text)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _edit(fix: Fix) -> dict[str, Any]:
    return {"path": list(fix.path), "text": fix.text, "renames": fix.renames}


def _place(place: SourceSpan) -> dict[str, str | int]:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "start": place.start,
        "end": place.end,
    }


def _annotation(diagnostic: Diagnostic) -> str:
    properties: dict[str, str | int] = {}
    if place := diagnostic.span:
        properties |= {"file": place.file, "line": place.line}
        if place.end_line == place.line:  # GitHub takes columns within one line only
            properties |= {"col": place.column, "endColumn": place.end_column}
        else:
            properties["endLine"] = place.end_line
    properties["title"] = f"{diagnostic.code}: {diagnostic.message}"
    body = [diagnostic.label or diagnostic.message, *diagnostic.notes]
    if diagnostic.fix:
        body.append(f"fix: {diagnostic.fix}")
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{diagnostic.severity.value} {listed}::{_data(chr(10).join(body))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


__all__ = ["render_github", "render_json", "render_text", "sort_key", "summary"]
