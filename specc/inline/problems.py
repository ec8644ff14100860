"""Problems that prevent inlining user code."""

from __future__ import annotations

import bisect
import enum
import re
from typing import NamedTuple

from specc.document.diagnostics import SourceSpan

_LINE_BREAK = re.compile(r"\r\n?|\n")


class Kind(enum.Enum):
    """The kinds of problems, each a rule of its own."""

    UNREAD = "unread"
    SYNTAX = "syntax"
    NO_NAME = "no name"
    NO_IMPORT = "no import"
    STAR = "star"
    DYNAMIC = "dynamic"
    LEFT_OUT = "left out"
    MODEL = "model"
    FUNCTION = "function"
    IMPORTED = "imported"
    ARGUMENTS = "arguments"


class Problem(NamedTuple):
    """Something in the user's code, at its place.

    Attributes:
        place: in their file; None where it is the spec's value that is wrong.
        argument: the argument that is wrong, for those that are about one.
        suggestion: the name that was probably meant.
    """

    kind: Kind
    place: SourceSpan | None
    label: str
    notes: tuple[str, ...] = ()
    argument: str = ""
    suggestion: str = ""


class UnsupportedCodeError(Exception):
    """A problem that stops the analysis."""

    def __init__(self, problem: Problem):
        super().__init__(problem.label)
        self.problem = problem


class Lines:
    """Where lines begin in a text, to make places of lines and columns."""

    def __init__(self, file: str, text: str):
        self._file = file
        self._starts = [0, *(match.end() for match in _LINE_BREAK.finditer(text))]
        self._length = len(text)

    def place(self, line: int, column: int, end_line: int, end_column: int) -> SourceSpan:
        """The range between two points, lines counted from 1 and columns from 0."""
        start, end = self._offset(line, column), self._offset(end_line, end_column)
        return SourceSpan(self._file, line, column + 1, end_line, end_column + 1, start, end)

    def offset_place(self, start: int, end: int) -> SourceSpan:
        """The range between two offsets."""
        line, end_line = bisect.bisect(self._starts, start), bisect.bisect(self._starts, end)
        return self.place(
            line, start - self._starts[line - 1], end_line, end - self._starts[end_line - 1]
        )

    def _offset(self, line: int, column: int) -> int:
        start = self._starts[min(line, len(self._starts)) - 1]
        return min(start + column, self._length)
