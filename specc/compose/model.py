"""The model: its class, and the collections that it has besides its parameters."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.head import Section
from specc.compose.user_code import own_code
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Symbol
from specc.ir.node import Node, Renderable
from specc.ir.program import Program
from specc.ir.update import Network


@dataclass(frozen=True, kw_only=True)
class Definition(Node):
    """A class or function in the section of the model."""

    template: ClassVar[str] = "model/definition"
    body: Renderable


@dataclass(frozen=True, kw_only=True)
class Modes(Node):
    """Tells a model that has modes that it predicts."""

    template: ClassVar[str] = "model/modes"


@dataclass(frozen=True, kw_only=True)
class Collection(Node):
    """Arrays of the model that are no parameters."""

    template: ClassVar[str] = "step/collection"
    name: str
    type: Symbol
    comment: str


@dataclass(frozen=True, kw_only=True)
class NextCollection(Node):
    """Those that a forward pass changes, after it."""

    template: ClassVar[str] = "step/next_collection"
    name: str
    type: Symbol


def nodes(program: Program) -> Iterator[Renderable]:
    """The section, and the fields of the state for the model's collections."""
    yield Section(title="Model", slot_name="section.model", origin="model")
    shared: dict[object, Renderable] = {}
    for network in program.networks:
        for part in network.model.definitions:
            key = dataclasses.replace(part, origin="")  # type: ignore[type-var]
            if key not in shared:
                shared[key] = part
                yield Definition(body=part, origin=part.origin)
        yield from _network(network)
    if len(program.networks) == 1:  # of several, each has its own in the state
        for item in program.networks[0].model.collections:
            yield Collection(
                name=item.name, type=item.type, comment=item.comment, origin=item.origin
            )
            if item.changes:
                yield NextCollection(name=item.name, type=item.type, origin=item.origin)


def _network(network: Network) -> Iterator[Renderable]:
    model = network.model
    if model.has_own_code:
        yield from own_code("model", "section.model")
    yield Definition(body=model, origin=model.origin)
    yield from model.additions
    if model.has_modes:
        yield Modes(origin="model")
