"""Shared by the readers of YAML, JSON and TOML: the source text and the tree of values.

Specs may be untrusted, so there are limits, which every reader checks while reading.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from specc.document.diagnostics import (
    Diagnostic,
    Path,
    Severity,
    SourceSpan,
    SpecError,
    UnreadableError,
)

MAX_BYTES = 1024 * 1024
"""Maximum size of a file in bytes, about a hundred times that of a long spec."""

MAX_DEPTH = 64
"""Maximum nesting of mappings and lists."""

MAX_VALUES = 50_000
"""Maximum number of keys and values, counting those that aliases repeat."""

MAX_PROBLEMS = 200
"""Maximum number of findings before reading stops."""

CODES: Mapping[str, str] = {
    "R001": "A file could not be read: it is missing, is a folder, or may not be opened.",
    "R002": f"A file is larger than {MAX_BYTES:,} bytes, the limit for a spec.",
    "R003": "A file is not UTF-8 text.",
    "R004": "A file has control characters, which could hide text. Escape them in quotes.",
    "R005": "The text is not valid YAML, JSON or TOML.",
    "R006": f"Mappings and lists are nested more than {MAX_DEPTH} deep.",
    "R007": f"A spec has more than {MAX_VALUES:,} keys and values, counting what aliases repeat.",
    "R008": "An alias is inside the value that it refers to.",
    "R009": "A file has several YAML documents. A spec is a single one.",
    "R010": "YAML tags and directives are not supported, because they can change the meaning of a value.",
    "R011": "YAML 1.2 has no merge key `<<`. Use `extends`, or an alias for a complete value.",
    "R012": "A key is not a string. Quote it: `1:` is a number, `'1':` a string.",
    "R013": "A key is duplicated in a mapping.",
    "R014": "A spec is a mapping of keys to values, not a list or a lone value.",
    "R015": "A number or string cannot be represented.",
    "R016": "TOML dates and times are not supported. Quote them if a string is meant.",
    "R017": "`extends` must be a file name or a list of file names.",
    "R018": "A file that `extends` names cannot be read.",
    "R019": "A file extends itself, directly or indirectly.",
    "R020": "A chain of `extends` is too long.",
    "R021": "An override must have the form `--set key.of.a.value=value`, with a value as in a line of YAML.",
    "R022": "An override refers to a key inside a scalar.",
}
"""Errors in reading files."""

_LINE_BREAK = re.compile(r"\r\n?|\n")
# A single character class would take 7 ms to compile because of its range of surrogates.
_CONTROL = re.compile("[\0-\x08\v\f\x0e-\x1f\x7f-\x84\x86-\x9f]|[\ud800-\udfff]|\ufffe|\uffff")

Scalar = str | int | float | bool | None


def parse_integer(digits: str, base: int) -> int:
    """The integer value of digits.

    Raises:
        ValueError: Python could not print the number because it has too many digits.
    """
    if len(digits) > 3_000:
        raise ValueError("too many digits")
    return int(digits, base)


class Entry(NamedTuple):
    """A value of a mapping and the place of its key."""

    key: SourceSpan
    tree: Tree


class Tree(NamedTuple):
    """A value with the places of all values inside."""

    value: Scalar | list[Tree] | dict[str, Entry]
    place: SourceSpan


def sort_key(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    """Sorts findings by file, line, column and code; those without a place come first."""
    place = diagnostic.span
    if place is None:
        return ("", 0, 0, diagnostic.code, diagnostic.message)
    return (place.file, place.line, place.column, diagnostic.code, diagnostic.message)


def file_place(file: str) -> SourceSpan:
    """The place of a finding about an entire file."""
    return SourceSpan(file, 1, 1, 1, 1, 0, 0)


class Source:
    """The text being read, and the findings so far.

    Raises:
        UnreadableError: the text has control characters (R004).
    """

    def __init__(self, file: str, text: str):
        self.file = file
        self.text = text
        self.problems: list[Diagnostic] = []
        self._lines = [0, *(match.end() for match in _LINE_BREAK.finditer(text))]
        if control := _CONTROL.search(text):
            raise self.failure(
                "R004",
                "the file has a control character",
                control.start(),
                control.end(),
                label=f"U+{ord(control.group()):04X}",
            )

    def place(self, start: int, end: int) -> SourceSpan:
        """The range between two offsets."""
        line, end_line = bisect.bisect(self._lines, start), bisect.bisect(self._lines, end)
        column, end_column = start - self._lines[line - 1], end - self._lines[end_line - 1]
        return SourceSpan(self.file, line, column + 1, end_line, end_column + 1, start, end)

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column, at most the end of the text."""
        if line > len(self._lines):
            return len(self.text)
        return min(self._lines[line - 1] + column - 1, len(self.text))

    def report(
        self,
        code: str,
        message: str,
        start: int,
        end: int,
        *,
        label: str = "",
        notes: Iterable[str] = (),
        path: Path = (),
    ) -> None:
        """Records a finding and continues.

        Raises:
            SpecError: there are too many findings.
        """
        self.problems.append(
            Diagnostic(
                code,
                Severity.ERROR,
                message,
                path=path,
                label=label,
                notes=tuple(notes),
                span=self.place(start, end),
            )
        )
        if len(self.problems) >= MAX_PROBLEMS:
            self.finish()

    def failure(
        self,
        code: str,
        message: str,
        start: int,
        end: int,
        *,
        label: str = "",
        notes: Iterable[str] = (),
    ) -> UnreadableError:
        """The error to raise for a finding that stops reading."""
        self.report(code, message, start, end, label=label, notes=notes)
        return UnreadableError(self._sorted(), {self.file: self.text})

    def finish(self) -> None:
        """Ends the reading.

        Raises:
            SpecError: something was reported.
        """
        if self.problems:
            raise SpecError(self._sorted(), {self.file: self.text})

    def duplicate(self, key: str, start: int, end: int, first: int) -> None:
        """Reports a duplicate of the key at `first`."""
        line = self.place(first, first).line
        label = f"it is already there in line {line}"
        self.report("R013", f"duplicate key `{key}`", start, end, label=label)

    def too_deep(self, start: int, end: int) -> UnreadableError:
        """The error for nesting beyond the limit."""
        label = f"more than {MAX_DEPTH} levels"
        return self.failure("R006", "nested too deeply", start, end, label=label)

    def too_many(self, start: int, end: int) -> UnreadableError:
        """The error for more values than the limit."""
        label = f"more than {MAX_VALUES:,} so far, with what aliases repeat"
        return self.failure("R007", "too many values", start, end, label=label)

    def integer(self, digits: str, base: int, start: int, end: int) -> int:
        """The integer value of digits; 0, and a finding, if there are too many."""
        try:
            return parse_integer(digits, base)
        except ValueError:
            label = f"{len(digits):,} characters"
            self.report("R015", "the number is too long", start, end, label=label)
            return 0

    def string(self, value: str, start: int, end: int) -> str:
        """The string; reports a lone surrogate, which no text can contain."""
        if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
            label = "an escape of half a surrogate pair"
            self.report("R015", "the string has a lone surrogate", start, end, label=label)
        return value

    def _sorted(self) -> tuple[Diagnostic, ...]:
        return tuple(sorted(self.problems, key=sort_key))
