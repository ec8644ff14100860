"""Code of the user's own in a program."""

from __future__ import annotations

import dataclasses
import posixpath

from specc.spec.code import Files, OwnCode


@dataclasses.dataclass(frozen=True, slots=True)
class Taken:
    """A definition that the trainer has a copy of, with all that it uses; the namespace names it.

    Attributes:
        path: of its file, relative to the spec, as `files` has it.
    """

    name: str
    path: str
    files: Files
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Imported:
    """A definition that the trainer imports from the user's module."""

    name: str
    module: str
    origin: str


def lower_code(written: OwnCode, origin: str) -> Taken | Imported:
    """A copy, or an import, as the spec says."""
    if written.inline:
        return Taken(written.name, written.path, written.files, origin)
    return Imported(written.name, written.files.modules[written.path], origin)


def file_name(written: OwnCode) -> str:
    """What prose calls the file."""
    return posixpath.basename(written.path)
