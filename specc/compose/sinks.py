"""Files, tools and functions that rows of metrics go to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.head import Section
from specc.compose.user_code import own_code
from specc.fast_dataclasses import dataclass
from specc.ir.node import Node, Renderable
from specc.ir.program import Program
from specc.ir.run import Samples, Text
from specc.ir.sinks import OwnSink, TensorBoard


@dataclass(frozen=True, kw_only=True)
class Numbers(Node):
    """The numbers of a row, without its tables."""

    template: ClassVar[str] = "run/numbers"


@dataclass(frozen=True, kw_only=True)
class NamingFailure(Node):
    """The function that says what could not be written."""

    template: ClassVar[str] = "run/naming_failure"


@dataclass(frozen=True, kw_only=True)
class CallFunction(Node):
    """The function that calls those of the user."""

    template: ClassVar[str] = "run/call_function"


@dataclass(frozen=True, kw_only=True)
class LoggedFiles(Node):
    """The refusal to go on with a run that cannot go on; `name` is what it left in the workdir."""

    template: ClassVar[str] = "run/logged_files"
    name: str


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


def nodes(program: Program) -> Iterator[Renderable]:
    """The section, if a sink defines something for itself; nodes of several are merged."""
    sinks = [sink for sink in program.run.sinks if sink.defines]
    if sinks:
        yield Section(title="Sinks of metrics", slot_name="section.sinks", origin="log.to")
    for sink in sinks:
        yield Numbers(origin=sink.origin)
        if sink.writes:
            yield NamingFailure(origin=sink.origin)
        if sink.claim is not None and program.run.checkpoints is None:
            yield LoggedFiles(name=sink.claim, origin=sink.origin)
        if isinstance(sink, OwnSink):
            yield CallFunction(origin=sink.origin)
            yield from own_code("logging", "section.sinks")
        if isinstance(sink, TensorBoard):
            yield from _shown(program, sink)


def _shown(program: Program, sink: TensorBoard) -> Iterator[Renderable]:
    for event in program.run.events if sink.samples else ():
        if isinstance(event, Samples):
            yield ShownPictures(origin=sink.origin)
        elif isinstance(event, Text):
            yield ShownTexts(origin=sink.origin)
    if sink.histograms:
        yield ShownHistograms(origin=sink.origin)
