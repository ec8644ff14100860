"""The examples: how they are loaded, and which of them a step sees."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.head import Section
from specc.ir.data import Column, Source
from specc.ir.node import Node, Renderable
from specc.ir.program import Program


@dataclasses.dataclass(frozen=True, kw_only=True)
class Batch(Node):
    """The columns of a batch."""

    template: ClassVar[str] = "step/batch"
    columns: tuple[Column, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Load(Node):
    template: ClassVar[str] = "data/load"
    source: Source


def nodes(program: Program) -> Iterator[Renderable]:
    """The section."""
    data = program.data
    yield Batch(columns=data.columns, origin="data")
    yield Section(title="Data", place="section.data", origin="data")
    yield Load(source=data.source, origin="data")
