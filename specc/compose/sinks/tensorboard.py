"""What a run makes that TensorBoard shows, besides rows of metrics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.node import Node, Renderable
from specc.ir.program import Program
from specc.ir.run import Samples, Sink, Text
from specc.ir.sinks import TensorBoard


@dataclass(frozen=True, kw_only=True)
class ShownPictures(Node):
    """Pictures in TensorBoard."""

    template: ClassVar[str] = "sinks/shown_pictures"


@dataclass(frozen=True, kw_only=True)
class ShownTexts(Node):
    """Texts in TensorBoard."""

    template: ClassVar[str] = "sinks/shown_texts"


@dataclass(frozen=True, kw_only=True)
class ShownHistograms(Node):
    """Histograms of weights in TensorBoard."""

    template: ClassVar[str] = "sinks/shown_histograms"


def nodes(program: Program, sink: Sink) -> Iterator[Renderable]:
    """See `specc.compose.sinks.writer`."""
    assert isinstance(sink, TensorBoard)
    for event in program.run.events if sink.samples else ():
        match event:
            case Samples():
                yield ShownPictures(origin=sink.origin)
            case Text():
                yield ShownTexts(origin=sink.origin)
    if sink.histograms:
        yield ShownHistograms(origin=sink.origin)
