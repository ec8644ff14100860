"""What is followed in a run besides its metrics: its speed and memory, a trace."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from types import ModuleType

from specc.compose.head import Section
from specc.ir.event import Measure
from specc.ir.node import Renderable
from specc.ir.program import Program


def writer(measure: Measure) -> ModuleType:
    """The module that writes what is measured, by its function `nodes`."""
    return importlib.import_module(f"specc.compose.measures.{measure.writer}")


def nodes(program: Program) -> Iterator[Renderable]:
    """The section, if the spec asks for any of it."""
    measures = [event for event in program.run.events if isinstance(event, Measure)]
    if not measures:
        return
    origin = " ".join(measure.origin for measure in measures)
    yield Section(title="Speed and memory", slot_name="section.measures", origin=origin)
    for measure in measures:
        yield from writer(measure).nodes(program, measure)
