"""The last touch: black, with its mode stated, so that nobody's configuration is read.

black goes over a text a second time if the first time changed anything. So a page is laid out in blocks of a
few lines: one that the templates have right takes a single pass, and one that this process has seen before
takes none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from black.mode import Mode

LINE_LENGTH = 100


class Whole(str):
    """A section that is laid out as one: what has empty lines in it may be a string."""

    __slots__ = ()


def format_page(head: str, sections: Iterable[str]) -> str:
    """A program as black lays it out.

    Args:
        head: docstring and imports; one empty line follows it, as it should where no definition comes next.
        sections: the rest, empty ones left out, two empty lines or more between its definitions.
    """
    blocks = [
        block
        for section in sections
        if section.strip()
        for block in ([section] if isinstance(section, Whole) else _blocks(section))
    ]
    return f"{format_source(head)}\n" + "\n\n".join(map(format_source, blocks))


@functools.lru_cache(maxsize=1024)
def format_source(source: str) -> str:
    """The source as black lays it out.

    black is imported here, not above, because a build that finds nothing to do never needs it.
    """
    import black

    return black.format_str(source, mode=_mode())


def _blocks(section: str) -> list[str]:
    """What two empty lines part at the top level: black lays it out the same alone as together."""
    return [f"{block}\n" for block in re.split(r"\n{3,}(?=\S)", section.strip("\n"))]


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
