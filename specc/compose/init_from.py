"""Weights of another run, which a run begins with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.head import Section
from specc.compose.step import Line
from specc.compose.workdir import Checksum
from specc.fast_dataclasses import dataclass
from specc.ir.expr import DictExpr, Expr, Literal, Name
from specc.ir.init_from import InitFrom as Block
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class ReadRun(Node):
    """The functions that read another run."""

    template: ClassVar[str] = "run/read_run"


@dataclass(frozen=True, kw_only=True)
class InitFrom(Node):
    """The function that takes the weights of another run, and its use before the first step.

    Attributes:
        run: the other run.
        arrays: what can be taken from it, by name in the state: parameters, and collections of the model.
        replaced: these in the first state, once they are known.
        skipped: whether an array is not taken, unless all are.
        frozen: whether all that is selected has to be there.
    """

    template: ClassVar[str] = "run/init_from"
    run: Expr
    arrays: DictExpr
    replaced: Line
    skipped: tuple[Expr, ...]
    frozen: bool


@dataclass(frozen=True, kw_only=True)
class BeganFrom(Node):
    """What is said of the other run where a run goes on."""

    template: ClassVar[str] = "run/began_from"


@dataclass(frozen=True, kw_only=True)
class OwnChecksum(Node):
    """The function that gives a checksum, in a trainer that needs it for nothing else."""

    template: ClassVar[str] = "run/own_checksum"
    checksum: Checksum


def nodes(program: Program) -> Iterator[Renderable]:
    """The section, if another run is read."""
    block = program.init_from
    origins = [] if block is None else [block.origin]
    origins += [source.origin for source in program.data.sources if source.reads_run]
    if not origins:
        return
    origin = " ".join(origins)
    yield Section(title="Weights of another run", slot_name="section.init_from", origin=origin)
    yield ReadRun(origin=origin)
    if program.run.checkpoints is None:
        yield OwnChecksum(checksum=Checksum(origin=origin), origin=origin)
    if block is not None:
        yield from _began_with(program, block)


def _began_with(program: Program, block: Block) -> Iterator[Renderable]:
    """What takes weights before the first step."""
    origin, [network] = block.origin, program.networks
    names = ("params", *(item.name for item in network.model.collections))
    given = pattern(", ".join(f"given.{name}" for name in names))
    yield InitFrom(
        run=block.run,
        arrays=DictExpr(tuple((Literal(name), Name(f"state.{name}")) for name in names)),
        replaced=Line(names=names, value=given, origin=origin),
        skipped=() if block.skipped is None else (block.skipped,),
        frozen=block.frozen,
        origin=origin,
    )
    if program.run.checkpoints is not None:
        yield BeganFrom(origin=origin)
