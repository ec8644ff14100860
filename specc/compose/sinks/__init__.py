"""Files, tools and functions that rows of metrics go to."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from types import ModuleType
from typing import ClassVar

from specc.compose.head import Section
from specc.fast_dataclasses import dataclass
from specc.ir.node import Node, Renderable
from specc.ir.program import Program
from specc.ir.run import Sink


@dataclass(frozen=True, kw_only=True)
class Numbers(Node):
    """The numbers of a row, without its tables."""

    template: ClassVar[str] = "run/numbers"


@dataclass(frozen=True, kw_only=True)
class WrapWriteErrors(Node):
    """The function that says what could not be written."""

    template: ClassVar[str] = "run/wrap_write_errors"


@dataclass(frozen=True, kw_only=True)
class LoggedFiles(Node):
    """The refusal to go on with a run that cannot go on; `name` is what it left in the workdir."""

    template: ClassVar[str] = "run/logged_files"
    name: str


def writer(sink: Sink) -> ModuleType:
    """The module that writes what a sink has besides its template, by its function `nodes`."""
    return importlib.import_module(f"specc.compose.sinks.{sink.writer}")


def nodes(program: Program) -> Iterator[Renderable]:
    """The section, if a sink defines something for itself; nodes of several are merged."""
    sinks = [sink for sink in program.run.sinks if sink.defines]
    if sinks:
        yield Section(title="Sinks of metrics", slot_name="section.sinks", origin="log.to")
    for sink in sinks:
        yield Numbers(origin=sink.origin)
        if sink.writes:
            yield WrapWriteErrors(origin=sink.origin)
        if sink.claim is not None and program.run.checkpoints is None:
            yield LoggedFiles(name=sink.claim, origin=sink.origin)
        yield from writer(sink).nodes(program, sink)
