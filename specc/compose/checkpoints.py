"""Checkpoints and logs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.head import Section
from specc.fast_dataclasses import dataclass
from specc.ir.node import Node, Renderable
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class Means(Node):
    """What is averaged between two rows of the log."""

    template: ClassVar[str] = "run/means"


@dataclass(frozen=True, kw_only=True)
class Workdir(Node):
    """The settings of a run, kept with it."""

    template: ClassVar[str] = "run/workdir"
    ignored_on_resume: tuple[str, ...]


def nodes(program: Program) -> Iterator[Renderable]:
    """The section; what sinks define for themselves stands behind it."""
    run, config = program.run, program.config
    assert config is not None
    title = "Checkpoints and logs" if run.checkpoints else "Logs"
    yield Section(title=title, slot_name="section.checkpoints", origin="checkpoint")
    yield Means(origin="log")
    yield from (event for event in run.events if event.section == "checkpoints")
    paths = {item.name for item in config.fields if item.type == "Path"}
    yield Workdir(ignored_on_resume=tuple(sorted(config.ignored_on_resume - paths)), origin="run")
