"""Mistakes about further sets that are evaluated."""

from __future__ import annotations

from typing import Any

from .case import Case
from .language_models import TEXT, TEXT_FACTS
from .specs import FACTS, REMOVED

SETS = ("data", "evaluation_sets")


def item(name: str, path: str, **known: Any) -> dict[str, Any]:
    return {"name": name, "source": {"type": "npz", "path": path}, "facts": {**FACTS, **known}}


def named(*names: str, **changes: Any) -> dict[str, Any]:
    """Sets with these names, beside examples that are held out of a file."""
    items = [item(name, f"{number}.npz") for number, name in enumerate(names)]
    source = {"type": "npz", "path": "a.npz"}
    return {"data.source": source, "data.evaluation_sets": items, **changes}


def among(*items: dict[str, Any]) -> dict[str, Any]:
    return named(**{"data.evaluation_sets": list(items)})


def of_text(characters: str = "abc", rows: int = 500, **source: Any) -> dict[str, Any]:
    """A language model with a further set, a text with these characters."""
    known = {"characters": characters, "vocabulary": len(characters), "sha256": "1" * 64}
    facts = {**TEXT_FACTS, **known, "high": len(characters) - 1.0, "rows": rows}
    source = {"type": "text", "path": "b.txt", **source}
    return {**TEXT, "data.evaluation_sets": [{"name": "b", "source": source, "facts": facts}]}


F1 = {"type": "classification", "metrics": ["accuracy", "f1"]}

EVALUATION_SET_CASES = (
    *(
        Case("D177", named(*bad), named(*near), (*SETS, place, "name"), label, fixes=False)
        for bad, near, place, label in [
            (["test"], ["tests"], 0, "metrics of test would look like those of test examples"),
            (["eval_b"], ["evalb"], 0, "metrics of eval_b would look like those of eval examples"),
            (["train"], ["trains"], 0, "like those of train examples"),
            (["b", "b"], ["b", "c"], 1, "b is the name of another set"),
            (["b", "b_c"], ["b_d", "b_c"], 1, "metrics of b_c would look like those of b"),
            (["b_c", "b"], ["b_c", "d"], 1, "metrics of b would look like those of b_c"),
            (["lambda"], ["lambdas"], 0, "lambda is a word of Python"),
            (["load"], ["loads"], 0, "load is a word of the trainer"),
            (["read"], ["reads"], 0, "read is a word of the trainer"),
            (["class_weight"], ["weights"], 0, "class_weight is a word of the trainer"),
            (["count"], ["counts"], 0, "count is a word of the trainer"),
            (["critic"], ["critics"], 0, "metrics of the critic begin with it"),
        ]
    ),
    Case(
        "L174",
        of_text("abcd"),
        of_text("abc"),
        (*SETS, 0, "source"),
        "training has no 'd'",
        fixes=False,
    ),
    Case(
        "L172",
        of_text(rows=32),
        of_text(rows=33),
        ("model", "context"),
        "context is 32, and there are 32 b tokens",
    ),
    Case(
        "D167",
        of_text(tokenizer="bytes"),
        of_text(path="c.txt"),
        (*SETS, 0, "source"),
        "tokenizer is",
        fixes=False,
    ),
    Case(
        "E163",
        named("b", **{"evaluate": REMOVED, "data.holdout": "0%"}),
        named("b"),
        SETS,
        "there is no evaluate, and no evaluation examples",
        fixes=False,
    ),
    Case(
        "E102",
        {
            **named(),
            "data.evaluation_sets": [
                item("b", "b.npz", rows=9_000_000, class_rows=[2_250_000] * 4)
            ],
        },
        named("b"),
        ("evaluate", "every"),
        "9,000,200 examples are evaluated per 8,000 trained on",
        fixes=False,
    ),
    Case(
        "D169",
        among(item("b", "b.npz"), item("c", "b.npz")),
        among(item("b", "b.npz"), item("c", "c.npz")),
        (*SETS, 1, "source"),
        "it is the same as data.evaluation_sets.0.source",
        fixes=False,
    ),
    Case(
        "D168",
        among(item("b", "b.npz", shape=[7, 8])),
        among(item("b", "b.npz")),
        (*SETS, 0, "facts"),
        "inputs are [7, 8], but [8, 8] in training",
        fixes=False,
    ),
    Case(
        "T110",
        {
            "task": {**F1, "metrics": ["auroc"]},
            **among(item("b", "b.npz", class_rows=[500, 500, 0, 0])),
        },
        {"task": F1, **among(item("b", "b.npz", class_rows=[500, 500, 0, 0]))},
        ("task", "metrics", 0),
        "auroc needs all classes, and class 2 has no example to evaluate on as b",
    ),
)
