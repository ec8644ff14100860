"""TOML.

`tomllib` parses the values but does not report their places, and is slow for deep nesting. So a scanner
first finds the places of all keys and values and checks the limits. It stops silently at anything it does
not understand and leaves the error to tomllib.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from specc.document.diagnostics import Path
from specc.document.source import MAX_DEPTH, MAX_VALUES, Entry, Source, Tree

_BLANK = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_SPACE = re.compile(r"[ \t]*+")
_KEY = re.compile(r"""[A-Za-z0-9_-]++|"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*+'""")
_STRING = re.compile(
    r'''"""(?:[^"\\]++|\\.|"{1,2}(?!"))*+"{3,5}'''
    r"""|'''(?:[^']++|'{1,2}(?!'))*+'{3,5}"""
    r"""|"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*+'""",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\[\]{}#\r\n]++")
_ERROR_AT = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
_MAX_DIGITS = 4_000  # Python converts no more than 4,300

Span = tuple[int, int]


class _NotUnderstood(Exception):  # noqa: N818 - only used to leave the scanner
    """The scanner found unknown syntax."""


def read(source: Source) -> Tree:
    """Reads a text.

    Raises:
        UnreadableError: the text is not TOML, or beyond the limits.
    """
    scanner = _Scanner(source)
    scanner.scan()
    source.finish()  # tomllib would stop at the first of the duplicate keys
    try:
        values = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(source, str(error)) from None
    return scanner.tree(values, (), (0, len(source.text.rstrip())))


def _syntax_error(source: Source, text: str) -> Exception:
    match = _ERROR_AT.fullmatch(text)
    problem, line, column = match.groups() if match else (text, None, None)
    at = source.offset(int(line), int(column)) if line and column else len(source.text)
    end = at if source.text[at : at + 1] in ("", "\r", "\n") else at + 1
    message = f"this is not TOML: {problem[:1].lower()}{problem[1:]}"
    return source.failure("R005", message, at, end)


class _Scanner:
    """Finds the spans of all keys and values by path."""

    def __init__(self, source: Source):
        self.source = source
        self.text = source.text
        self.at = 0
        self.values: dict[Path, Span] = {}
        self.keys: dict[Path, Span] = {}
        self.headers: set[Path] = set()
        self.arrays: dict[Path, int] = {}
        """How many tables an array of tables has so far."""

    def scan(self) -> None:
        """Scans the text, up to its end or the first thing that is not TOML.

        Raises:
            UnreadableError: the text is beyond the limits.
        """
        table: Path = ()
        try:
            self._skip(_BLANK)
            while self.at < len(self.text):
                if self.text[self.at] == "[":
                    table = self._header()
                else:
                    self._entry(table)
                self._skip(_BLANK)
        except _NotUnderstood:
            return

    def tree(self, value: Any, path: Path, parent: Span) -> Tree:
        """The values of tomllib with the places of the scanner."""
        span = self.values.get(path, parent)
        if isinstance(value, dict):
            entries = {}
            for key, item in value.items():
                place = self.source.place(*self.keys.get((*path, key), span))
                entries[key] = Entry(place, self.tree(item, (*path, key), span))
            return Tree(entries, self.source.place(*span))
        if isinstance(value, list):
            items = [self.tree(item, (*path, index), span) for index, item in enumerate(value)]
            return Tree(items, self.source.place(*span))
        if not isinstance(value, str | int | float | bool):
            self.source.report(
                "R016",
                "dates and times are not supported",
                *span,
                label="quote it if a string is meant",
                path=path,
            )
            value = None
        return Tree(value, self.source.place(*span))

    def _header(self) -> Path:
        start = self.at
        array = self.text.startswith("[[", start)
        self.at += 1 + array
        names = self._dotted_key(0)
        self._expect("]]" if array else "]")
        span = (start, self.at)
        path: Path = ()
        for position, (name, key_span) in enumerate(names):
            path = (*path, name)
            self.keys.setdefault(path, key_span)
            last = position == len(names) - 1
            if last and array:
                self.arrays[path] = self.arrays.get(path, 0) + 1
            elif last and path in self.headers:
                self.source.duplicate(name, *key_span, self.keys[path][0])
            self.values.setdefault(path, span)
            if path in self.arrays:
                path = (*path, self.arrays[path] - 1)
                self.values.setdefault(path, span)
            self._limit(path, span)
        self.headers.add(path)
        return path

    def _entry(self, table: Path) -> None:
        """`key = value`; a dotted key opens tables on the way."""
        names = self._dotted_key(len(table))
        self._expect("=")
        path = table
        for name, span in names[:-1]:
            path = (*path, name)
            self.keys.setdefault(path, span)
            self.values.setdefault(path, span)
        name, span = names[-1]
        path = (*path, name)
        if path in self.keys:
            self.source.duplicate(name, *span, self.keys[path][0])
        self.keys.setdefault(path, span)
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip(_SPACE)
        start = self.at
        self._limit(path, (start, start + 1))
        self.values.setdefault(path, (start, start))  # counted from here on
        if self.text.startswith("[", start):
            self._array(path)
        elif self.text.startswith("{", start):
            self._inline_table(path)
        elif match := _STRING.match(self.text, start):
            self.at = match.end()
        elif match := _BARE.match(self.text, start):
            self.at = start + len(match.group().rstrip())
            if self.at - start > _MAX_DIGITS:
                message = f"{self.at - start:,} characters are too many for a number"
                raise self.source.failure("R015", message, start, self.at)
        if self.at == start:
            raise _NotUnderstood
        self.values[path] = (start, self.at)

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        self._skip(_BLANK)
        while not self.text.startswith("]", self.at):
            self._value((*path, index))
            index += 1
            self._skip(_BLANK)
            if not self.text.startswith(",", self.at):
                break
            self.at += 1
            self._skip(_BLANK)
        self._expect("]")

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        self._skip(_BLANK)
        while not self.text.startswith("}", self.at):
            self._entry(path)
            self._skip(_BLANK)
            if not self.text.startswith(",", self.at):
                break
            self.at += 1
            self._skip(_BLANK)
        self._expect("}")

    def _dotted_key(self, depth: int) -> list[tuple[str, Span]]:
        names = []
        while True:
            self._skip(_SPACE)
            match = _KEY.match(self.text, self.at)
            if match is None:
                raise _NotUnderstood
            names.append((self._key_text(match.group()), match.span()))
            if depth + len(names) > MAX_DEPTH:
                raise self.source.too_deep(*match.span())
            self.at = match.end()
            self._skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return names
            self.at += 1

    def _key_text(self, written: str) -> str:
        if written[0] not in "\"'":
            return written
        if "\\" not in written:
            return written[1:-1]
        try:
            return str(tomllib.loads(f"key = {written}")["key"])
        except tomllib.TOMLDecodeError:
            raise _NotUnderstood from None

    def _limit(self, path: Path, span: Span) -> None:
        if len(path) > MAX_DEPTH:
            raise self.source.too_deep(*span)
        if len(self.values) + len(self.keys) > MAX_VALUES:
            raise self.source.too_many(*span)

    def _skip(self, blank: re.Pattern[str]) -> None:
        match = blank.match(self.text, self.at)
        assert match is not None, "matches the empty text too"
        self.at = match.end()

    def _expect(self, mark: str) -> None:
        self._skip(_SPACE)
        if not self.text.startswith(mark, self.at):
            raise _NotUnderstood
        self.at += len(mark)
