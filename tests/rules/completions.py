"""Cases of the rules about prompts with completions."""

from __future__ import annotations

from typing import Any

from .case import Case
from .language_models import CONTEXT, MODEL

FACTS = {
    "rows": 1_000,
    "shape": [40],
    "low": 0.0,
    "high": 256.0,
    "vocabulary": 257,
    "end_token": 256,
    "shortest_prompt": 8,
    "longest_prompt": 30,
    "prompt": "one plus",
    "sha256": "0" * 64,
}
SOURCE = {"type": "completions", "path": "answers.jsonl", "tokenizer": "bytes"}
ROWS: dict[str, Any] = {
    "task": "completion",
    "model": MODEL,
    "data.source": SOURCE,
    "data.facts": FACTS,
    "data.batch_size": 8,
}
CHARACTERS = {**FACTS, "characters": "abc", "vocabulary": 4, "end_token": 3, "high": 3.0}


def of_context(context: int) -> dict[str, Any]:
    return {**ROWS, "model": {**MODEL, "context": context}}


def tuned(tokenizer: Any) -> dict[str, Any]:
    return {
        **ROWS,
        "init_from": {"run": "runs/other"},
        "data.source": {**SOURCE, "tokenizer": tokenizer},
        "data.facts": CHARACTERS,
    }


COMPLETION_CASES = [
    Case(
        "L170",
        {**ROWS, "task": "language_modeling"},
        ROWS,
        ("data", "source"),
        "completions is rows of examples, and language_modeling needs a sequence",
        fixes=False,
    ),
    Case(
        "L171",
        {**ROWS, "data.facts": {k: x for k, x in FACTS.items() if k != "end_token"}},
        ROWS,
        ("data", "facts"),
        "there is no end_token",
        fixes=False,
    ),
    Case(
        "L200",
        {"task": "completion", "model": MODEL, "data.batch_size": 8},
        ROWS,
        ("data", "source", "type"),
        "completion cannot use a source of type sklearn",
        fixes=False,
    ),
    Case(
        "L201",
        {**ROWS, "model": {"type": "gru", "layers": 1, "width": 8}},
        ROWS,
        ("model", "type"),
        "gru is none",
        fixes=False,
    ),
    Case("L202", of_context(8), of_context(31), CONTEXT, "8, and the shortest prompt has 8 bytes"),
    Case(
        "L203", of_context(30), of_context(31), CONTEXT, "30, and the longest prompt has 30 bytes"
    ),
    Case(
        "L204",
        tuned("characters"),
        tuned({"type": "characters", "known": "abc"}),
        ("data", "source", "tokenizer"),
        "nothing says which characters",
        fixes=False,
    ),
]
