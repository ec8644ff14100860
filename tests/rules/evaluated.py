"""Mistakes about what depends on evaluations: the best checkpoints, and early stopping."""

from __future__ import annotations

from typing import Any

from .case import Case
from .specs import REMOVED

BEST = ("checkpoint", "best")
STOPPING = ("evaluate", "early_stopping")

ELBO = {
    "task": {"type": "generation", "loss": "elbo"},
    "model": {"type": "vae", "hidden": [8], "latent": 2},
}


def best(metric: str = "eval_loss", **settings: Any) -> dict[str, Any]:
    return {"checkpoint.best": {"metric": metric, **settings}}


def stopping(metric: str = "eval_loss", **settings: Any) -> dict[str, Any]:
    return {"evaluate.early_stopping": {"metric": metric, **settings}}


EVALUATED_CASES = (
    Case(
        "E120",
        best("val_loss"),
        best("eval_loss"),
        (*BEST, "metric"),
        "an evaluation gives eval_accuracy or eval_loss",
    ),
    Case(
        "E120",
        stopping("accuracy"),
        stopping("eval_accuracy"),
        (*STOPPING, "metric"),
        "an evaluation gives eval_accuracy or eval_loss",
    ),
    Case(
        "E120",
        {"task": {"type": "classification", "metrics": ["confusion_matrix"]}, **best("eval_f1")},
        {"task": {"type": "classification", "metrics": ["f1"]}, **best("eval_f1")},
        (*BEST, "metric"),
        "an evaluation gives eval_loss",
        fixes=False,
    ),
    Case(
        "E121",
        {"evaluate": REMOVED, **best()},
        best(),
        BEST,
        "there is no evaluate",
        also=frozenset({"E163"}),
    ),
    Case(
        "E122",
        {**ELBO, **best("eval_kl")},
        {**ELBO, **best("eval_kl", mode="max")},
        (*BEST, "metric"),
        "mode: min or mode: max?",
        fixes=False,
    ),
    Case(
        "E123",
        stopping(mode="max"),
        stopping(mode="min"),
        (*STOPPING, "mode"),
        "less of eval_loss is better",
    ),
    Case(
        "E123",
        best("eval_accuracy", mode="min"),
        best("eval_accuracy", mode="max"),
        (*BEST, "mode"),
        "more of eval_accuracy is better",
    ),
    Case(
        "E124",
        {"checkpoint": REMOVED, **stopping()},
        {"checkpoint": REMOVED, **stopping(restore_best=False)},
        (*STOPPING, "restore_best"),
        "there is no checkpoint",
        also=frozenset({"E106"}),
    ),
    Case(
        "E125",
        {**stopping(), **best("eval_accuracy")},
        {**stopping(restore_best=False), **best("eval_accuracy")},
        (*BEST, "metric"),
        "early stopping follows eval_loss",
    ),
    Case(
        "E125",
        {**stopping(), **best(mode="max")},
        {**stopping(), **best(mode="min")},
        (*BEST, "mode"),
        "it is min for early stopping",
    ),
    Case(
        "E126",
        {"checkpoint.keep_every": "50 epochs"},
        {"checkpoint.keep_every": "40 epochs"},
        ("checkpoint", "keep_every"),
        "400 steps, and a checkpoint is saved every 160",
    ),
    Case(
        "E127",
        stopping(patience=10),
        stopping(patience=9),
        (*STOPPING, "patience"),
        "the run has 10 evaluations",
    ),
    Case(
        "E128",
        {"checkpoint.keep_every": "120 epochs"},
        {"checkpoint.keep_every": "100 epochs"},
        ("checkpoint", "keep_every"),
        "960 steps, but the run has 800",
    ),
    Case(
        "E101",
        {"checkpoint": {"every": "1 step", "keep_every": "99 examples"}},
        {"checkpoint": {"every": "1 step", "keep_every": "100 examples"}},
        ("checkpoint", "keep_every"),
        "0 steps: a step has 100 examples",
    ),
)
