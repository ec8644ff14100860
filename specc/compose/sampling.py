"""Sampling: each sampler is written by the module of its name in `samplers/`."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from specc.compose.head import Section
from specc.ir.node import Renderable
from specc.ir.program import Program


def nodes(program: Program) -> Iterator[Renderable]:
    """The section, if anything is sampled."""
    sampler = program.sampler
    if sampler is None:
        return
    yield Section(title="Sampling", slot_name="section.sampling", origin="sample")
    writer = importlib.import_module(f"specc.compose.samplers.{sampler.kind}")
    yield from writer.nodes(program, sampler)
