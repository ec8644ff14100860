"""What a trainer has of a tokenizer in a file: its checksum, and the copy that a run keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.data.parts import Assign
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Literal, Name
from specc.ir.node import Node, Renderable
from specc.ir.program import Program
from specc.ir.tokens import Codec


@dataclass(frozen=True, kw_only=True)
class KeptTokenizer(Node):
    """The copy of the tokenizer that a run keeps."""

    template: ClassVar[str] = "data/kept_tokenizer"
    path: Expr


@dataclass(frozen=True, kw_only=True)
class CopiedTokenizer(Node):
    """The same of a run that cannot go on."""

    template: ClassVar[str] = "data/copied_tokenizer"
    path: Expr


def constants(codec: Codec) -> Iterator[Assign]:
    """The checksum of the file, if there is one."""
    if (file := codec.tokenizer) is not None:
        yield Assign(
            target=Name("TOKENIZER_SHA256"), value=Literal(file.sha256), origin=file.origin
        )


def copy(program: Program, codec: Codec) -> Iterator[Renderable]:
    """The copy of the file, if there is one."""
    if (file := codec.tokenizer) is not None:
        node = KeptTokenizer if program.run.checkpoints is not None else CopiedTokenizer
        yield node(path=file.path, origin=file.origin)
