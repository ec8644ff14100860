"""Sources whose expression calls functions: what all have that no module here is named after."""

from __future__ import annotations

from collections.abc import Iterator

from specc.compose.data.parts import Assign, Definition, Function
from specc.compose.data.sources.lists import texts
from specc.ir.data import Data
from specc.ir.expr import Expr, Name
from specc.ir.node import Renderable
from specc.ir.source import Source


def readers(data: Data, *, loads: bool) -> Iterator[Renderable]:
    """See `specc.compose.data.sources.writer`."""
    del loads
    for name in data.source.functions:
        yield Function(name=name, origin=data.source.origin)
    for part in data.source.definitions:
        yield Definition(body=part, origin=data.source.origin)


def constants(source: Source) -> Iterator[tuple[str, Expr | None, str]]:
    """See `specc.compose.data.sources.writer`."""
    yield "CLASSES", texts(source.class_names or ()), "by label"


def prepared(source: Source) -> Iterator[Renderable]:
    """See `specc.compose.data.sources.writer`."""
    del source
    return iter(())


def loaded(data: Data, source: Source, variable: Name, rows: int) -> Renderable:
    """See `specc.compose.data.sources.writer`."""
    del data, rows
    return Assign(target=variable, value=source, origin=source.origin)
