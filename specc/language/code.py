"""User code: the blocks that refer to it, and the texts of its files.

A spec names a file and a definition in it. The files are read together with the spec (`specc.user_code`), and
`with_code` attaches them to the blocks.
"""

import functools
import hashlib
import posixpath
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, PrivateAttr

from specc.document.diagnostics import Path
from specc.language.block import Block


class Files:
    """Python files, by paths relative to the spec, with `/` between folders.

    Args:
        texts: their contents.
        roots: the folders in which absolute imports of user code are looked up, in this order.
        unread: files that could not be read, with the reason.
        base: the folder of the spec, as shown in messages.
        modules: module names of the importable files that a spec names.
    """

    def __init__(
        self,
        texts: Mapping[str, str] | None = None,
        *,
        roots: tuple[str, ...] = (),
        unread: Mapping[str, str] | None = None,
        base: str = "",
        modules: Mapping[str, str] | None = None,
    ) -> None:
        self.texts: Mapping[str, str] = dict(texts or {})
        self.roots = roots
        self.unread: Mapping[str, str] = dict(unread or {})
        self.base = base
        self.modules: Mapping[str, str] = dict(modules or {})

    def __repr__(self) -> str:
        return ", ".join(sorted(self.texts)) or "no files"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Files) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @functools.cached_property
    def _identity(self) -> tuple[object, ...]:
        parts = (self.texts, self.unread, self.modules)
        return tuple(tuple(sorted(part.items())) for part in parts), self.roots, self.base

    def shown(self, path: str) -> str:
        """The name of a file in messages."""
        return posixpath.normpath(posixpath.join(self.base, path))

    def digests(self) -> dict[str, str]:
        """SHA-256 of each file."""
        return {
            path: hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
            for path, text in sorted(self.texts.items())
        }


_Scalar = bool | int | float | str | None
Value = Annotated[
    _Scalar | Annotated[tuple[_Scalar, ...], Field(strict=False, max_length=1_000)],
    Field(title="value"),
]
Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


class OwnCode(Block):
    """A block that refers to a definition in a user's file."""

    source: str = Field(
        pattern=r"\.py$",
        title="path of a Python file",
        examples=["nets/mine.py"],
        description="The Python file, relative to the spec.",
    )
    name: str = Field(
        pattern=r"^[A-Za-z_][A-Za-z0-9_]*$",
        title="name",
        examples=["my_function"],
        description="Name of the class or function in it.",
    )
    inline: bool = Field(
        True,
        description="Copy the code into the trainer (true), or import the file as a module (false).",
    )
    _files: Files = PrivateAttr(default_factory=Files)

    @property
    def path(self) -> str:
        """The normalized path of the file."""
        return posixpath.normpath(self.source)

    @property
    def files(self) -> Files:
        """The file and the user's files that it imports; empty until the block is resolved."""
        return self._files

    def with_files(self, files: Files) -> "OwnCode":
        """The same block, with the files that were read."""
        block = self.model_copy()
        block._files = files
        return block


class OwnFunction(OwnCode):
    """A user function, called with positional arguments of the trainer and keyword arguments of the spec."""

    args: dict[Name, Value] = Field(
        {},
        title="mapping of names to values",
        examples=[{"temperature": 2.0}],
        description="Further keyword arguments.",
    )

    takes: ClassVar[tuple[str, ...]] = ()
    """The trainer's positional arguments."""


def named_sources(value: Any) -> Iterator[str]:
    """The user files in an unvalidated spec: `{type: python, source: …}`."""
    if isinstance(value, Mapping):
        source = value.get("source")
        if value.get("type") == "python" and isinstance(source, str) and source.endswith(".py"):
            yield source
        for inner in value.values():
            yield from named_sources(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from named_sources(inner)


def own_code(block: Block, path: Path = ()) -> Iterator[tuple[Path, OwnCode]]:
    """Every block of user code in another one, with its path."""
    if isinstance(block, OwnCode):
        yield path, block
    for name in type(block).model_fields:
        value = getattr(block, name)
        if isinstance(value, Block):
            yield from own_code(value, (*path, name))
        elif isinstance(value, tuple):
            for number, item in enumerate(value):
                if isinstance(item, Block):
                    yield from own_code(item, (*path, name, number))


def with_code(block: Block, files: Files) -> Block:
    """The block, with `files` attached to all blocks of user code in it."""
    changes = {}
    for name in type(block).model_fields:
        value = getattr(block, name)
        changed = value
        if isinstance(value, Block):
            changed = with_code(value, files)
        elif isinstance(value, tuple) and any(isinstance(item, Block) for item in value):
            items = tuple(
                with_code(item, files) if isinstance(item, Block) else item for item in value
            )
            if any(new is not old for new, old in zip(items, value, strict=True)):
                changed = items
        if changed is not value:
            changes[name] = changed
    found = block.model_copy(update=changes) if changes else block
    return found.with_files(files) if isinstance(found, OwnCode) else found
