"""Patterns over the paths of parameters: `**/kernel`, `blocks/0/**`.

A path is what `specc verify --table` prints, `blocks/0/mlp/hidden/kernel`. A pattern matches a full path:
`*` matches anything within a part, `**` any number of parts. At the end, `**` is one or more parts:
`embed/**` is everything inside `embed`.
"""

import functools
import re
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field

from specc.language.block import Block

Pattern = Annotated[
    str,
    Field(
        max_length=200,
        pattern=r"^[A-Za-z0-9_*]+(/[A-Za-z0-9_*]+)*$",
        title="pattern of paths",
        examples=["output/**"],
    ),
]
Patterns = Annotated[tuple[Pattern, ...], Field(strict=False, min_length=1)]


class Selection(Block):
    """Parameters selected by path."""

    match: Pattern | Patterns = Field(
        description="Paths of parameters, such as `**/kernel` or `blocks/0/**`: a pattern, or several."
    )
    exclude: Pattern | Patterns | None = Field(
        None, description="Exceptions: a pattern, or several."
    )

    @property
    def matched(self) -> tuple[str, ...]:
        """The patterns of `match`."""
        return as_patterns(self.match)

    @property
    def excluded(self) -> tuple[str, ...]:
        """The patterns of `exclude`."""
        return as_patterns(self.exclude)

    @property
    def words(self) -> str:
        """A description: "`**/kernel` but not `output/**`"."""
        found = listed(self.matched)
        return f"{found} but not {listed(self.excluded)}" if self.excluded else found

    def takes(self, path: str) -> bool:
        """Whether it selects a parameter."""
        return matches(self.matched, path) and not matches(self.excluded, path)


def as_patterns(written: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """The patterns as a tuple."""
    return (written,) if isinstance(written, str) else written or ()


def listed(patterns: Sequence[str]) -> str:
    """Patterns in a sentence."""
    *rest, last = patterns
    return f"{', '.join(rest)} and {last}" if rest else last


def matches(patterns: Iterable[str], path: str) -> bool:
    """Whether a path matches one of the patterns."""
    return any(re.fullmatch(regex(pattern), path) for pattern in patterns)


@functools.cache
def regex(pattern: str) -> str:
    """The regular expression of a pattern; it must match the full path."""
    *before, last = pattern.split("/")
    found = "".join("(.*/)?" if part == "**" else f"{_within(part)}/" for part in before)
    return re.sub(r"(\(\.\*/\)\?)+", "(.*/)?", found) + (".+" if last == "**" else _within(last))


def _within(part: str) -> str:
    return "[^/]+" if part == "*" else re.sub(r"\*+", "[^/]*", part)
