"""The workdir: which run it has, and who may write to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.head import Section
from specc.fast_dataclasses import dataclass
from specc.ir.node import Node, Renderable
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class Workdir(Node):
    """The lock that keeps a second process out."""

    template: ClassVar[str] = "run/workdir"


@dataclass(frozen=True, kw_only=True)
class Identity(Node):
    """What the numbers of a run depend on, which is compared before it goes on.

    Attributes:
        may_differ: names of settings that are not compared.
        unrecorded: names of settings that say where and how to begin, and are no part of the run.
    """

    template: ClassVar[str] = "run/identity"
    unrecorded: tuple[str, ...]
    may_differ: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FixedLength(Node):
    """Why a run cannot be extended; `name` is the setting of its length."""

    template: ClassVar[str] = "run/fixed_length"
    name: str


@dataclass(frozen=True, kw_only=True)
class Record(Node):
    """The settings of a run that cannot go on, for who reads its log; `unrecorded` are left out."""

    template: ClassVar[str] = "run/record"
    unrecorded: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LoggedRun(Node):
    """The refusal to overwrite the log of a run that cannot go on."""

    template: ClassVar[str] = "run/logged_run"


def nodes(program: Program) -> Iterator[Renderable]:
    """The section."""
    run, config = program.run, program.config
    assert config is not None
    yield Section(title="Workdir", slot_name="section.workdir", origin="run")
    yield Workdir(origin="run")
    unrecorded = tuple(sorted(field.name for field in config.fields if not field.recorded))
    may_differ = tuple(sorted(config.ignored_on_resume.difference(unrecorded)))
    if run.checkpoints is None:
        yield Record(unrecorded=unrecorded, origin="run")
        if any(sink.template == "jsonl" for sink in run.sinks):
            yield LoggedRun(origin="log.to")
    else:
        yield Identity(may_differ=may_differ, unrecorded=unrecorded, origin="checkpoint")
        length = next(field for field in config.fields if field.origin == "train.duration")
        if not length.ignored_on_resume:
            yield FixedLength(name=length.name, origin="checkpoint train.duration")
