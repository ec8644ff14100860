"""The workdir: which run it has, and who may write to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.head import Section
from specc.fast_dataclasses import dataclass
from specc.ir.expr import DictExpr, Expr, Literal
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.ir.settings import Config
from specc.ir.tree import outermost
from specc.ir.user_code import ImportedDefinition


@dataclass(frozen=True, kw_only=True)
class Workdir(Node):
    """The lock that keeps a second process out."""

    template: ClassVar[str] = "run/workdir"


@dataclass(frozen=True, kw_only=True)
class Checksum(Node):
    """The function that gives the checksum of arrays."""

    template: ClassVar[str] = "run/checksum"


@dataclass(frozen=True, kw_only=True)
class Differences(Node):
    """The functions that take code apart, and list what differs."""

    template: ClassVar[str] = "run/differences"


@dataclass(frozen=True, kw_only=True)
class Identity(Node):
    """What the numbers of a run depend on, which is compared before it goes on.

    Attributes:
        unrecorded: names of settings that say where and how to begin, and are no part of the run.
        may_differ: names of settings that are not compared, and of what else is told apart.
        reasons: why a setting is compared, where that is not plain; by its name.
        begins: whether the run has steps left.
        checksum: the function that it uses.
        differences: the functions that compare.
    """

    template: ClassVar[str] = "run/identity"
    unrecorded: tuple[str, ...]
    may_differ: tuple[str, ...]
    reasons: DictExpr
    begins: Expr = pattern("state.step < c.steps")
    checksum: Checksum
    differences: Differences


@dataclass(frozen=True, kw_only=True)
class Record(Node):
    """The settings of a run that cannot go on, for who reads its log; `unrecorded` are left out."""

    template: ClassVar[str] = "run/record"
    unrecorded: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LoggedRun(Node):
    """The refusal to overwrite the log of a run that cannot go on."""

    template: ClassVar[str] = "run/logged_run"


@dataclass(frozen=True, kw_only=True)
class FileSizes(Node):
    """Names and sizes of images, which stand for their contents."""

    template: ClassVar[str] = "run/file_sizes"


@dataclass(frozen=True, kw_only=True)
class ImportedCode(Node):
    """The user's modules that a trainer imports, which are part of what a run is.

    Attributes:
        copies: the file in the workdir that each is copied to, and the module.
    """

    template: ClassVar[str] = "run/imported_code"
    copies: tuple[tuple[str, str], ...]


def nodes(program: Program) -> Iterator[Renderable]:
    """The section."""
    run, config = program.run, program.config
    assert config is not None
    yield Section(title="Workdir", slot_name="section.workdir", origin="run")
    yield Workdir(origin="run")
    unrecorded = tuple(sorted(field.name for field in config.fields if not field.recorded))
    if run.checkpoints is None:
        yield Record(unrecorded=unrecorded, origin="run")
        if any(sink.template == "jsonl" for sink in run.sinks):
            yield LoggedRun(origin="log.to")
        return
    imported = tuple(outermost(program, ImportedDefinition))
    if imported:
        names = sorted({name for item in imported for name in item.modules})
        origins = dict.fromkeys(item.origin for item in imported)
        # One that is called `trainer` must not replace the copy of the trainer.
        copies = tuple(
            (f"{name}_.py" if name == "trainer" else f"{name}.py", name) for name in names
        )
        yield ImportedCode(copies=copies, origin=" ".join(origins))
    yield Identity(
        unrecorded=unrecorded,
        may_differ=tuple(sorted({*config.ignored_on_resume.difference(unrecorded), "versions"})),
        reasons=DictExpr(tuple(_reasons(config))),
        checksum=Checksum(origin="checkpoint"),
        differences=Differences(origin="checkpoint"),
        origin="checkpoint",
    )
    if program.data.reader is not None:
        yield FileSizes(origin="data.placement")


def _reasons(config: Config) -> Iterator[tuple[Literal, Literal]]:
    for field in config.fields:
        if field.is_length and not field.ignored_on_resume:
            yield Literal(field.name), Literal(", which schedules depend on")
