"""Cases of the rules about language models, tokens and texts."""

from __future__ import annotations

from typing import Any

from .case import Case
from .specs import BASE, FACTS, REMOVED

MODEL = {"type": "transformer", "layers": 2, "heads": 4, "width": 64, "context": 32}
TEXT_FACTS = {
    "rows": 10_000,
    "shape": [1],
    "low": 0.0,
    "high": 3.0,
    "vocabulary": 4,
    "characters": "\nabc",
    "sha256": "0" * 64,
}
TEXT: dict[str, Any] = {
    "task": "language_modeling",
    "model": MODEL,
    "data.source": {"type": "text", "path": "input.txt"},
    "data.facts": TEXT_FACTS,
    "data.batch_size": 8,
}
CONTEXT = ("model", "context")
SOURCE = ("data", "source")


def facts(**changed: Any) -> dict[str, Any]:
    known = {**TEXT_FACTS, **changed}
    return {**TEXT, "data.facts": {key: x for key, x in known.items() if x is not REMOVED}}


def model(**changed: Any) -> dict[str, Any]:
    return {**TEXT, "model": {**MODEL, **changed}}


def llama3(high: float) -> dict[str, Any]:
    scaling = {"type": "llama3", "factor": 4, "low_frequency": 2.0, "high_frequency": high}
    return {"type": "rotary", "scaling": scaling}


def ignoring(token: int) -> dict[str, Any]:
    loss = {"type": "next_token", "ignore_index": token}
    return {**TEXT, "task": {"type": "language_modeling", "loss": loss}}


def sampled(**sampler: Any) -> dict[str, Any]:
    drawn = {"every": "10%", "sampler": {"type": "autoregressive", **sampler}}
    return {**TEXT, "sample": drawn}


def evaluated(characters: str) -> dict[str, Any]:
    own = {"rows": 500, "sha256": "1" * 64, "characters": characters, "vocabulary": len(characters)}
    return {
        **TEXT,
        "data.holdout": REMOVED,
        "data.evaluation": {"type": "text", "path": "valid.txt"},
        "data.evaluation_facts": {**TEXT_FACTS, **own, "high": len(characters) - 1.0},
    }


LANGUAGE_MODEL_CASES = [
    Case(
        "L170",
        {**TEXT, "data.source": BASE["data"]["source"], "data.facts": FACTS},
        TEXT,
        SOURCE,
        "sklearn is rows of examples, and language_modeling needs a sequence",
        fixes=False,
    ),
    Case(
        "L170",
        {"data.source": {"type": "text", "path": "input.txt"}, "data.holdout": REMOVED},
        {"data.holdout": REMOVED},
        SOURCE,
        "text is one sequence of tokens, and classification needs rows",
        also=frozenset({"D018", "E063"}),
        fixes=False,
    ),
    Case(
        "L171",
        facts(vocabulary=REMOVED),
        TEXT,
        ("data", "facts"),
        "there is no vocabulary",
        fixes=False,
    ),
    Case("L171", facts(sha256=REMOVED), TEXT, ("data", "facts"), "no sha256", fixes=False),
    Case("L171", facts(characters=REMOVED), TEXT, ("data", "facts"), "no characters", fixes=False),
    Case(
        "L171",
        facts(characters="\nabca"),
        facts(characters="\nabcd", vocabulary=5),
        ("data", "facts", "characters"),
        "not sorted, or not different",
        fixes=False,
    ),
    Case(
        "L171",
        facts(vocabulary=5),
        TEXT,
        ("data", "facts", "characters"),
        "4 characters, but the vocabulary is 5",
        fixes=False,
    ),
    Case(
        "L171",
        facts(high=4.0),
        TEXT,
        ("data", "facts", "high"),
        "the largest token is 4, of 4 from 0",
        fixes=False,
    ),
    Case(
        "L172",
        {**model(context=2_000), "data.batch_size": 2},
        {**model(context=1_999), "data.batch_size": 2},
        CONTEXT,
        "context is 2,000, and there are 2,000 held-out tokens",
    ),
    Case(
        "L173",
        {**TEXT, "data.normalize": "unit"},
        {**TEXT, "data.normalize": "none"},
        ("data", "normalize"),
        "text has tokens",
    ),
    Case(
        "L174",
        evaluated("abcd"),
        evaluated("abc"),
        ("data", "evaluation"),
        "training has no 'd'",
        fixes=False,
    ),
    Case(
        "L175",
        sampled(top_k=4),
        sampled(top_k=3),
        ("sample", "sampler", "top_k"),
        "4, and the vocabulary is 4",
    ),
    Case(
        "L175",
        sampled(top_p=1.0),
        sampled(top_p=0.95, min_p=1.0),
        ("sample", "sampler", "top_p"),
        "1 is the probability of all tokens together",
    ),
    Case(
        "M170",
        model(width=12),
        model(width=12, positions="learned"),
        ("model", "width"),
        "rotary: a head has 3 features",
    ),
    Case(
        "M171",
        model(kv_heads=3),
        model(kv_heads=2),
        ("model", "kv_heads"),
        "4 heads cannot share 3",
    ),
    Case(
        "M172",
        model(scan=True, dropout=0.1),
        model(scan=True),
        ("model", "dropout"),
        "the blocks are stacked",
    ),
    Case(
        "M172",
        {**model(scan=True), "optimizer": {"type": "lars", "learning_rate": 0.1}},
        {**model(scan=False), "optimizer": {"type": "lars", "learning_rate": 0.1}},
        ("optimizer", "type"),
        "lars takes each array for a layer",
    ),
    Case(
        "M172",
        {**model(scan=True), "optimizer.clip_by_block_rms": 1.0},
        {**model(scan=True), "optimizer.clip_by_global_norm": 1.0},
        ("optimizer", "clip_by_block_rms"),
        "it takes each array for a layer",
    ),
    Case(
        "M173",
        model(window=32),
        model(window=31),
        ("model", "window"),
        "32, and the context is 32",
    ),
    Case(
        "M175",
        model(positions=llama3(2.0)),
        model(positions=llama3(2.5)),
        ("model", "positions", "scaling", "high_frequency"),
        "2 turns, and low_frequency is 2",
    ),
    Case(
        "P049",
        model(layers=1, remat=True),
        model(layers=2, remat=True),
        ("model", "remat"),
        "the model has one block",
    ),
    Case(
        "L180",
        ignoring(4),
        ignoring(3),
        ("task", "loss", "ignore_index"),
        "4, and the last token is 3",
    ),
    Case(
        "L181",
        {**TEXT, "precision": {"type": "bfloat16", "params": "bfloat16"}},
        {**TEXT, "precision": "bfloat16"},
        ("precision", "params"),
        "parameters are bfloat16",
        also=frozenset({"P031", "P032"}),
    ),
]
