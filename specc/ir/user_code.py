"""Code of the user's own in a program.

Lowering refers to definitions in the user's files (`UserReference`). The pass `inline_user_code` copies them,
with all that they need, into one `UserCode`: text in which every name that the page may have to change is a
symbol.
"""

from __future__ import annotations

from typing import Literal as OneOf
from typing import NamedTuple

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Argument

Section = OneOf["model", "data", "augmentation", "training", "evaluation", "logging"]
"""The sections of the page that can contain user code."""


@dataclass(frozen=True)
class UserReference:
    """A definition in a user's file, to be copied into the trainer with its dependencies.

    Attributes:
        path: of the file, relative to the spec, as `files` has it.
        files: the user's, as the language has read them (`specc.language.code.Files`).
        section: where the trainer uses it.
    """

    name: str
    path: str
    files: object
    origin: str
    section: Section


@dataclass(frozen=True)
class UserName:
    """What a name in user code stands for: a definition of the file `path`, or else what a library has."""

    name: str
    path: str = ""


@dataclass(frozen=True)
class InlinedDefinition:
    """A user definition that is copied into the trainer.

    Attributes:
        name: what the spec calls it.
        target: the symbol in the copied text.
        section: where the trainer uses it.
    """

    name: str
    target: UserName
    origin: str
    section: Section


@dataclass(frozen=True)
class ImportedDefinition:
    """A definition that the trainer imports from the user's module.

    Attributes:
        modules: that one, and the user's modules that it imports.
    """

    name: str
    module: str
    modules: tuple[str, ...]
    origin: str


Code = UserReference | InlinedDefinition | ImportedDefinition


@dataclass(frozen=True)
class UserCall:
    """A call of a user function; `arguments` follow the positional arguments of the trainer."""

    code: Code
    arguments: tuple[Argument, ...]


class UserImport(NamedTuple):
    """An import that user code needs.

    Attributes:
        name: the imported name; empty for the module itself.
        alias: the name given by `as`; empty for none.
        type_only: only a type checker needs it.
    """

    module: str
    name: str
    alias: str
    type_only: bool = False

    @property
    def bound(self) -> str:
        """The name in the trainer."""
        return self.alias or self.name or self.module.partition(".")[0]

    @property
    def target(self) -> str:
        """What the name stands for, in full."""
        if self.name:
            return f"{self.module}.{self.name}"
        return self.module if self.alias else self.module.partition(".")[0]


class Reader(NamedTuple):
    """A file that uses a name: what it is called there, and the names that the file's functions bind."""

    called: str
    bound: tuple[str, ...]


@dataclass(frozen=True)
class UserSymbol:
    """What decides how a name may be called in the trainer.

    Attributes:
        path: of the file whose name other names are made of.
        readers: the files that use it.
        imports: of a library's name, the statements that import it; of a definition, none.
    """

    target: UserName
    path: str
    readers: tuple[Reader, ...]
    imports: tuple[UserImport, ...] = ()


@dataclass(frozen=True)
class ImportAlias:
    """Behind an import in the text: ` as NAME`, if the name is not that of the user."""

    target: UserName


@dataclass(frozen=True)
class EarlyAnnotation:
    """A type that is in quotes if some of its names are there for type checkers only."""

    text: tuple[Fragment, ...]
    libraries: tuple[UserName, ...]


Fragment = str | UserName | ImportAlias | EarlyAnnotation


@dataclass(frozen=True)
class UserSection:
    """The definitions that a section of the page uses first."""

    section: Section
    text: tuple[Fragment, ...]
    origin: str


@dataclass(frozen=True)
class UserCode:
    """A single copy of all user definitions of a trainer.

    Attributes:
        sections: the definitions in the order in which Python runs them.
        symbols: the names in their text: of libraries, then of definitions, in the order in which they are
            chosen.
        words: all identifiers in the user's files, which no new name may be.
        files: that the text is from, in its order.
    """

    sections: tuple[UserSection, ...]
    symbols: tuple[UserSymbol, ...]
    words: tuple[str, ...]
    files: tuple[str, ...]
