"""Layout: black, with its mode stated, so that nobody's configuration is read.

black goes over a text a second time if the first time changed anything. So a page is laid out in blocks of a
few lines: one that the templates have right takes a single pass, and one that this process has seen before
takes none.
"""

from __future__ import annotations

import functools
import io
import tokenize
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from specc.emit.literals import LINE_LENGTH
from specc.emit.text import Text

if TYPE_CHECKING:
    from black.mode import Mode

_LAYOUT = (tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
_ADDED = ("(", ")", ",")
"""Tokens that black adds and takes out."""


def format_page(source: str, gaps: Iterable[tuple[int, int]]) -> str:
    """A page as black lays it out.

    Args:
        source: of the page.
        gaps: where two empty lines or more are between its definitions, in order: black lays out what they
            part the same alone as together.
    """
    blocks, start = [], 0
    for gap, end in gaps:
        blocks.append(f"{source[start:gap]}\n")
        start = end
    blocks.append(source[start:])
    return "\n\n".join(format_source(block) for block in blocks if block.strip())


@functools.lru_cache(maxsize=1024)
def format_source(source: str) -> str:
    """The source as black lays it out.

    black is imported here, not above, because a build that finds nothing to do never needs it.
    """
    import black

    return black.format_str(source, mode=_mode())


def line_origins(source: Text, formatted: str) -> dict[int, set[str]]:
    """The origins of each line of a formatted page that is not empty.

    black changes white space, quotes, commas and parentheses, so all other tokens are the same, in the same
    order, which is checked. A line of nothing else has the origins of the line before it.
    """
    before, after = list(_tokens(source.chars)), list(_tokens(formatted))
    assert len(before) == len(after), "black has changed more than the layout"
    found: dict[int, set[str]] = {}
    for (_, old, start, end, _), (kind, new, _, _, lines) in zip(before, after, strict=True):
        assert old == new or kind == tokenize.STRING, (old, new)
        if len(lines) > 1:  # a string over several lines, of which each has its own
            for number, part in zip(lines, _lines(source, start, end), strict=False):
                found.setdefault(number, set()).update(part)
        else:
            found.setdefault(lines[0], set()).update(source.origins[start:end])
    last: set[str] = set()
    for number, line in enumerate(formatted.splitlines(), 1):
        last = found.get(number, last)
        if line.strip():
            found.setdefault(number, last)
    return found


def _lines(source: Text, start: int, end: int) -> Iterator[set[str]]:
    for line in source.chars[start:end].splitlines(keepends=True):
        yield set(source.origins[start : start + len(line)])
        start += len(line)


def _tokens(source: str) -> Iterator[tuple[int, str, int, int, range]]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in _LAYOUT and token.string not in _ADDED:
            start, end = (starts[line - 1] + column for line, column in (token.start, token.end))
            yield token.type, token.string, start, end, range(token.start[0], token.end[0] + 1)


@functools.cache
def _mode() -> Mode:
    from black.mode import Mode, TargetVersion

    return Mode(
        target_versions={TargetVersion.PY311},
        line_length=LINE_LENGTH,
        string_normalization=True,
        magic_trailing_comma=True,
        preview=False,
    )
