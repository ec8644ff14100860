"""Trained for seconds, each task reaches what an untrained model cannot."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from trainers.conftest import build

from .conftest import LABELS, Build, spec_of

ADAM = {
    "optimizer": {"type": "adam", "learning_rate": 0.01},
    "log": {"every": "25 steps", "curves": True},
}


def trained(module: ModuleType, workdir: Path) -> tuple[Any, list[dict[str, Any]]]:
    """The state at the end of a run, and its log."""
    c = module.Config(workdir=workdir)
    state = module.train(c)
    module.plot_curves(workdir)
    assert (workdir / "curves.png").stat().st_size > 5_000
    return state, [
        json.loads(line) for line in (workdir / "metrics.jsonl").read_text().splitlines()
    ]


def of_evaluation(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in lines if "eval_loss" in line]


def test_binary(trainer: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nine in ten examples of breast_cancer, and an AUROC of 0.98; the larger class has 63 %."""
    changes = {**ADAM, "train.duration": "200 steps", "data.normalize": "standardize"}
    module = trainer("binary", changes, metrics=["accuracy", "auroc", "f1", "confusion_matrix"])
    _, lines = trained(module, tmp_path)
    last = of_evaluation(lines)[-1]
    assert last["eval_accuracy"] > 0.9
    assert last["eval_auroc"] > 0.98
    assert last["eval_f1"] > 0.9
    counts = np.array(last["eval_confusion_matrix"])
    assert counts.shape == (2, 2)
    assert counts.dtype == int
    assert counts.sum() == module.EVAL_EXAMPLES
    assert counts.trace() / counts.sum() == pytest.approx(last["eval_accuracy"])
    shown = capsys.readouterr().out
    assert "eval_auroc 0.9" in shown
    assert "confusion" not in shown


def test_diabetes(trainer: Build, tmp_path: Path) -> None:
    """The mean of the targets explains nothing of their variance; a linear model 45 % of it."""
    changes = {
        **ADAM,
        "train.duration": "300 steps",
        "data.normalize": "standardize",
        "data.source.name": "diabetes",
    }
    module = trainer("regression", changes, loss="huber", metrics=["rmse", "r2"])
    _, lines = trained(module, tmp_path)
    assert of_evaluation(lines)[-1]["eval_r2"] > 0.35
    assert of_evaluation(lines)[-1]["eval_rmse"] < 65  # the targets' standard deviation is 77


def test_linnerud(trainer: Build, tmp_path: Path) -> None:
    """Three numbers at once: at a mean squared error of 1 the model would know nothing but means."""
    changes = {
        **ADAM,
        "train.duration": "300 steps",
        "data.normalize": "standardize",
        "data.holdout": "0%",
        "data.batch_size": 20,
        "evaluate": None,
        "model": {"type": "mlp", "hidden": [32]},
    }
    state, lines = trained(trainer("regression", changes), tmp_path)
    assert state.params["output"]["bias"].shape == (3,)
    assert lines[-1]["loss"] < 0.5
    assert lines[-1]["mae"] < 15


def test_multilabel(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(400, 5)).clip(-5, 5)
    target = features @ rng.normal(size=(5, 3)) + rng.normal(0, 0.3, (400, 3)) > 0
    np.savez(tmp_path / "labels.npz", x=features, y=target)
    spec = spec_of(
        "multilabel", {**ADAM, "train.duration": "200 steps"}, metrics=["accuracy", "auroc"]
    )
    _, lines = trained(build(spec, tmp_path), tmp_path / "run")
    assert of_evaluation(lines)[-1]["eval_accuracy"] > 0.85
    assert of_evaluation(lines)[-1]["eval_auroc"] > 0.95


def test_gaussian_learns_the_noise(tmp_path: Path) -> None:
    """Noise that grows tenfold along the inputs is known to about a quarter, wherever it is looked at."""
    rng = np.random.default_rng(0)
    inputs = rng.uniform(-1, 1, (4_000, 1))
    spread = 0.5 * 10 ** (inputs / 2)
    np.savez(
        tmp_path / "noisy.npz", x=inputs, y=3 * inputs + 50 + spread * rng.normal(size=(4_000, 1))
    )
    changes = {
        "data.source": {"type": "npz", "path": "noisy.npz"},
        "data.facts": {"rows": 4_000, "shape": [1], "targets": 1, "low": -1.0, "high": 1.0},
        "data.batch_size": 200,
        "model": {"type": "mlp", "hidden": [32]},
        **ADAM,
        "train.duration": "800 steps",
    }
    module = build(spec_of("regression", changes, loss="gaussian"), tmp_path)
    state, _ = trained(module, tmp_path / "run")
    at = np.linspace(-0.9, 0.9, 19)[:, None]
    prediction = module.predict(module.Config(), state, jnp.asarray(at, jnp.float32))
    mean, log_var = np.split(np.asarray(prediction), 2, axis=1)
    scaler = state.target_scaler
    found = np.exp(log_var / 2) * scaler.std
    np.testing.assert_allclose(found, 0.5 * 10 ** (at / 2), rtol=0.25)
    np.testing.assert_allclose(mean * scaler.std + scaler.mean, 3 * at + 50, atol=0.3)


