"""Each metric against scikit-learn's, on the same predictions, with ties.

Inputs are small whole numbers and weights eighths, so that outputs are exact whatever the batch is, and
many of them equal.
"""

from __future__ import annotations

import itertools
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from sklearn import metrics as sk

from .conftest import Build, evaluated, metrics_of, set_metrics

SIZES = (32, 37, 11)  # batches have 16
Evaluated = tuple[dict[str, Any], np.ndarray, Any]
CLASSES = ["accuracy", {"type": "top_k", "k": 2}, "f1", "auroc", "confusion_matrix"]


def drawn(module: ModuleType, target: np.ndarray, seed: int) -> Evaluated:
    """An evaluation of inputs -1, 0 and 1."""
    params = module.init_state(module.Config(), 0).params
    width, _ = params["output"]["kernel"].shape
    features = np.random.default_rng(seed).integers(-1, 2, (len(target), width))
    return evaluated(module, features.astype(np.float32), target)


def labels(classes: int, size: int) -> np.ndarray:
    """All classes at least once."""
    drawn = np.random.default_rng(size).integers(0, classes, size)
    drawn[:classes] = range(classes)
    return drawn.astype(np.int32)


def calibration(confidence: np.ndarray, correct: np.ndarray, bins: int) -> float:
    """Guo et al. 2017, equation 3."""
    edges, total = np.linspace(0, 1, bins + 1).astype(np.float32), 0.0
    for low, high in itertools.pairwise(edges):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            gap = abs(correct[inside].mean() - confidence[inside].astype(float).mean())
            total += inside.mean() * gap
    return total


@pytest.mark.parametrize("size", SIZES)
def test_classification(trainer: Build, size: int) -> None:
    chosen = [*CLASSES, {"type": "calibration_error", "bins": 10}]
    label = labels(3, size)
    found, logits, _ = drawn(trainer("classification", metrics=chosen), label, size)
    probability = np.asarray(jax.nn.softmax(jnp.asarray(logits)))
    answer = logits.argmax(1)
    best_two = np.argsort(-logits, axis=1, kind="stable")[:, :2]  # of equals the first
    expected = {
        "accuracy": sk.accuracy_score(label, answer),
        "top_2": (best_two == label[:, None]).any(1).mean(),
        "f1": sk.f1_score(label, answer, average="macro"),
        "auroc": one_against_rest(label, probability),
        "confusion_matrix": sk.confusion_matrix(label, answer, labels=[0, 1, 2]),
        "calibration_error": calibration(probability.max(1), answer == label, 10),
    }
    assert set(found) == {*expected, "loss"}
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, atol=1e-6, err_msg=name)
    assert np.unique(logits[:, 0]).size < size, "there are ties"


def one_against_rest(label: np.ndarray, probability: np.ndarray) -> float:
    each = [sk.roc_auc_score(label == n, probability[:, n]) for n in range(probability.shape[1])]
    return float(np.mean(each))


@pytest.mark.parametrize("size", SIZES)
def test_binary(trainer: Build, size: int) -> None:
    chosen = ["accuracy", "f1", "auroc", "confusion_matrix", "calibration_error"]
    label = labels(2, size)
    found, logits, _ = drawn(trainer("binary", metrics=chosen), label, size)
    answer = (logits[:, 0] > 0).astype(int)
    positive = np.asarray(jax.nn.sigmoid(jnp.asarray(logits[:, 0])))
    confidence = np.asarray(jax.nn.sigmoid(jnp.abs(jnp.asarray(logits[:, 0]))))
    expected = {
        "accuracy": sk.accuracy_score(label, answer),
        "f1": sk.f1_score(label, answer),
        "auroc": sk.roc_auc_score(label, logits[:, 0]),
        "confusion_matrix": sk.confusion_matrix(label, answer, labels=[0, 1]),
        "calibration_error": calibration(confidence, answer == label, 15),
        "loss": sk.log_loss(label, positive.astype(float)),
    }
    assert set(found) == set(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, atol=2e-6, err_msg=name)


