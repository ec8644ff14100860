"""Statistics of averaged weights: recomputed over training batches before they are evaluated and saved.

Covered: `swa`, `lookahead` and `ema` that asks for it; placements; inputs that are changed in training; a frozen norm; half precision;
a run that is stopped between two evaluations, and one that is resumed. The reference is a perceptron written in numpy.
"""

from __future__ import annotations

import json
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import numpy as np
import pytest

from .conftest import BASE, StopAfter, build, changed

SPEC = changed(
    BASE,
    {
        "model": {"type": "mlp", "hidden": [12, 8], "activation": "relu", "norm": "batch"},
        "optimizer": {"type": "sgd", "learning_rate": 0.3, "momentum": 0.9},
        "average": {"type": "swa", "start": "50%", "stats_batches": 5},
        "train.duration": "60 steps",
        "evaluate.every": "20 steps",
        "log.every": "20 steps",
        "checkpoint": {"every": "30 steps", "keep": 2},
    },
)


def statistics(params: Any, batches: list[np.ndarray]) -> list[dict[str, np.ndarray]]:
    """Of each norm: the means over the batches of their means and variances."""
    found: list[list[tuple[np.ndarray, np.ndarray]]] = [[], []]
    for batch in batches:
        x = batch.reshape(len(batch), -1).astype(float)
        for n in range(2):
            x = x @ np.float64(params["hidden"][n]["kernel"])
            found[n].append((x.mean(0), x.var(0)))
            norm = params["norms"][n]
            x = (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5)
            x = np.maximum(x * np.float64(norm["scale"]) + np.float64(norm["bias"]), 0)
    means = [[np.mean(values, axis=0) for values in zip(*each, strict=True)] for each in found]
    return [{"mean": mean, "var": var} for mean, var in means]


def images(trainer: ModuleType, c: Any, count: int) -> list[np.ndarray]:
    data = trainer.load_data()
    rows = trainer.batch_rows(c, 0, count)
    if hasattr(trainer, "gather"):
        return [np.asarray(trainer.gather(data, each).image) for each in rows]
    return [np.asarray(data.train.image)[each] for each in rows]


def check(
    trainer: ModuleType, c: Any, state: Any, name: str, count: int = 5, rtol: float = 1e-4
) -> None:
    params = jax.device_get(getattr(state, f"{name}_params"))
    expected = statistics(params, images(trainer, c, count))
    stats = jax.device_get(getattr(state, f"{name}_batch_stats"))
    for n in range(2):
        for key, right in expected[n].items():
            np.testing.assert_allclose(
                stats["norms"][n][key], right, rtol=rtol, atol=rtol, err_msg=f"{n} {key}"
            )


CASES: dict[str, tuple[dict[str, Any], str]] = {
    "swa": ({}, "swa"),
    "host": ({"data.placement": "host"}, "swa"),
    "lookahead": ({"average": {"type": "lookahead", "sync_period": 7, "stats_batches": 5}}, "slow"),
    "ema": ({"average": {"type": "ema", "batch_stats": "recomputed", "stats_batches": 5}}, "ema"),
    "skipping": ({"train.nonfinite": {"type": "skip", "most": 3}}, "swa"),
}


@pytest.mark.parametrize("name", CASES)
def test_they_are_those_of_the_averaged_weights(name: str, tmp_path: Path) -> None:
    changes, field = CASES[name]
    trainer = build(changed(SPEC, changes), tmp_path)
    c = trainer.Config(workdir=tmp_path / "run")
    state = trainer.train(c, threading.Event())
    check(trainer, c, state, field)
    rows = [json.loads(x) for x in (c.workdir / "metrics.jsonl").read_text().splitlines()]
    found = trainer.evaluate(c, state, trainer.load_data().eval)
    assert rows[-1]["eval_loss"] == pytest.approx(float(found["loss"]), rel=1e-6)
    _, saved = trainer.load(c.workdir)
    check(trainer, c, saved, field)
    assert trainer.add_statistics._cache_size() == 1


def test_they_score_better_than_averaged_ones(tmp_path: Path) -> None:
    """The case of the documentation: averaged statistics are not those of averaged weights."""
    losses = {}
    for kind in ("recomputed", "averaged"):
        average = {"type": "swa", "start": "50%", "batch_stats": kind}
        trainer = build(changed(SPEC, {"name": kind, "average": average}), tmp_path)
        c = trainer.Config(workdir=tmp_path / f"run_{kind}")
        state = trainer.train(c, threading.Event())
        losses[kind] = float(trainer.evaluate(c, state, trainer.load_data().eval)["loss"])
    assert losses["recomputed"] < losses["averaged"]


def test_a_stopped_run_saves_its_own_and_goes_on_as_if_it_was_not(tmp_path: Path) -> None:
    trainer = build(changed(SPEC, {"log.every": "5 steps"}), tmp_path)
    whole, parts = (trainer.Config(workdir=tmp_path / x) for x in ("whole", "parts"))
    expected = trainer.train(whole, threading.Event())
    state = trainer.train(parts, StopAfter(7))
    assert int(state.step) == 35
    check(trainer, parts, trainer.load(parts.workdir)[1], "swa")
    state = trainer.train(parts, threading.Event())
    for ours, right in zip(
        jax.tree.leaves(state.swa_batch_stats),
        jax.tree.leaves(expected.swa_batch_stats),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, right)
    logs = [(c.workdir / "metrics.jsonl").read_text() for c in (whole, parts)]
    assert logs[0] == logs[1]


@pytest.mark.parametrize(
    "changes",
    [
        {"data.augment": ["crop", {"type": "mixup", "alpha": 0.2}], "model.dropout": 0.2},
        {
            "precision": "bfloat16",
            "model": {"type": "cnn", "channels": [4], "hidden": [4], "norm": "batch"},
        },
        {
            "target": "cpu",
            "model": {"type": "cnn", "channels": [4], "hidden": [4], "norm": "batch"},
        },
    ],
    ids=["changed inputs", "bfloat16", "cpu"],
)
def test_the_forward_pass_is_that_of_training(changes: dict[str, Any], tmp_path: Path) -> None:
    trainer = build(changed(SPEC, {**changes, "train.duration": "20 steps"}), tmp_path)
    c = trainer.Config(workdir=tmp_path / "run")
    state = trainer.train(c, threading.Event())
    for old, new in zip(
        jax.tree.leaves(state.batch_stats), jax.tree.leaves(state.swa_batch_stats), strict=True
    ):
        assert new.dtype == old.dtype
        assert np.isfinite(new).all()
        assert not np.array_equal(old, new)


def test_a_frozen_norm_keeps_its_own(tmp_path: Path) -> None:
    groups = [{"match": "norms/0/**", "frozen": True}]
    optimizer = {"type": "sgd", "learning_rate": 0.1, "groups": groups}
    trainer = build(changed(SPEC, {"optimizer": optimizer, "train.duration": "20 steps"}), tmp_path)
    c = trainer.Config(workdir=tmp_path / "run")
    stats = trainer.train(c, threading.Event()).swa_batch_stats["norms"]
    np.testing.assert_array_equal(stats[0]["mean"], np.zeros(12))
    np.testing.assert_array_equal(stats[0]["var"], np.ones(12))
    assert np.abs(stats[1]["mean"]).max() > 1e-3


def test_without_batch_norm_nothing_is_there(tmp_path: Path) -> None:
    trainer = build(changed(SPEC, {"model.norm": "layer"}), tmp_path)
    assert not hasattr(trainer, "add_statistics")
    assert not hasattr(trainer.Config(), "swa_stats_batches")
