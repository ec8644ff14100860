"""Cases of the rules about documents, their tokenizers, and durations in tokens."""

from __future__ import annotations

from typing import Any

from .case import Case
from .language_models import TEXT
from .specs import REMOVED

BPE: dict[str, Any] = {"type": "bpe", "vocabulary": 300}
SOURCE: dict[str, Any] = {
    "type": "documents",
    "path": "*.jsonl",
    "format": "jsonl",
    "tokenizer": BPE,
}
FACTS: dict[str, Any] = {
    "rows": 10_000,
    "shape": [1],
    "low": 0.0,
    "high": 299.0,
    "vocabulary": 300,
    "end_token": 0,
    "documents": 500,
    "text_bytes": 30_000,
    "held_out_rows": 2_000,
    "test_rows": 0,
    "held_out_bytes": 6_000,
    "test_bytes": 0,
    "tokenizer_sha256": "2" * 64,
    "sha256": "0" * 64,
}
DOCUMENTS: dict[str, Any] = {**TEXT, "data.source": SOURCE, "data.facts": FACTS}
MASKED = {"data.packing": "masked"}


def facts(**changed: Any) -> dict[str, Any]:
    known = {**FACTS, **changed}
    return {**DOCUMENTS, "data.facts": {key: x for key, x in known.items() if x is not REMOVED}}


def evaluated(sha256: str) -> dict[str, Any]:
    return {
        **DOCUMENTS,
        "data.holdout": REMOVED,
        "data.evaluation": {**SOURCE, "path": "valid.jsonl"},
        "data.evaluation_facts": {**FACTS, "sha256": "1" * 64, "tokenizer_sha256": sha256},
    }


DOCUMENT_CASES = [
    *(
        Case("L171", facts(**{name: REMOVED}), DOCUMENTS, ("data", "facts"), name, fixes=False)
        for name in ("end_token", "documents", "tokenizer_sha256", "held_out_rows", "text_bytes")
    ),
    Case(
        "L176",
        {**TEXT, **MASKED},
        {**DOCUMENTS, **MASKED},
        ("data", "packing"),
        "no token separates documents",
    ),
    Case("L176", MASKED, {}, ("data", "packing"), "sklearn has no windows of documents"),
    Case(
        "L177",
        evaluated("3" * 64),
        evaluated("2" * 64),
        ("data", "evaluation_facts", "tokenizer_sha256"),
        "SHA-256 333333333333…, that of the source 222222222222…",
        fixes=False,
    ),
    Case(
        "L178",
        facts(vocabulary=290, high=289.0),
        DOCUMENTS,
        ("data", "source", "tokenizer", "vocabulary"),
        "300, and the text gives 290",
    ),
    Case(
        "L179",
        {"train.duration": "90k tokens"},
        {"train.duration": "90k examples"},
        ("train", "duration"),
        "classification has no windows of tokens",
        fixes=False,
    ),
]
