"""Adapters of linear layers, which are trained in place of the parameters of the model."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.model import Modes
from specc.compose.run import Start
from specc.compose.step import Core, DrawKey
from specc.fast_dataclasses import dataclass
from specc.ir.checkpoints import Checkpoints
from specc.ir.export import Export
from specc.ir.expr import DictExpr, Expr, Literal, Name
from specc.ir.lora import Lora
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class Adapters(Node):
    """The class of a layer with its adapter, and the function that puts some into a model.

    Attributes:
        model: the class of that.
        uses_name: whether the test of a layer looks at its name.
        inputs: of the adapter.
    """

    template: ClassVar[str] = "model/lora/adapters"
    model: str
    rank: Expr
    alpha: Expr
    adapted: Expr
    uses_name: bool
    inputs: Expr


@dataclass(frozen=True, kw_only=True)
class AdapterDropout(Node):
    """Dropout of the inputs of adapters, and its random numbers in a step."""

    template: ClassVar[str] = "model/lora/dropout"
    rate: Expr


@dataclass(frozen=True, kw_only=True)
class FrozenStatistics(Node):
    """Norms use the statistics that they begin with."""

    template: ClassVar[str] = "model/lora/statistics"


@dataclass(frozen=True, kw_only=True)
class FrozenParams(Node):
    """The field of the state that has the other parameters; `kept` is what a step reads."""

    template: ClassVar[str] = "step/frozen_params"
    kept: Expr


@dataclass(frozen=True, kw_only=True)
class TakeFrozen(Node):
    """The function that reads what is frozen, and its use at the start of a run.

    Attributes:
        read: what reads the weights that a run begins with: which ones, and arrays by their paths.
        read_again: the same of those that a run has begun with, by what `first` says of them.
        key: an array's path there.
        arrays: what is taken, by name in the state.
        taken: the state that has it.
        place: where it is from, in words.
    """

    template: ClassVar[str] = "run/take_frozen"
    read: Expr
    read_again: Expr
    key: Expr
    arrays: DictExpr
    taken: Expr
    place: Expr


@dataclass(frozen=True, kw_only=True)
class StartOfAdapters(Node):
    """What is printed of the parameters that are trained."""

    template: ClassVar[str] = "run/trained"


@dataclass(frozen=True, kw_only=True)
class MergedAdapters(Node):
    """The function that gives a model without adapters, for an export; `model` is its class."""

    template: ClassVar[str] = "model/lora/merge"
    model: str


def nodes(program: Program) -> Iterator[Renderable]:
    """If adapters are trained."""
    lora, block = program.lora, program.init_from
    if lora is None:
        return
    assert block is not None, "a rule has seen to it"
    origin, model = lora.origin, program.networks[0].model
    yield Adapters(
        model=model.class_name,
        rank=lora.rank,
        alpha=lora.alpha,
        adapted=lora.adapted,
        uses_name=lora.uses_name,
        inputs=Name("x") if lora.dropout is None else pattern("self.dropout(x, rngs=self.rngs)"),
        origin=origin,
    )
    if lora.dropout is not None:
        yield AdapterDropout(rate=lora.dropout, origin="lora.dropout")
        yield Modes(origin="lora.dropout")
        yield DrawKey(origin="lora.dropout")
    if model.collections:
        yield FrozenStatistics(origin=f"{origin} model")
    kept: Expr = Name("state.frozen")
    if lora.compute is not None:
        kept = pattern("optax.tree.cast(x, dtype)", x=kept, dtype=lora.compute)
    yield FrozenParams(kept=kept, origin=origin)
    names = _frozen(lora)
    yield TakeFrozen(
        read=block.source.read,
        read_again=block.source.read_again,
        key=block.source.key,
        arrays=DictExpr(tuple((Literal(_of(name)), Name(f"blank.{name}")) for name in names)),
        taken=pattern(f"state.replace({', '.join(_taken(names))})"),
        place=block.source.place,
        origin=origin,
    )
    yield StartOfAdapters(origin=origin)
    if any(isinstance(event, Export) for event in program.run.events):
        yield MergedAdapters(model=model.class_name, origin=f"{origin} export")


def rewrite(node: Renderable, program: Program) -> Renderable:
    """The model is made with adapters; checkpoints have these, and what is frozen is read again."""
    lora = program.lora
    if lora is None:
        return node
    match node:
        case Core(state=state):
            rngs = "nnx.Rngs(jax.random.fold_in(key, zlib.crc32(b'adapters')))"
            made = pattern(f"add_adapters(c, x, {rngs})", x=state.model, origin=lora.origin)
            state = dataclasses.replace(state, model=made, trained=Name("ADAPTERS"))
            return dataclasses.replace(node, state=state)
        case Start():
            return dataclasses.replace(node, params=pattern("(state.params, state.frozen)"))
        case Checkpoints():
            left = ", ".join(f"{name}=None" for name in _frozen(lora))
            return dataclasses.replace(
                node,
                part=pattern(f"x.replace({left})", origin=lora.origin),
                completed=pattern("take_frozen(c, x)", origin=lora.origin),
            )
    return node


def _frozen(lora: Lora) -> tuple[str, ...]:
    """The fields of the state that stay as they are."""
    return ("frozen", *lora.frozen)


def _of(name: str) -> str:
    """The field of a state without adapters that has what `name` has."""
    return "params" if name == "frozen" else name


def _taken(names: tuple[str, ...]) -> Iterator[str]:
    return (f'{name}=arrays["{_of(name)}"]' for name in names)