def test_statistics_of_many_rows_in_single_precision(tmp_path: Path) -> None:
    """In float32 the mean of these sums is off by 9 and the deviation by a factor of 9."""
    rows = 1_000_000
    values = np.random.default_rng(0).normal(1000, 1, (rows, 2)).astype(np.float32)
    np.savez(tmp_path / "far.npz", x=values, y=values[:, :1])
    changes = {
        "data.source": {"type": "npz", "path": "far.npz"},
        "data.facts": {"rows": rows, "shape": [2], "targets": 1, "low": 990.0, "high": 1010.0},
        "data.normalize": "standardize",
        "data.holdout": "10%",
        "checkpoint": {"every": "10 steps"},
    }
    module = build(spec_of("regression", changes), tmp_path)
    data = module.load_data(module.Config())
    for scaler in (data.scaler, data.target_scaler):
        np.testing.assert_allclose(scaler.mean, 1000, rtol=1e-4)
        np.testing.assert_allclose(scaler.std, 1, rtol=1e-2)
    for examples in (data.train, data.eval):
        features = np.asarray(examples.features, float)
        np.testing.assert_allclose(features.mean(0), 0, atol=0.02)
        np.testing.assert_allclose(features.std(0), 1, atol=0.02)


def test_a_constant_feature_stays_small_where_it_is_not(tmp_path: Path) -> None:
    """The mean of many times 0.1 is not 0.1, so the deviation comes out as 1e-17 and not as 0."""
    features = np.random.default_rng(0).normal(size=(400, 5)).clip(-5, 5)
    features[:, 0] = 0.1
    np.savez(tmp_path / "labels.npz", x=features, y=features[:, :3] > 0)
    changes = {"data.normalize": "standardize", "checkpoint": {"every": "10 steps"}}
    module = build(spec_of("multilabel", changes), tmp_path)
    data = module.load_data(module.Config())
    assert features[:240].std(0)[0] > 0
    assert data.scaler.std[0] == 1
    np.testing.assert_allclose(data.train.features[:, 0], 0, atol=1e-6)


def test_labels_may_be_truth_values(tmp_path: Path) -> None:
    """`specc probe` counts two classes in them."""
    values = np.random.default_rng(0).normal(size=(400, 5)).clip(-5, 5)
    np.savez(tmp_path / "labels.npz", x=values, y=values[:, 0] > 0)
    facts = {"rows": 400, "shape": [5], "classes": 2, "low": -5.0, "high": 5.0}
    source = {"type": "npz", "path": "labels.npz"}
    changes = {"data.source": source, "data.facts": facts}
    module = build(spec_of("classification", changes), tmp_path)
    train = module.load_data(module.Config()).train
    np.testing.assert_array_equal(train.label, train.features[:, 0] > 0)


def test_labels_other_than_0_and_1_stop_before_the_first_step(tmp_path: Path) -> None:
    target = np.zeros((400, 3))
    target[7, 1], target[9, 0] = 2, np.nan
    np.savez(tmp_path / "labels.npz", x=np.zeros((400, 5)), y=target)
    module = build(spec_of("multilabel"), tmp_path)
    with pytest.raises(
        ValueError, match="2 of 1,200 values of target are not integers from 0 to 1"
    ):
        module.load_data(module.Config())


def test_auroc_of_a_label_that_is_always_0_stops_before_the_first_step(tmp_path: Path) -> None:
    target = np.arange(1_200).reshape(400, 3) % 2
    target[:, 2] = 0
    np.savez(tmp_path / "labels.npz", x=np.zeros((400, 5)), y=target)
    module = build(spec_of("multilabel", metrics=["auroc"]), tmp_path)
    with pytest.raises(ValueError, match="1 of 3 labels are the same in all held-out examples"):
        module.load_data(module.Config())


def test_auroc_without_a_class_stops_before_the_first_step(tmp_path: Path) -> None:
    label = np.zeros(LABELS["rows"], int)
    label[:2] = 1, 2
    np.savez(tmp_path / "labels.npz", x=np.zeros((400, 5)), y=label)
    facts = {"rows": 400, "shape": [5], "classes": 3, "low": 0.0, "high": 1.0}
    changes = {"data.source": {"type": "npz", "path": "labels.npz"}, "data.facts": facts}
    module = build(spec_of("classification", changes, metrics=["auroc"]), tmp_path)
    with pytest.raises(ValueError, match=r"the held-out examples have none of the classes \["):
        module.load_data(module.Config())
