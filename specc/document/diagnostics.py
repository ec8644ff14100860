"""Diagnostics: the types by which all packages report problems of a spec.

Code that finds a problem knows the *path* of the value (`("optimizer", "b1")`), seldom its line. So a
diagnostic is created with a path only, and `Document.locate` adds its place in the file.
"""

from __future__ import annotations

import enum
from typing import NamedTuple

from specc.fast_dataclasses import dataclass

Path = tuple[str | int, ...]
"""The keys and indices from the root of a spec to a value."""


class Severity(enum.Enum):
    """How much a finding matters: an error stops `build`, a warning stops `check --strict`."""

    ERROR = "error"
    WARNING = "warning"


class SourceSpan(NamedTuple):
    """A range of a file; lines and columns count from 1, the end is exclusive.

    `start` and `end` are the same range as offsets into the text, for edits.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int


class Fix(NamedTuple):
    """An edit that fixes a finding.

    Attributes:
        path: the value to replace, or the key to add to the mapping it leads into.
        text: the new value as it is written in a spec; None removes the key and its value.
        renames: whether `text` is another name for the key, which keeps its value.
        also: further edits, made after it, each in what the one before left; all of them or none.
    """

    path: Path
    text: str | None
    renames: bool = False
    also: tuple[Fix, ...] = ()

    @property
    def edits(self) -> tuple[Fix, ...]:
        """It and its further edits, each alone, in order."""
        return (self._replace(also=()), *self.also)

    def __str__(self) -> str:
        """The edits in a line, as diagnostics show them."""
        if self.also:
            return "; ".join(map(str, self.edits))
        key = ".".join(str(part) for part in self.path)
        if self.renames:
            return f"rename {key} to {self.text}"
        return f"remove {key}" if self.text is None else f"{key}: {self.text}"


@dataclass(frozen=True)
class Diagnostic:
    """One finding.

    Attributes:
        code: stable, a letter for the family and three digits (`S012`).
        message: the headline, lower case, no full stop.
        path: the value it is about.
        label: what is wrong with that value, in numbers, shown under it.
        notes: consequences, a line each.
        fix: the edit that fixes it, if one is known.
        on_key: it is about the key (unknown or duplicate), not its value.
        span: where the value stands; None until located.
    """

    code: str
    severity: Severity
    message: str
    path: Path = ()
    label: str = ""
    notes: tuple[str, ...] = ()
    fix: Fix | None = None
    on_key: bool = False
    span: SourceSpan | None = None


class SpecError(Exception):
    """A spec that cannot be compiled, with all of its errors.

    The only exception that inputs can cause. Its `diagnostics` are located and sorted.
    """

    def __init__(self, diagnostics: tuple[Diagnostic, ...], sources: dict[str, str]):
        super().__init__("; ".join(f"{d.code}: {d.message}" for d in diagnostics))
        self.diagnostics = diagnostics
        self.sources = sources  # file -> text, to draw the places in


class UnreadableError(SpecError):
    """A spec that cannot be read: a missing file, not text, too large, or a syntax error."""
