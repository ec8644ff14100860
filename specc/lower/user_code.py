"""Code of the user's own in a program."""

from __future__ import annotations

import posixpath
from typing import Literal as OneOf

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Argument, Literal
from specc.language.code import Files, OwnCode, OwnFunction

Section = OneOf["model", "data", "augmentation", "training", "evaluation"]
"""The sections of the page that can contain user code."""


@dataclass(frozen=True)
class InlinedDefinition:
    """A user definition that is copied into the trainer, with its dependencies.

    Attributes:
        path: of its file, relative to the spec, as `files` has it.
        section: where the trainer uses it.
    """

    name: str
    path: str
    files: Files
    origin: str
    section: Section


@dataclass(frozen=True)
class ImportedDefinition:
    """A definition that the trainer imports from the user's module."""

    name: str
    module: str
    origin: str


@dataclass(frozen=True)
class UserCall:
    """A call of a user function; `arguments` follow the positional arguments of the trainer."""

    code: InlinedDefinition | ImportedDefinition
    arguments: tuple[Argument, ...]


def lower_call(spec: OwnFunction, origin: str, section: Section) -> UserCall:
    """The function, and the arguments that the spec has for it."""
    arguments = tuple(Argument(name, Literal(value)) for name, value in spec.args.items())
    return UserCall(lower_code(spec, origin, section), arguments)


def lower_code(
    spec: OwnCode, origin: str, section: Section
) -> InlinedDefinition | ImportedDefinition:
    """A copy, or an import, as the spec says."""
    if spec.inline:
        return InlinedDefinition(spec.name, spec.path, spec.files, origin, section)
    return ImportedDefinition(spec.name, spec.files.modules[spec.path], origin)


def file_name(spec: OwnCode) -> str:
    """The name of the file in prose."""
    return posixpath.basename(spec.path)
