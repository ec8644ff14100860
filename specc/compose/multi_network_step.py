"""The training step of several networks: an update for each of them, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose import loss
from specc.compose.head import Section
from specc.compose.step import DrawKey, Line, grad_norm, learning_rates, loop
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.model import Collection
from specc.ir.node import Node, Phrase, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.ir.update import Network, Update


@dataclass(frozen=True, kw_only=True)
class NetworkState(Node):
    """The class of a network and the state of its optimizer.

    Attributes:
        collections: what modules have besides parameters.
    """

    template: ClassVar[str] = "step/networks/network"
    collections: tuple[Collection, ...]


@dataclass(frozen=True, kw_only=True)
class Networks(Node):
    """State and step.

    Attributes:
        network: the class of each.
        networks: the name of each, the class of its module, and the function that makes its optimizer.
        collections: what modules have besides parameters.
        summary: what a step does.
    """

    template: ClassVar[str] = "step/networks/core"
    network: NetworkState
    networks: tuple[tuple[str, str, str], ...]
    collections: tuple[Collection, ...]
    summary: Phrase


@dataclass(frozen=True, kw_only=True)
class UpdateFunction(Node):
    """The function that updates one network.

    Attributes:
        network: the one that is trained.
        merged: its module, with the parameters `params`.
        others: the modules of the networks that its loss reads besides.
        summary: what is minimized.
        before: what is computed once, before the loss.
        call: the loss and its metrics.
        optimizer: name of the function that makes its optimizer.
        norm: of the gradients.
    """

    template: ClassVar[str] = "step/networks/update"
    network: str
    merged: Expr
    others: tuple[Line, ...]
    summary: str
    before: tuple[Line, ...]
    call: Expr
    optimizer: str
    norm: Expr


@dataclass(frozen=True, kw_only=True)
class Once(Node):
    """An update in a step."""

    template: ClassVar[str] = "step/networks/once"
    network: str


@dataclass(frozen=True, kw_only=True)
class Repeated(Node):
    """Several updates in a step, each on its part of the batch."""

    template: ClassVar[str] = "step/networks/repeated"
    network: str
    count: Expr


def nodes(program: Program) -> Iterator[Renderable]:
    """The section."""
    yield Section(title="Training step", slot_name="section.step", origin="training")
    for draw in (draw for item in program.losses for draw in item.draws):
        yield DrawKey(origin=draw.origin)
    kept = (found for item in program.networks for found in item.model.collections)
    collections = tuple(dict.fromkeys(kept))
    yield Networks(
        network=NetworkState(collections=collections, origin="training"),
        networks=tuple(_network(program, item) for item in program.networks),
        collections=collections,
        summary=_summary(program),
        origin="training",
    )
    for update in program.updates:
        yield from _update(program, update)
    yield from learning_rates(program)
    yield loop(program)
    yield from loss.writer(program.losses[-1]).evaluation(program)


def _network(program: Program, network: Network) -> tuple[str, str, str]:
    optimizer = program.optimizer_name(network.name)
    return network.name, network.model.class_name, optimizer


def _update(program: Program, update: Update) -> Iterator[Renderable]:
    of = program.loss(update.loss)
    network, *others = of.networks
    writer = loss.writer(of)
    yield UpdateFunction(
        network=network,
        merged=_merged(program, network, Name("params")),
        others=tuple(
            Line(
                names=(name,),
                value=_merged(program, name, Name(f"state.{name}.params")),
                origin=update.origin,
            )
            for name in others
        ),
        summary=writer.summary(of),
        before=(*writer.lines(program, of), *_updated(program.network(network))),
        call=writer.call(program, of),
        optimizer=program.optimizer_name(network),
        norm=grad_norm(update, Name("grads")),
        origin=update.origin,
    )
    if update.count is None:
        yield Once(network=network, origin=update.origin)
    else:
        yield Repeated(network=network, count=update.count, origin=of.origin)


def _merged(program: Program, network: str, params: Expr) -> Expr:
    """The module of a network, with these parameters and what else it has."""
    kept = (item.name for item in program.network(network).model.collections)
    names = ", ".join(["params", *(f"state.{network}.{name}" for name in kept)])
    return pattern(f"nnx.merge(state.{network}.graphdef, {names})", params=params)


def _updated(network: Network) -> Iterator[Line]:
    """The state with what a network has besides its parameters, as it is to be in this update."""
    for item in network.model.collections:
        if item.update is not None:
            name = network.name
            value = pattern(f"state.replace({name}=update(state.{name}))", update=item.update)
            yield Line(names=("state",), value=value, origin=item.origin)


def _summary(program: Program) -> str:
    names = [f"the {update.network}" for update in program.updates]
    return f"Updates {', then '.join(names)}."
