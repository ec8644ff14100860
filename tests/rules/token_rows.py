"""Cases of the rules about texts with labels, and about hidden tokens."""

from __future__ import annotations

from typing import Any

from .case import Case
from .language_models import CONTEXT, MODEL, TEXT, model
from .specs import BASE, REMOVED

TEXTS_FACTS = {
    "rows": 1_000,
    "shape": [40],
    "classes": 4,
    "class_rows": [250, 250, 250, 250],
    "low": 0.0,
    "high": 122.0,
    "vocabulary": 256,
}
TEXTS: dict[str, Any] = {
    "model": MODEL,
    "data.source": {"type": "texts", "path": "reviews.csv"},
    "data.facts": TEXTS_FACTS,
}
KIND = ("model", "type")


def read(**changed: Any) -> dict[str, Any]:
    return {**TEXTS, "model": {**MODEL, **changed}}


def masked(**shares: float) -> dict[str, Any]:
    loss = {"type": "masked_token", **shares}
    return {**TEXT, "task": {"type": "language_modeling", "loss": loss}}


def of_texts(**changed: Any) -> dict[str, Any]:
    known = {**TEXTS_FACTS, **changed}
    return {**TEXTS, "data.facts": {key: x for key, x in known.items() if x is not REMOVED}}


def scored(**options: Any) -> dict[str, Any]:
    own = {"rows": 50, "shape": [70], "class_rows": [20, 10, 10, 10], "sha256": "1" * 64}
    return {
        **TEXTS,
        "data.holdout": REMOVED,
        "data.evaluation": {"type": "texts", "path": "valid.csv", **options},
        "data.evaluation_facts": {**TEXTS_FACTS, **own},
    }


TAGGED: dict[str, Any] = {
    **TEXTS,
    "task": "token_classification",
    "data.source": {"type": "labeled_words", "path": "train.jsonl"},
    "data.facts": {
        "rows": 1_000,
        "shape": [40],
        "classes": 2,
        "class_names": ["no", "yes"],
        "low": 0.0,
        "high": 2.0,
        "vocabulary": 3,
        "words": ["a", "b", "c"],
    },
}


def scored_words(*words: str) -> dict[str, Any]:
    known = {"words": list(words), "vocabulary": len(words), "high": len(words) - 1.0}
    return {
        **TAGGED,
        "data.holdout": REMOVED,
        "data.evaluation": {"type": "labeled_words", "path": "valid.jsonl"},
        "data.evaluation_facts": {**TAGGED["data.facts"], **known, "rows": 50},
    }


TAGS = {"type": "token_classification"}

TOKEN_ROW_CASES = [
    Case(
        "L170",
        {**TEXT, "data.source": TEXTS["data.source"], "data.facts": TEXTS_FACTS},
        TEXT,
        ("data", "source"),
        "texts is rows of examples, and language_modeling needs a sequence",
        fixes=False,
    ),
    Case(
        "L190",
        {**TEXTS, "model": BASE["model"]},
        TEXTS,
        KIND,
        "texts has tokens, and mlp takes numbers",
        fixes=False,
    ),
    Case(
        "L190",
        {"model": MODEL},
        {},
        KIND,
        "transformer takes tokens, and sklearn has none",
        fixes=False,
    ),
    Case(
        "L191",
        model(pool="mean"),
        read(pool="mean"),
        ("model", "pool"),
        "language_modeling predicts tokens",
    ),
    Case(
        "L191",
        read(tie_embeddings=True),
        read(tie_embeddings=False),
        ("model", "tie_embeddings"),
        "classification predicts labels",
    ),
    Case(
        "L191",
        {**masked(), "model": {**MODEL, "window": 8}},
        model(window=8),
        ("model", "window"),
        "predicts tokens, and sees both sides",
    ),
    Case(
        "L192",
        read(context=54),
        read(context=53),
        CONTEXT,
        "54, and the longest example has 40 bytes",
    ),
    Case("L192", {**scored(), **read(context=94)}, scored(), CONTEXT, "has 70 bytes"),
    Case(
        "L193",
        masked(hidden=0.015),
        masked(hidden=0.016),
        ("task", "loss", "hidden"),
        "0.015 of 32 tokens is less than one",
    ),
    Case(
        "L171",
        of_texts(vocabulary=REMOVED),
        TEXTS,
        ("data", "facts"),
        "there is no vocabulary",
        also=frozenset({"L173"}),  # numbers without a vocabulary are standardized
        fixes=False,
    ),
    Case(
        "L173",
        {**TEXTS, "data.normalize": "unit"},
        {**TEXTS, "data.normalize": "none"},
        ("data", "normalize"),
        "texts has tokens",
    ),
    Case(
        "L194",
        {**TAGGED, "task": "classification"},
        TAGGED,
        ("data", "source"),
        "labeled_words has a tag for each token, and classification needs a label of each example",
        fixes=False,
    ),
    Case(
        "L194",
        {**TEXTS, "task": "token_classification"},
        TEXTS,
        ("data", "source"),
        "texts has one target for each example, and token_classification needs one for each token",
        fixes=False,
    ),
    Case(
        "L174",
        scored_words("a", "d"),
        scored_words("a", "b"),
        ("data", "evaluation"),
        "training has no 'd'",
        fixes=False,
    ),
    Case(
        "L195",
        {
            **TAGGED,
            "task": {**TAGS, "loss": {"type": "cross_entropy", "class_weights": "balanced"}},
        },
        {**TAGGED, "task": {**TAGS, "loss": {"type": "cross_entropy", "class_weights": [1, 2]}}},
        ("task", "loss", "class_weights"),
        "it is for classes of examples",
    ),
    Case(
        "L191",
        {**TAGGED, "model": {**MODEL, "pool": "mean"}},
        TAGGED,
        ("model", "pool"),
        "token_classification predicts labels",
    ),
    Case(
        "L171",
        {**TAGGED, "data.facts": {**TAGGED["data.facts"], "words": ["a", "b"]}},
        TAGGED,
        ("data", "facts"),
        "there are no words, or not as many",
        fixes=False,
    ),
    Case(
        "D162",
        {**TAGGED, "data.holdout": {"type": "stratified", "share": "20%"}},
        TAGGED,
        ("data", "holdout"),
        "token_classification has no classes of examples",
    ),
    Case(
        "D167",
        scored(format="jsonl"),
        scored(format="csv"),
        ("data", "evaluation"),
        "file_format is jsonl, but csv in the source",
        fixes=False,
    ),
]
