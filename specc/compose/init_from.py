"""Weights of another run, or of a file, which a run begins with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.export import HUGGING_FACE, config_of, table
from specc.compose.head import Section
from specc.compose.step import Line
from specc.compose.workdir import Checksum
from specc.fast_dataclasses import dataclass
from specc.ir.expr import DictExpr, Expr, Literal, Name
from specc.ir.init_from import FileWeights, RunWeights
from specc.ir.init_from import InitFrom as Block
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class ReadRun(Node):
    """The functions that read another run."""

    template: ClassVar[str] = "run/weights/run"


@dataclass(frozen=True, kw_only=True)
class ReadStep(Node):
    """The function that reads a checkpoint of another run once more."""

    template: ClassVar[str] = "run/weights/step_of_run"


@dataclass(frozen=True, kw_only=True)
class ReadFile(Node):
    """The function that reads a file; `arrays` are those of it by their paths."""

    template: ClassVar[str] = "run/weights/file"
    arrays: Expr


@dataclass(frozen=True, kw_only=True)
class Rename(Node):
    """The function that finds parameters in the arrays of a file; `table` says how it has them."""

    template: ClassVar[str] = "run/weights/rename"
    table: str


@dataclass(frozen=True, kw_only=True)
class CheckConfig(Node):
    """The check of a configuration beside the file; `compared` are its keys."""

    template: ClassVar[str] = "run/weights/check_config"
    compared: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Unused(Node):
    """The check that something takes each array of a file."""

    template: ClassVar[str] = "run/weights/unused"


@dataclass(frozen=True, kw_only=True)
class Fits(Node):
    """The check that something of another run fits."""

    template: ClassVar[str] = "run/weights/fits"


@dataclass(frozen=True, kw_only=True)
class Complete(Node):
    """The check that nothing is missing."""

    template: ClassVar[str] = "run/weights/complete"


@dataclass(frozen=True, kw_only=True)
class Left(Node):
    """What is said of arrays that are missing."""

    template: ClassVar[str] = "run/weights/left"


@dataclass(frozen=True, kw_only=True)
class InitFrom(Node):
    """The function that takes the weights, and its use before the first step.

    Attributes:
        read: what reads them: which ones they are, and arrays by their paths.
        key: an array's path there.
        place: where they are from, in words.
        arrays: what can be taken, by name in the state: parameters, and collections of the model.
        replaced: these in the first state, once they are known.
        skipped: whether an array is not taken, unless all are.
    """

    template: ClassVar[str] = "run/init_from"
    summary: str
    read: Expr
    key: Expr
    place: Expr
    arrays: DictExpr
    replaced: Line
    skipped: tuple[Expr, ...]


@dataclass(frozen=True, kw_only=True)
class BeganFrom(Node):
    """What is said of the weights where a run goes on; `place` is where they are from."""

    template: ClassVar[str] = "run/began_from"
    place: Expr


@dataclass(frozen=True, kw_only=True)
class OwnChecksum(Node):
    """The function that gives a checksum, in a trainer that needs it for nothing else."""

    template: ClassVar[str] = "run/own_checksum"
    checksum: Checksum


_STORED = "STORED"
_SUMMARY = {
    RunWeights: "`state` with the weights of another run that have the same path and shape.",
    FileWeights: "`state` with the weights of a file, which has to have all of them and no others.",
}


def nodes(program: Program) -> Iterator[Renderable]:
    """The section, if weights are read."""
    block = program.init_from
    origins = [] if block is None else [block.origin]
    runs = [source.origin for source in program.data.sources if source.reads_run]
    if not origins and not runs:
        return
    origin = " ".join([*origins, *runs])
    if block is not None and isinstance(block.source, RunWeights):
        runs = [block.origin, *runs]
    title = "Weights of another run" if runs else "Weights of a file"
    yield Section(title=title, slot_name="section.init_from", origin=origin)
    if runs:
        yield ReadRun(origin=" ".join(runs))
    if program.run.checkpoints is None:
        yield OwnChecksum(checksum=Checksum(origin=origin), origin=origin)
    if block is None:
        return
    yield from _reading(program, block)
    if program.lora is None:
        yield from _began_with(program, block)
    if program.run.checkpoints is not None:
        yield BeganFrom(place=block.source.place, origin=block.origin)


def _reading(program: Program, block: Block) -> Iterator[Renderable]:
    """What reads the weights, and checks them."""
    origin = block.origin
    match block.source:
        case RunWeights():
            if program.lora is not None:
                yield ReadStep(origin=f"{origin} lora")
        case FileWeights(stored=stored, of_hugging_face=of_hugging_face):
            name = HUGGING_FACE if of_hugging_face else _STORED
            if stored:
                found = program.hugging_face if of_hugging_face else None
                words = "this model" if found is None else found.words
                yield table(stored, name, words, f"{origin}.stored model")
                yield Rename(table=name, origin=f"{origin}.stored model")
                if found is not None:
                    yield config_of(found, f"{origin}.stored model")
                    yield CheckConfig(compared=found.compared, origin=f"{origin}.stored model")
            yield ReadFile(arrays=_found(program, block.source), origin=origin)
            yield Unused(origin=origin)


def _found(program: Program, source: FileWeights) -> Expr:
    """The arrays of a file under the paths of parameters."""
    if not source.stored:
        return Name("arrays")
    given: Expr = Name("arrays")
    if source.of_hugging_face and (found := program.hugging_face) is not None:
        name: Expr = Name("name")
        if found.prefix:
            name = pattern("name.removeprefix(x)", x=Literal(found.prefix))
        given = pattern(
            "{key: x for name, x in arrays.items() if not name.endswith(ends)}",
            key=name,
            ends=Literal(found.constants if len(found.constants) > 1 else found.constants[0]),
        )
    return pattern("rename(arrays)", arrays=given)


def _began_with(program: Program, block: Block) -> Iterator[Renderable]:
    """What takes weights before the first step."""
    origin, [network] = block.origin, program.networks
    names = ("params", *(item.name for item in network.model.collections))
    given = pattern(", ".join(f"given.{name}" for name in names))
    yield InitFrom(
        summary=_SUMMARY[type(block.source)],
        read=block.source.read,
        key=block.source.key,
        place=block.source.place,
        arrays=DictExpr(tuple((Literal(name), Name(f"state.{name}")) for name in names)),
        replaced=Line(names=names, value=given, origin=origin),
        skipped=() if block.skipped is None else (block.skipped,),
        origin=origin,
    )
    if isinstance(block.source, RunWeights):
        yield Fits(origin=origin)
    yield Complete(origin=origin) if block.complete else Left(origin=origin)
