"""Cases of the rules about models of sequences: of tokens, or of series of measurements."""

from __future__ import annotations

from typing import Any

from .case import Case
from .language_models import TEXT
from .specs import FACTS

GRU = {"type": "gru", "layers": 1, "width": 8}
CONV1D = {"type": "conv1d", "width": 8, "dilations": [1, 4]}


def of_tokens(model: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {**TEXT, "model": {**model, "context": 32, **changed}}


def of_series(
    model: dict[str, Any], shape: tuple[int, ...] = (8, 8), **changed: Any
) -> dict[str, Any]:
    facts = {**FACTS, "shape": list(shape)}
    return {
        "model": {**model, **changed},
        "data.source": {"type": "npz", "path": "series.npz"},
        "data.facts": facts,
    }


def of_table(categories: dict[str, list[str]] | None = None) -> dict[str, Any]:
    facts = {**FACTS, "columns": ["low", "high", "kind"], "shape": [4 if categories else 3]}
    return {
        "model": GRU,
        "data.source": {"type": "csv", "path": "table.csv", "target": "class"},
        "data.facts": {**facts, **({"categories": categories} if categories else {})},
    }


_WITHOUT = {name: x for name, x in of_tokens(GRU)["model"].items() if name != "context"}

SEQUENCE_MODEL_CASES = [
    Case(
        "M180",
        {**TEXT, "model": _WITHOUT},
        of_tokens(GRU),
        ("model",),
        "context is missing",
    ),
    Case(
        "M181",
        of_tokens(GRU, bidirectional=True),
        of_tokens(GRU, bidirectional=False),
        ("model", "bidirectional"),
        "it is for series, and language_modeling has none",
    ),
    Case(
        "M181",
        of_tokens(CONV1D, pool="mean"),
        of_tokens(CONV1D, tie_embeddings=True),
        ("model", "pool"),
        "it is for series, and language_modeling has none",
    ),
    Case(
        "M181",
        of_series(CONV1D, context=8),
        of_series(CONV1D, pool="last"),
        ("model", "context"),
        "it is for tokens, and classification has none",
    ),
    Case(
        "M182",
        of_series(GRU, (8, 8, 3)),
        of_series(GRU, (64,)),
        ("model", "type"),
        "gru takes (time, channels), but the shape of an input is [8, 8, 3]",
        fixes=False,
    ),
    Case(
        "M182",
        of_table({"kind": ["a", "b"]}),
        of_table(),
        ("model", "type"),
        "gru takes measurements, and column 'kind' has categories",
        also=frozenset({"M184"}),
        fixes=False,
    ),
    Case(
        "M184",
        of_table(),
        of_series(GRU, (3,)),
        ("model", "type"),
        "a row of csv is read as 3 times of one channel",
        fixes=False,
    ),
    Case(
        "M183",
        of_series(CONV1D, dilations=[1, 8, 2]),
        of_series(CONV1D, dilations=[1, 7, 2]),
        ("model", "dilations", 1),
        "a series has 8 times",
    ),
    Case(
        "M183",
        of_tokens(CONV1D, dilations=[32, 1]),
        of_tokens(CONV1D, dilations=[31, 1]),
        ("model", "dilations", 0),
        "a window has 32 tokens",
    ),
]
