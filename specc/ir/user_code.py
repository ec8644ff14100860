"""Code of the user's own in a program."""

from __future__ import annotations

from typing import Literal as OneOf

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Argument

Section = OneOf["model", "data", "augmentation", "training", "evaluation"]
"""The sections of the page that can contain user code."""


@dataclass(frozen=True)
class InlinedDefinition:
    """A user definition that is copied into the trainer, with its dependencies.

    Attributes:
        path: of its file, relative to the spec, as `files` has it.
        files: the user's, as the language has read them (`specc.language.code.Files`).
        section: where the trainer uses it.
    """

    name: str
    path: str
    files: object
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
