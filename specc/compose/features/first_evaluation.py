"""An evaluation before the first step, whose row a run that begins again writes again."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from specc.compose.run import Sinks
from specc.ir.first_evaluation import FirstEvaluation
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program


def nodes(_program: Program) -> Iterator[Renderable]:
    """None of its own."""
    yield from ()


def rewrite(node: Renderable, program: Program) -> Renderable:
    """At step 0 no row stays."""
    asked = [event for event in program.run.events if isinstance(event, FirstEvaluation)]
    if not asked or not isinstance(node, Sinks):
        return node
    last = pattern("step or -1", origin=asked[0].origin)
    sinks = tuple(dataclasses.replace(sink, last=last) for sink in node.sinks)
    return dataclasses.replace(node, sinks=sinks)
