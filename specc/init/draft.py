"""Chooses a first spec for data that was looked at, and says why."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

from specc.init.text import SCHEMA_LINE, comment, entry
from specc.language.block import Block
from specc.language.facts import Facts
from specc.language.wording import counted

_STEPS = 2_000
"""About how many steps a first run has: seconds to minutes."""

_MOST_EPOCHS = 100
_STEPS_PER_EPOCH = 20
_LARGEST_BATCH = 256
_MEANINGS = {
    "alpha": "Composite puts images over a `background`; drop would ignore transparency, keep would make"
    " it a channel.",
    "impute": "Numbers get the median of the training examples, text a category of its own.",
}
"""What is said of options of a source wherever they are given with reasons."""

_MANY_CLASSES = 0.1
"""The share of the rows that may be different labels; more are numbers, such as counts."""


@dataclasses.dataclass(frozen=True)
class Sighting:
    """Data as it was found.

    Attributes:
        source: as a spec has it.
        evaluation: a source of its own for evaluation, if there is one.
        test: likewise for the test.
        holdout: the split that the data asks for; None for a share of the rows.
        classes: whether targets are classes, where that was seen; None leaves it to the facts.
        binary: whether all targets are 0 or 1, several for each example.
        notes: what is to be said about the source.
        guesses: what is told as well, for it may be wrong.
        reasons: why the source has an option, by its key.
    """

    source: Block
    evaluation: Block | None = None
    test: Block | None = None
    holdout: Mapping[str, str] | None = None
    classes: bool | None = None
    binary: bool = False
    notes: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()
    reasons: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class _Choice:
    """A value of a spec, and why."""

    value: Any
    why: str = ""


def draft(name: str, seen: Sighting, facts: Facts, command: str) -> str:
    """The text of a spec.

    Args:
        name: of the trainer.
        seen: the data.
        facts: of its source.
        command: by which it is written.
    """
    predicts = getattr(seen.source, "has_targets", True)
    task = _task(seen, facts) if predicts else _GENERATES
    holdout = _holdout(seen, facts, classes=_type(task) in ("classification", "binary"))
    held = _held_out(holdout, seen, facts)
    rows = facts.rows - held
    batch = batch_size(rows)
    per_epoch = max(rows // batch, 1)
    epochs = min(max(round(_STEPS / per_epoch), 3), _MOST_EPOCHS)
    model = _model(facts, rows) if predicts else _generator(facts)
    data = [
        "data:\n",
        *(comment(note, 2) for note in seen.notes),
        _source(seen),
    ]
    for key in ("evaluation", "test"):
        if (block := getattr(seen, key)) is not None:
            data.append(entry(key, _options(block), 2))
    if holdout is not None:
        data += [comment(holdout.why, 2), entry("holdout", holdout.value, 2)]
    data += [
        comment(
            f"{counted(rows, 'example')} to train on: {counted(per_epoch, 'step')} an epoch", 2
        ),
        entry("batch_size", batch, 2),
    ]
    if facts.is_image:
        data.append(
            "  # augment: [flip, {type: crop, padding: 2}]  # random changes of training images\n"
        )
    peak = "3e-3" if not facts.is_image else "1e-3"
    parts = [
        SCHEMA_LINE + "\n" + comment(f"Written by `{command}`: a start, to be edited."),
        f"specc: 1\nname: {name}\n",
        comment(task.why) + entry("task", task.value),
        comment(model.why) + entry("model", model.value),
        "".join(data),
        "# AdamW with a short warm-up, then a decay to 0 by the end of the run; `specc plot` draws it.\n"
        "optimizer:\n  type: adamw\n  weight_decay: 0.01\n"
        f"  learning_rate: {{type: cosine, peak: {peak}, warmup: 5%}}\n",
        comment(f"{counted(epochs * per_epoch, 'step')}; `1000 steps` would do as well.")
        + f"train: {{duration: {epochs} epochs}}\n",
        f"evaluate: {{every: {max(epochs // 10, 1)} epochs}}\n" if held or seen.evaluation else "",
        "" if predicts else _samples(facts, epochs),
        comment("Runs resume from checkpoints, and `load` reads the newest.")
        + f"checkpoint: {{every: {max(epochs // 5, 1)} epochs}}\n",
    ]
    return "\n".join(part for part in parts if part)


_GENERATES = _Choice(
    {"type": "generation", "loss": "flow_matching"},
    "There are no targets: a generative model, by flow matching. `specc help task` lists others. To predict"
    " something, name it: `specc init --target`.",
)


def _generator(facts: Facts) -> _Choice:
    shape = " x ".join(f"{extent:,}" for extent in facts.shape)
    width = 128 if math.prod(facts.shape) < 16 else 512
    value = {"type": "denoising_mlp", "hidden": [width, width, width]}
    return _Choice(value, f"Inputs of {shape}: a perceptron of noisy inputs and their time.")


def _samples(facts: Facts, epochs: int) -> str:
    """An average of the weights, and pictures of samples where these can be shown."""
    average = comment("Samples come from averaged weights.") + entry(
        "average", {"type": "ema", "decay": 0.999}
    )
    if not facts.is_image and facts.shape != (2,):
        return average
    return average + f"sample: {{every: {max(epochs // 5, 1)} epochs}}\n"


def batch_size(rows: int) -> int:
    """A power of two with some steps per epoch that leaves few rows over; all rows if they are few."""
    if rows < 16:
        return max(rows, 1)
    wanted = min(max(rows // _STEPS_PER_EPOCH, 8), _LARGEST_BATCH)
    return 1 << (wanted.bit_length() - 1)


def _source(seen: Sighting) -> str:
    """The source, with the reasons above the options that have one."""
    options = _options(seen.source)
    if not options.keys() & seen.reasons.keys():
        return entry("source", options, 2)
    lines = ["  source:\n"]
    for key, value in options.items():
        why = f"{seen.reasons.get(key, '')} {_MEANINGS.get(key, '')}"
        lines += [comment(why, 4), entry(key, value, 4)]
    return "".join(lines)


def told(seen: Sighting) -> list[str]:
    """The options that were chosen, and why, a line each for a terminal."""
    options = _options(seen.source)
    lines = []
    for key, reason in seen.reasons.items():
        given = entry(key, options[key]).rstrip()
        lines.append(f"{given if chr(10) not in given else key}, for {reason.rstrip('.')}")
    return lines


def _options(source: Block) -> dict[str, Any]:
    """A source as it is written: what differs from the defaults, the type first."""
    given = source.model_dump(mode="json", exclude_defaults=True)
    return {
        "type": type(source).model_fields["type"].default,
        **{key: x for key, x in given.items() if key != "type"},
    }


def _type(task: _Choice) -> str:
    return str(task.value["type"] if isinstance(task.value, dict) else task.value)


def _task(seen: Sighting, facts: Facts) -> _Choice:
    classes = facts.classes
    if seen.classes is None and classes is not None:
        filled = sum(map(bool, facts.class_rows or ()))
        if filled > max(2, _MANY_CLASSES * facts.rows) or filled < classes / 2:
            classes = None  # counts, or numbers of another kind
    if seen.classes is False:
        classes = None
    if classes is None and seen.binary:
        why = f"{counted(facts.targets or 1, 'label')} of 0 or 1 for each example"
        return _Choice({"type": "multilabel", "metrics": ["accuracy", "auroc"]}, why)
    if classes is None:
        what = "a number" if facts.targets in (None, 1) else f"{facts.targets:,} numbers"
        return _Choice(
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
        return _Choice({"type": "binary", "metrics": ["accuracy", "auroc", "f1"]}, why)
    return _Choice("classification", why)


def _holdout(seen: Sighting, facts: Facts, *, classes: bool) -> _Choice | None:
    if seen.evaluation is not None:
        return None
    if seen.holdout is not None:
        return _Choice(
            dict(seen.holdout), f"The column {seen.holdout['column']} says what is held out."
        )
    percent = 20 if facts.rows < 5_000 else 10 if facts.rows < 100_000 else 5
    held = round(percent / 100 * facts.rows)
    if not 0 < held < facts.rows:
        return None
    counts = [count for count in facts.class_rows or () if count]
    why = f"{held:,} of {facts.rows:,} rows are held out to evaluate on"
    if classes and counts and min(counts) >= 2 and len(counts) <= held <= facts.rows - len(counts):
        return _Choice(
            {"type": "stratified", "share": f"{percent}%"}, f"{why}, the same share of each class."
        )
    return _Choice(f"{percent}%", f"{why}, drawn at random.")


def _held_out(holdout: _Choice | None, seen: Sighting, facts: Facts) -> int:
    if holdout is None:
        return 0
    if seen.holdout is not None:
        return (facts.held_out_rows or 0) + (facts.test_rows or 0)
    share = holdout.value if isinstance(holdout.value, str) else holdout.value["share"]
    return round(float(share[:-1]) / 100 * facts.rows)


def _model(facts: Facts, rows: int) -> _Choice:
    shape = " x ".join(f"{extent:,}" for extent in facts.shape)
    if facts.is_image and min(facts.shape[:2]) >= 8:
        halvings = int(math.log2(min(facts.shape[:2]) / 4))
        channels = [32, 64, 128, 128, 128, 128][: max(halvings, 1)]
        head = {"head": "average"} if min(facts.shape[:2]) > 64 else {}
        value = {"type": "cnn", "channels": channels, "norm": "layer", **head, "hidden": [128]}
        return _Choice(
            {**value, "dropout": 0.2},
            f"Images of {shape}: a convolutional network, which halves them {counted(len(channels), 'time')}."
            " `resnet` and `vit` are larger.",
        )
    hidden = [32] if rows < 500 else [64, 64] if rows < 5_000 else [256, 128]
    dropout = {"dropout": 0.1} if rows < 50_000 else {}
    return _Choice(
        {"type": "mlp", "hidden": hidden, "activation": "gelu", **dropout},
        f"Inputs of {shape} and {rows:,} rows: a network of that size. `hidden: []` is a linear model.",
    )
