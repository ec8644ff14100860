"""Sampling: each sampler is written by the module of its name in `samplers/`."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.head import Section
from specc.fast_dataclasses import dataclass
from specc.ir.node import Node, Renderable
from specc.ir.program import Program
from specc.ir.run import Samples


@dataclass(frozen=True, kw_only=True)
class PictureFunction(Node):
    """The function that shows samples."""

    template: ClassVar[str] = "samplers/picture"
    body: Renderable


def nodes(program: Program) -> Iterator[Renderable]:
    """The section, if anything is sampled."""
    sampler = program.sampler
    if sampler is None:
        return
    yield Section(title=sampler.title, slot_name="section.sampling", origin="sample")
    writer = importlib.import_module(f"specc.compose.samplers.{sampler.kind}")
    yield from writer.nodes(program, sampler)
    pictures = (event.picture for event in program.run.events if isinstance(event, Samples))
    yield from (PictureFunction(body=picture, origin=picture.origin) for picture in pictures)
