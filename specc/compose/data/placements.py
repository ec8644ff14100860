"""Where training examples are while training runs, and how they get to a step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.data.parts import Function
from specc.compose.data.sets import preprocessed, sets
from specc.fast_dataclasses import dataclass
from specc.ir.data import Data
from specc.ir.expr import Expr
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class OnDevice(Node):
    """Calls get the numbers of examples."""

    template: ClassVar[str] = "data/placements/device"


@dataclass(frozen=True, kw_only=True)
class OnHost(Node):
    """Calls get examples, which are gathered on the host."""

    template: ClassVar[str] = "data/placements/host"
    batch: Expr


@dataclass(frozen=True, kw_only=True)
class InFiles(Node):
    """Calls get examples, which threads decode."""

    template: ClassVar[str] = "data/placements/files"


def placed(data: Data, given: tuple[str, ...]) -> Iterator[Renderable]:
    """The nodes for the placement; `given` are the extra arguments of `preprocess`."""
    if data.placement == "device":
        yield OnDevice(origin="data")
    elif data.placement == "host":
        of = "data.train_rows[rows]" if sets(data)[0].rows is not None else "rows"
        value = pattern(f"select(data.train, {of})")
        batch = preprocessed(value, tuple(f"data.{name}" for name in given))
        yield OnHost(batch=batch, origin="data.placement")
    else:
        yield InFiles(origin="data.placement")


def functions(data: Data) -> Iterator[Renderable]:
    """What reads files ahead."""
    if data.reader is None:
        return
    yield Function(name="read_ahead", origin=data.reader.origin)
    yield Function(name="check_files", origin=data.reader.origin)
    if data.eval_sets and data.eval_placement == "device":
        yield Function(name="decode_all", origin=data.reader.origin)
