"""Weights in a file that others read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork
from specc.compose.head import Section
from specc.fast_dataclasses import dataclass
from specc.ir.export import Export, HuggingFace
from specc.ir.expr import DictExpr, Expr, Name
from specc.ir.init_from import Stored
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program

HUGGING_FACE = "HUGGING_FACE"
"""The constant that says how files there have parameters."""


@dataclass(frozen=True, kw_only=True)
class ExportWeights(EvaluatedNetwork):
    """The function that writes the file."""

    template: ClassVar[str] = "run/export/export"


@dataclass(frozen=True, kw_only=True)
class StoredTable(Node):
    """The constant that says how files of Hugging Face's have parameters; `words` is the architecture."""

    template: ClassVar[str] = "run/weights/stored"
    name: str
    words: str
    rows: tuple[tuple[str, tuple[str, ...], bool], ...]


@dataclass(frozen=True, kw_only=True)
class HuggingFaceConfig(Node):
    """The function that gives the configuration there."""

    template: ClassVar[str] = "run/export/config"
    words: str
    config: DictExpr


@dataclass(frozen=True, kw_only=True)
class ToHuggingFace(Node):
    """The function that gives arrays as files there have them, and its use.

    Attributes:
        parts: what becomes of the array `x` that has some `names` there.
    """

    template: ClassVar[str] = "run/export/hugging_face"
    parts: Expr


@dataclass(frozen=True, kw_only=True)
class Cuts(Node):
    """Where joined arrays are cut."""

    template: ClassVar[str] = "run/export/cuts"
    cuts: Expr


def table(stored: tuple[Stored, ...], name: str, words: str, origin: str) -> StoredTable:
    """The constant that says how files have parameters."""
    rows = tuple((item.pattern, item.names, item.transposed) for item in stored)
    return StoredTable(name=name, words=words, rows=rows, origin=origin)


def config_of(found: HuggingFace, origin: str) -> HuggingFaceConfig:
    """The function that gives the configuration there."""
    return HuggingFaceConfig(words=found.words, config=found.config, origin=origin)


def nodes(program: Program) -> Iterator[Renderable]:
    """The section, if weights are exported."""
    if not any(isinstance(event, Export) for event in program.run.events):
        return
    [update] = program.updates
    origin, found = "export", program.hugging_face
    yield Section(title="Export", slot_name="section.export", origin=origin)
    if found is not None:
        of_model = f"{origin} model"
        yield table(found.stored, HUGGING_FACE, found.words, of_model)
        yield config_of(found, of_model)
        parts = pattern("[x]")
        if found.cuts is not None:
            parts = pattern("np.split(x, cuts if len(names) > 1 else [], axis=-1)")
            yield Cuts(cuts=found.cuts, origin=of_model)
        yield ToHuggingFace(parts=parts, origin=of_model)
    yield ExportWeights(
        eval_params=update.optimizer.eval_params or Name("state.params"), origin=origin
    )
