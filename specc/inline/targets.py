"""What a name in user code can stand for."""

from __future__ import annotations

import libcst as cst

from specc.fast_dataclasses import dataclass
from specc.inline.source import Binding


@dataclass(frozen=True)
class Definition:
    """A name that a file of the user's defines."""

    path: str
    name: str


@dataclass(frozen=True)
class Library:
    """A name that comes from a library: an import of the top level."""

    binding: Binding

    @property
    def target(self) -> str:
        """What is imported, in full."""
        return self.binding.target


@dataclass(frozen=True)
class OwnModule:
    """A file of the user's as an object; a folder ends in `/`."""

    path: str


Target = Definition | Library | OwnModule


@dataclass(frozen=True)
class ResolvedName:
    """A part of a statement that stands for something else in the file or outside it.

    Attributes:
        node: the name; all of `layers.Dense` if `layers` is a user's file.
        name: what a string annotation calls it; of other nodes, what they are called.
        rest: the attributes that follow it, in full: `nnx` of `nnx.Linear` has `Linear`.
    """

    node: cst.CSTNode
    name: str
    target: Definition | Library
    rest: str

    @property
    def full(self) -> str:
        """What it is, in full, of a library's names."""
        target = self.target.target if isinstance(self.target, Library) else self.target.name
        return f"{target}.{self.rest}" if self.rest else target
