"""Text that knows where each of its characters comes from.

Rendered templates are plain strings in which private-use characters mark where an origin begins and ends.
No value of a spec can contain them: `literal`, `docstring` and `comment` escape what is not printable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

OPEN, CLOSE, END = "\ue000", "\ue001", "\ue002"
_MARK = re.compile(f"{OPEN}(.){CLOSE}|{END}", re.DOTALL)
_BASE = 0xF0000  # plane 15: a character for each origin, none of which stands for anything else


class Origins:
    """The origins of a page: paths of a spec, and names of parts that every spec has.

    Each has one character that stands for it.
    """

    def __init__(self) -> None:
        self._names = [""]
        self._numbers = {"": 0}

    def character(self, name: str) -> str:
        """The character that stands for an origin."""
        if name not in self._numbers:
            self._numbers[name] = len(self._names)
            self._names.append(name)
        return chr(_BASE + self._numbers[name])

    def name(self, character: str) -> str:
        """The origin that a character stands for."""
        return self._names[ord(character) - _BASE]

    def mark(self, chars: str, name: str) -> str:
        """A string that `Text.parse` reads as text of this origin."""
        return f"{OPEN}{self.character(name)}{CLOSE}{chars}{END}"

    def of_node(self, chars: str, origin: str, template: str) -> str:
        """What a template has written for a node, marked with the origin of the node."""
        return self.mark(chars, origin)


class TemplateOrigins(Origins):
    """The templates of a page."""

    def mark(self, chars: str, name: str) -> str:
        """Nothing: a value within a template has its template."""
        return chars

    def of_node(self, chars: str, origin: str, template: str) -> str:
        """What a template has written, marked with its name."""
        return super().mark(chars, template)


UNKNOWN = chr(_BASE)
"""The origin of text outside of any mark."""


class Text:
    """Characters, and for each the character of its origin; never changed once it is made."""

    __slots__ = ("chars", "origins")

    def __init__(self, chars: str = "", origins: str = ""):
        self.chars, self.origins = chars, origins

    @classmethod
    def of(cls, chars: str, origin: str) -> Text:
        """Characters that have one origin."""
        return cls(chars, origin * len(chars))

    @classmethod
    def parse(cls, marked: str) -> Text:
        """The text of a string in which marks nest."""
        chars: list[str] = []
        origins: list[str] = []
        inside, position = [UNKNOWN], 0
        for mark in _MARK.finditer(marked):
            part = marked[position : mark.start()]
            chars.append(part)
            origins.append(inside[-1] * len(part))
            position = mark.end()
            if mark[1]:
                inside.append(mark[1])
            else:
                inside.pop()
        part = marked[position:]
        return cls("".join((*chars, part)), "".join((*origins, inside[-1] * len(part))))

    def __add__(self, other: Text) -> Text:
        """One after the other."""
        return Text(self.chars + other.chars, self.origins + other.origins)

    def __getitem__(self, part: slice) -> Text:
        """A part, with its origins."""
        return Text(self.chars[part], self.origins[part])

    def __len__(self) -> int:
        """The number of characters."""
        return len(self.chars)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.chars)

    def stripped(self) -> Text:
        """Without empty lines before it and white space after it."""
        start = len(self.chars) - len(self.chars.lstrip("\n"))
        return self[start : max(start, len(self.chars.rstrip()))]

    def indented(self, margin: str) -> Text:
        """With a margin before each line but the first; empty lines stay empty."""
        if not margin:
            return self
        chars: list[str] = []
        origins: list[str] = []
        start = 0
        for line in self.chars.splitlines(keepends=True):
            end = start + len(line)
            if start and not line.isspace():
                chars.append(margin)
                origins.append(self.origins[start] * len(margin))
            chars.append(line)
            origins.append(self.origins[start:end])
            start = end
        return Text("".join(chars), "".join(origins))

    def edited(self, edits: Iterable[tuple[int, int, Text]]) -> Text:
        """With some spans replaced, none of which overlap."""
        parts, position = [], 0
        for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
            assert start >= position, "edits overlap"
            parts += [self[position:start], new]
            position = end
        return concatenated([*parts, self[position:]])


def concatenated(parts: Iterable[Text]) -> Text:
    """All parts, one after the other."""
    found = list(parts)
    return Text("".join(part.chars for part in found), "".join(part.origins for part in found))


def joined(parts: Iterable[Text], separator: str) -> Text:
    """The parts with a separator between them, which has the origin of what follows it."""
    found: list[Text] = []
    for part in parts:
        if found and part:
            found.append(Text.of(separator, part.origins[0]))
        found.append(part)
    return concatenated(found)
