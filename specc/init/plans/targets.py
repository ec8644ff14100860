"""Examples with targets: what is predicted, and by what model."""

from __future__ import annotations

import math

from specc.init.plan import Choice, Plan
from specc.init.plans import shares
from specc.init.plans.optimizer import adamw
from specc.init.plans.times import Times
from specc.init.sighting import Sighting
from specc.language.facts import Facts
from specc.language.wording import counted

_MANY_CLASSES = 0.1
"""The share of the rows that may be different labels; more are numbers, such as counts."""


def plan(seen: Sighting, facts: Facts) -> Plan:
    """A perceptron, or a convolutional network for images."""
    task = choose_task(seen, facts)
    holdout = shares.holdout(seen, facts, classes=task.type in ("classification", "binary"))
    times = Times.of(seen, facts, holdout)
    peak = 3e-3 if not facts.is_image else 1e-3
    return Plan(
        task=task,
        model=_model(facts, times.rows),
        holdout=holdout,
        batch_size=times.batch_size,
        hint="augment: [flip, {type: crop, padding: 2}]  # random changes of training images"
        if facts.is_image
        else "",
        optimizer=adamw(peak),
        train=times.train,
        evaluate=times.evaluate,
        checkpoint=times.checkpoint,
    )


def choose_task(seen: Sighting, facts: Facts) -> Choice:
    """Classification of two or more classes, several labels, or regression."""
    classes = facts.classes
    if seen.classes is None and classes is not None:
        counts = facts.class_rows or (1,) * classes
        filled = sum(map(bool, counts))
        if filled > max(2, _MANY_CLASSES * facts.rows) or filled < classes / 2 or not counts[0]:
            classes = None  # counts, ratings from 1, or numbers of another kind
    if seen.classes is False:
        classes = None
    if classes is None and seen.binary:
        why = f"{counted(facts.targets or 1, 'label')} of 0 or 1 for each example"
        return Choice({"type": "multilabel", "metrics": ["accuracy", "auroc"]}, why)
    if classes is None:
        what = "a number" if facts.targets in (None, 1) else f"{facts.targets:,} numbers"
        return Choice(
            {"type": "regression", "metrics": ["mae", "rmse", "r2"]},
            f"The targets are numbers ({what} for each example), standardized in training; metrics are in"
            " their units.",
        )
    names, counts = facts.class_names or (), facts.class_rows or ()
    shown = ", ".join(
        f"{names[n] if names else n}: {count:,}" for n, count in enumerate(counts[:10])
    )
    more = ", …" if len(counts) > 10 else ""
    why = f"{classes:,} classes, by rows {shown}{more}."
    if counts and max(counts) > 5 * max(min(counts), 1):
        why += (
            " They are far from equal: see `loss: {type: cross_entropy, class_weights: balanced}`."
        )
    if classes == 2:
        positive = names[1] if names else "1"
        why += f" The probability is that of {positive}."
        return Choice({"type": "binary", "metrics": ["accuracy", "auroc", "f1"]}, why)
    return Choice("classification", why)


def _model(facts: Facts, rows: int) -> Choice:
    shape = " x ".join(f"{extent:,}" for extent in facts.shape)
    if facts.is_image and min(facts.shape[:2]) >= 8:
        halvings = int(math.log2(min(facts.shape[:2]) / 4))
        channels = [32, 64, 128, 128, 128, 128][: max(halvings, 1)]
        head = {"head": "average"} if min(facts.shape[:2]) > 64 else {}
        value = {"type": "cnn", "channels": channels, "norm": "layer", **head, "hidden": [128]}
        return Choice(
            {**value, "dropout": 0.2},
            f"Images of {shape}: a convolutional network, which halves them {counted(len(channels), 'time')}."
            " `resnet` and `vit` are larger.",
        )
    hidden = [32] if rows < 500 else [64, 64] if rows < 5_000 else [256, 128]
    dropout = {"dropout": 0.1} if rows < 50_000 else {}
    return Choice(
        {"type": "mlp", "hidden": hidden, "activation": "gelu", **dropout},
        f"Inputs of {shape} and {rows:,} rows: a network of that size. `hidden: []` is a linear model.",
    )