@pytest.mark.parametrize("size", SIZES)
def test_multilabel(trainer: Build, size: int) -> None:
    target = np.stack([labels(2, size), labels(2, size)[::-1], 1 - labels(2, size)], 1)
    found, logits, _ = drawn(
        trainer("multilabel", metrics=["accuracy", "f1", "auroc"]), target, size
    )
    answer = (logits > 0).astype(int)
    expected = {
        "accuracy": 1 - sk.hamming_loss(target, answer),
        "f1": sk.f1_score(target, answer, average="macro", zero_division=0),
        "auroc": sk.roc_auc_score(target, logits, average="macro"),
    }
    assert set(found) == {*expected, "loss"}
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, atol=1e-6, err_msg=name)


@pytest.mark.parametrize("loss", ["huber", "gaussian"])
@pytest.mark.parametrize("size", SIZES)
def test_regression(trainer: Build, size: int, loss: str) -> None:
    target = np.random.default_rng(size).normal(0, 2, (size, 3)).astype(np.float32)
    module = trainer("regression", loss=loss, metrics=["mae", "rmse", "r2"])
    found, outputs, state = drawn(module, target, size)
    std = np.asarray(state.target_scaler.std, float)
    ours, theirs = target * std, outputs[:, :3] * std  # in the units of the data
    expected = {
        "mae": sk.mean_absolute_error(ours, theirs),
        "rmse": sk.root_mean_squared_error(ours, theirs),
        "r2": sk.r2_score(ours, theirs),
    }
    assert set(found) == {*expected, "loss"}
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, rtol=2e-6, err_msg=name)


def test_regression_in_its_own_units(trainer: Build) -> None:
    target = np.random.default_rng(0).normal(0, 2, (37, 3)).astype(np.float32)
    module = trainer("regression", standardize=False, metrics=["rmse", "mae"])
    assert not hasattr(module, "Scaler")
    found, outputs, _ = drawn(module, target, 0)
    assert found["rmse"] == pytest.approx(sk.root_mean_squared_error(target, outputs), rel=2e-6)
    assert found["mae"] == pytest.approx(sk.mean_absolute_error(target, outputs), rel=2e-6)


def test_a_class_that_does_not_occur_is_no_part_of_f1(trainer: Build) -> None:
    module = trainer("classification", metrics=["f1"])
    logits = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)
    for label, kept in ((labels(2, 50), 2), (labels(2, 50), 3)):
        given = np.where(np.arange(3) < kept, logits, -9)
        expected = sk.f1_score(label, given.argmax(1), average="macro")
        found = set_metrics(module, given, label)["f1"]
        assert float(found) == pytest.approx(expected, abs=1e-6), kept


@pytest.mark.parametrize("right", [True, False])
def test_r2_of_a_constant_target(trainer: Build, right: bool) -> None:
    target = np.random.default_rng(0).normal(size=(20, 3)).astype(np.float32)
    target[:, 1] = 0.5
    given = target + np.float32(0.25) * np.array([1, 0 if right else 1, 1], np.float32)
    found = set_metrics(trainer("regression", metrics=["r2"]), given, target)
    assert float(found["r2"]) == pytest.approx(sk.r2_score(target, given), abs=2e-6)


def test_top_k_without_ties_is_that_of_scikit_learn(trainer: Build) -> None:
    logits = np.random.default_rng(0).normal(size=(200, 3)).astype(np.float32)
    label = labels(3, 200)
    module = trainer("classification", metrics=[{"type": "top_k", "k": 2}])
    found = metrics_of(module, logits, label)["top_2"]
    assert float(found.mean()) == pytest.approx(sk.top_k_accuracy_score(label, logits, k=2))


@pytest.mark.parametrize("levels", [1, 2, 5, 10_000])
def test_auroc_of_a_large_set(trainer: Build, levels: int) -> None:
    """From all values equal to none; 20,000 ranks add up to more than float32 counts to."""
    rng = np.random.default_rng(levels)
    label = labels(2, 20_000)
    values = (rng.integers(0, levels, 20_000) + 0.3 * levels * label).astype(np.float32)
    module = trainer("binary", metrics=["auroc"])
    found = set_metrics(module, values[:, None], label)["auroc"]
    assert float(found) == pytest.approx(sk.roc_auc_score(label, values), abs=1e-6)
