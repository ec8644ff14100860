"""Any two features together: what they give trains for five steps."""

from __future__ import annotations

import inspect
import itertools
import math
import random
import threading
from pathlib import Path
from typing import Any

import jax
import pytest
from trainers.conftest import changed, emit, load

import specc

from .test_toggles import SPECS

SMALL: dict[str, Any] = {
    "task": {"type": "classification"},
    "model": {"type": "mlp", "hidden": [8], "norm": "batch", "dropout": 0.2},
    "data.batch_size": 60,
    "optimizer.learning_rate.warmup": "1 step",
    "train": {"duration": "5 steps"},
    "evaluate": {"every": "2 steps"},
    "checkpoint": {"every": "5 steps"},
    "log": {"every": "1 step"},
}

FEATURES: dict[str, dict[str, Any]] = {
    "no checkpoint": {"checkpoint": None},
    "no dropout": {"model.dropout": None},
    "no clip": {"optimizer.clip_by_global_norm": None},
    "no evaluation": {"evaluate": None, "data.holdout": None},
    "layer norm": {"model.norm": "layer"},
    "host": {"data.placement": "host"},
    "test split": {"data.holdout": {"type": "random", "share": "15%", "test": "15%"}},
    "stratified": {"data.holdout": {"type": "stratified", "share": "20%"}},
    "rows": {"data.holdout": {"type": "rows", "eval": "1000-1349", "test": "1350-1796"}},
    "crop": {"data.augment": [{"type": "crop", "padding": 1}]},
    "mixup": {"data.augment": ["mixup"]},
    "standardize": {"data.normalize": "standardize"},
    "confusion matrix": {"task.metrics": ["accuracy", "confusion_matrix"]},
    "auroc": {"task.metrics": ["auroc", "f1"]},
    "label smoothing": {"task.loss": {"type": "cross_entropy", "label_smoothing": 0.1}},
    "focal": {"task.loss": {"type": "focal", "gamma": 2.0}},
    "bfloat16": {"precision": "bfloat16"},
    "float16": {"precision": "float16"},
    "ema": {"average": {"type": "ema", "decay": 0.9}},
    "swa": {"average": {"type": "swa", "start": "2 steps", "every": "1 step"}},
    "console": {"log.to": ["console"]},
    "curves": {"log.curves": True},
    "throughput": {"log.throughput": True},
    "device memory": {"log.device_memory": True},
    "norms": {"log.norms": ["gradients", "parameters", "updates"]},
    "profile": {"profile": {"start": "2 steps", "duration": "1 step"}},
    "accumulate": {"train.accumulate": 3},
    "skip": {"train.nonfinite": "skip"},
    "dump": {"train.nonfinite": {"type": "stop", "dump": True}},
    "cpu": {"target": "cpu"},
    "cnn": {"model": {"type": "cnn", "channels": [4], "dropout": 0.1}},
    "groups": {
        "optimizer.groups": [{"match": "output/*", "learning_rate_multiplier": 0.5}],
    },
    "layer decay": {"optimizer.layer_decay": 0.8},
    "value clip": {"optimizer.clip_by_value": 0.1},
    "sgd": {"optimizer": {"type": "sgd", "momentum": 0.9, "learning_rate": 0.1}},
    "sam": {"optimizer": {"type": "sam", "base_optimizer": {"type": "sgd", "learning_rate": 0.1}}},
    "muon": {"optimizer": {"type": "muon", "learning_rate": 0.01}},
    "plateau": {"optimizer.learning_rate": {"type": "reduce_on_plateau", "peak": 1e-3}},
    "decay of a schedule": {"optimizer.weight_decay": {"type": "linear", "start": 0.1, "end": 0.0}},
}
"""What each puts into the spec, at dotted paths; None takes a key out."""

PAIRS = 300
PARTS = 10
LEAST = 0.8
"""The share of the sampled pairs that compile; the others are refused with a reason."""


def test_every_feature_compiles(tmp_path: Path) -> None:
    for name in FEATURES:
        emit(_spec(name), tmp_path / name)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
def test_two_features_train(part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pairs = _pairs()[part::PARTS]
    trained = 0
    for number, pair in enumerate(pairs):
        try:
            file = emit(_spec(*pair), tmp_path / f"trained{number}")
        except specc.SpecError as error:
            assert all(d.span and d.code and d.message for d in error.diagnostics)
            continue
        trainer = load(file)
        config = trainer.Config(workdir=tmp_path / f"run{number}")
        stop = [threading.Event()] if "stop" in inspect.signature(trainer.train).parameters else []
        state = trainer.train(config, *stop)
        assert int(state.step) == 5, pair
        leaves = jax.device_get(jax.tree.leaves(state.params))
        assert all(math.isfinite(float(abs(x).max())) for x in leaves), pair
        trained += 1
        jax.clear_caches()
    assert trained >= LEAST * len(pairs)


def _spec(*names: str) -> dict[str, Any]:
    changes = {path: value for name in names for path, value in FEATURES[name].items()}
    whole = [path for path in changes if "." not in path]  # a block before what changes in it
    base = changed(specc.read(SPECS / "digits_classifier.yaml").document.value, SMALL)
    return changed(base, {path: changes[path] for path in [*whole, *changes]})


def _pairs() -> list[tuple[str, str]]:
    """Pairs of features that do not write the same key."""
    pairs = [
        pair
        for pair in itertools.combinations(FEATURES, 2)
        if not any(_same(a, b) for a in FEATURES[pair[0]] for b in FEATURES[pair[1]])
    ]
    return random.Random(0).sample(pairs, PAIRS)


def _same(path: str, other: str) -> bool:
    return path == other or path.startswith(f"{other}.") or other.startswith(f"{path}.")
