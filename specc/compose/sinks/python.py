"""Functions of the user's that rows of metrics go to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.user_code import own_code
from specc.fast_dataclasses import dataclass
from specc.ir.node import Node, Renderable
from specc.ir.program import Program
from specc.ir.run import Sink


@dataclass(frozen=True, kw_only=True)
class CallFunction(Node):
    """The function that calls those of the user."""

    template: ClassVar[str] = "run/call_function"


def nodes(_program: Program, sink: Sink) -> Iterator[Renderable]:
    """See `specc.compose.sinks.writer`."""
    yield CallFunction(origin=sink.origin)
    yield from own_code("logging", "section.sinks")
