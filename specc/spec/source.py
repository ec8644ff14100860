"""What the readers of YAML, JSON and TOML share: the text they read, and the tree they make of it.

A spec may come from anywhere, so the limits stand here, and every reader counts while it reads
instead of measuring what it has already built.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from specc.spec.diagnostics import Diagnostic, Path, Place, Severity, SpecError, UnreadableError

MAX_BYTES = 1024 * 1024
"""A file may have this many bytes; the longest spec anybody wrote has a hundredth of that."""

MAX_DEPTH = 64
"""Mappings and lists may be nested this deep."""

MAX_VALUES = 50_000
"""A spec may have this many keys and values, those that aliases repeat counted every time."""

MAX_PROBLEMS = 200
"""Reading gives up at this many findings."""

CODES: Mapping[str, str] = {
    "R001": "A file could not be read: it is missing, is a folder, or may not be opened.",
    "R002": f"A file is larger than {MAX_BYTES:,} bytes, the most that a spec may have.",
    "R003": "A file is not UTF-8 text.",
    "R004": "A file has control characters, which could hide what it says. Escape them in quotes.",
    "R005": "The text breaks the rules of YAML, JSON or TOML.",
    "R006": f"Mappings and lists are nested more than {MAX_DEPTH} deep.",
    "R007": f"A spec has more than {MAX_VALUES:,} keys and values, counting what aliases repeat.",
    "R008": "An alias stands inside the value that it repeats.",
    "R009": "A file has several YAML documents. A spec is one.",
    "R010": "YAML's tags and directives can change what a value means; a spec has no use for them.",
    "R011": "YAML 1.2 has no merge key `<<`. Use `extends` or repeat a whole value with an alias.",
    "R012": "A key is not a string. Quote it: `1:` is a number, `'1':` a string.",
    "R013": "A key stands twice in a mapping, so that one of its values would be lost.",
    "R014": "A spec is a mapping of keys to values, not a list or a lone value.",
    "R015": "A number or a string is none that a program could hold.",
    "R016": "TOML's dates and times have no meaning in a spec. Quote them where a string is meant.",
    "R017": "`extends` takes the name of a file or a list of such names.",
    "R018": "A file that `extends` names cannot be read.",
    "R019": "A file extends itself, directly or by way of others.",
    "R020": "Files extend one another through too many others.",
    "R021": "An override is written `--set key.of.a.value=value`, the value as in a line of YAML.",
    "R022": "An override leads through a value that has nothing inside.",
}
"""What can be wrong with a file before its values mean anything."""

_LINE_BREAK = re.compile(r"\r\n?|\n")
# One class of all of them would take 7 ms to compile, for its range of surrogates.
_CONTROL = re.compile("[\0-\x08\v\f\x0e-\x1f\x7f-\x84\x86-\x9f]|[\ud800-\udfff]|\ufffe|\uffff")

Scalar = str | int | float | bool | None


def parse_integer(digits: str, base: int) -> int:
    """The whole number that digits stand for.

    Raises:
        ValueError: they are so many that Python would not show the number, in whatever base.
    """
    if len(digits) > 3_000:
        raise ValueError("too many digits")
    return int(digits, base)


class Entry(NamedTuple):
    """A value of a mapping, with the place of its key."""

    key: Place
    tree: Tree


class Tree(NamedTuple):
    """A value, with its place and those of all that is in it."""

    value: Scalar | list[Tree] | dict[str, Entry]
    place: Place


def sort_key(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    """Sorts findings by file, line, column and code; those without a place come first."""
    place = diagnostic.place
    if place is None:
        return ("", 0, 0, diagnostic.code, diagnostic.message)
    return (place.file, place.line, place.column, diagnostic.code, diagnostic.message)


def file_place(file: str) -> Place:
    """The place of a finding about a file as such."""
    return Place(file, 1, 1, 1, 1, 0, 0)


class Source:
    """A text that is being read, and what has been found wrong with it so far.

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

    def place(self, start: int, end: int) -> Place:
        """The stretch between two offsets."""
        line, end_line = bisect.bisect(self._lines, start), bisect.bisect(self._lines, end)
        column, end_column = start - self._lines[line - 1], end - self._lines[end_line - 1]
        return Place(self.file, line, column + 1, end_line, end_column + 1, start, end)

    def offset(self, line: int, column: int) -> int:
        """Where a line and a column are in the text; its end for those beyond it."""
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
        """Notes a finding that the reading goes on after.

        Raises:
            SpecError: there are too many already.
        """
        self.problems.append(
            Diagnostic(
                code,
                Severity.ERROR,
                message,
                path=path,
                label=label,
                notes=tuple(notes),
                place=self.place(start, end),
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
        """The error to raise for a finding that the reading ends with."""
        self.report(code, message, start, end, label=label, notes=notes)
        return UnreadableError(self._sorted(), {self.file: self.text})

    def finish(self) -> None:
        """Ends the reading.

        Raises:
            SpecError: something was reported on the way.
        """
        if self.problems:
            raise SpecError(self._sorted(), {self.file: self.text})

    def duplicate(self, key: str, start: int, end: int, first: int) -> None:
        """Reports a key that has been before, at `first`."""
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
        """The whole number that digits stand for; 0, and a report, if Python refuses it."""
        try:
            return parse_integer(digits, base)
        except ValueError:
            label = f"{len(digits):,} characters"
            self.report("R015", "the number is too long", start, end, label=label)
            return 0

    def string(self, value: str, start: int, end: int) -> str:
        """A string as it is; half a surrogate pair, which no text can hold, is reported."""
        if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
            label = "an escape of half a surrogate pair"
            self.report("R015", "the string has half a character", start, end, label=label)
        return value

    def _sorted(self) -> tuple[Diagnostic, ...]:
        return tuple(sorted(self.problems, key=sort_key))
