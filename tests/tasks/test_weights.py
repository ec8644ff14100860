"""Weights of examples: in losses and metrics as scikit-learn's `sample_weight`, wherever they come from."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from sklearn import metrics as sk
from sklearn.utils.class_weight import compute_class_weight
from trainers.conftest import build, numbers

from .conftest import evaluated, set_metrics, spec_of, with_statistics
from .test_metrics import calibration, labels

SIZES = (32, 37)  # batches have 16
ROWS = 400
RNG = np.random.default_rng(5)
X = RNG.integers(-1, 2, (ROWS, 5)).astype(np.float32)
W = RNG.integers(0, 5, ROWS) / 4.0  # some are 0

SOURCE = {"type": "npz", "path": "weighted.npz", "weight": "w"}
KINDS: dict[str, tuple[np.ndarray, dict[str, Any]]] = {
    "classification": (labels(3, ROWS), {"classes": 3}),
    "binary": (labels(2, ROWS), {"classes": 2}),
    "multilabel": ((X[:, :3] + RNG.normal(size=(ROWS, 3)) > 0).astype(np.int32), {"targets": 3}),
    "regression": (RNG.normal(0, 2, (ROWS, 3)).astype(np.float32), {"targets": 3}),
}
FACTS = {"rows": ROWS, "shape": [5], "low": -1.0, "high": 1.0}


def made(kind: str, folder: Path, changes: dict[str, Any] | None = None, **task: Any) -> ModuleType:
    """A trainer whose examples have weights, from a file with them."""
    target, facts = KINDS[kind]
    np.savez(folder / "weighted.npz", x=X, y=target, w=W)
    given = {"data.source": SOURCE, "data.facts": {**FACTS, **facts}, **(changes or {})}
    return build(spec_of(kind, given, **task), folder)


def close(found: dict[str, Any], expected: dict[str, Any], *, rest: tuple[str, ...] = ()) -> None:
    assert set(found) == {*expected, *rest}
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, rtol=2e-6, atol=2e-6, err_msg=name)


def weighted_calibration(
    confidence: np.ndarray, correct: np.ndarray, weight: np.ndarray, bins: int
) -> float:
    """That of a set in which each example stands as often as four times its weight says."""
    times = np.round(4 * weight).astype(int)
    return calibration(np.repeat(confidence, times), np.repeat(correct, times), bins)


@pytest.mark.parametrize("size", SIZES)
def test_classification(tmp_path: Path, size: int) -> None:
    names = ["accuracy", {"type": "top_k", "k": 2}, "f1", "auroc", "confusion_matrix"]
    chosen = [*names, {"type": "calibration_error", "bins": 10}]
    label, weight = labels(3, size), W[:size]
    module = made("classification", tmp_path, metrics=chosen)
    found, logits, _ = evaluated(module, X[:size], label, weight.astype(np.float32))
    probability = softmax(logits)
    answer, given = logits.argmax(1), {"sample_weight": weight}
    best_two = np.argsort(-logits, axis=1, kind="stable")[:, :2]  # of equals the first
    ranked = np.float32(probability)  # some are equal only as short as the trainer has them
    each = [sk.roc_auc_score(label == n, ranked[:, n], **given) for n in range(3)]
    expected = {
        "loss": sk.log_loss(label, probability, labels=[0, 1, 2], **given),
        "accuracy": sk.accuracy_score(label, answer, **given),
        "top_2": np.average((best_two == label[:, None]).any(1), weights=weight),
        "f1": sk.f1_score(label, answer, average="macro", **given),
        "auroc": np.mean(each),
        "confusion_matrix": sk.confusion_matrix(label, answer, labels=[0, 1, 2], **given),
        "calibration_error": weighted_calibration(probability.max(1), answer == label, weight, 10),
    }
    close(found, expected)
    assert abs(found["accuracy"] - sk.accuracy_score(label, answer)) > 1e-3, "weights matter"


@pytest.mark.parametrize("size", SIZES)
def test_binary(tmp_path: Path, size: int) -> None:
    chosen = ["accuracy", "f1", "auroc", "confusion_matrix", "calibration_error"]
    label, weight = labels(2, size), W[:size]
    module = made("binary", tmp_path, metrics=chosen)
    found, logits, _ = evaluated(module, X[:size], label, weight.astype(np.float32))
    answer, given = (logits[:, 0] > 0).astype(int), {"sample_weight": weight}
    positive = np.asarray(jax.nn.sigmoid(jnp.asarray(logits[:, 0])))
    confidence = np.asarray(jax.nn.sigmoid(jnp.abs(jnp.asarray(logits[:, 0]))))
    expected = {
        "loss": sk.log_loss(label, positive.astype(float), **given),
        "accuracy": sk.accuracy_score(label, answer, **given),
        "f1": sk.f1_score(label, answer, **given),
        "auroc": sk.roc_auc_score(label, logits[:, 0], **given),
        "confusion_matrix": sk.confusion_matrix(label, answer, labels=[0, 1], **given),
        "calibration_error": weighted_calibration(confidence, answer == label, weight, 15),
    }
    close(found, expected)


@pytest.mark.parametrize("size", SIZES)
def test_multilabel(tmp_path: Path, size: int) -> None:
    target, weight = KINDS["multilabel"][0][:size], W[:size]
    module = made("multilabel", tmp_path, metrics=["accuracy", "f1", "auroc"])
    found, logits, _ = evaluated(module, X[:size], target, weight.astype(np.float32))
    answer, given = (logits > 0).astype(int), {"sample_weight": weight}
    losses = [sk.log_loss(t, p, **given) for t, p in zip(target.T, sigmoid(logits).T, strict=True)]
    expected = {
        "loss": np.mean(losses),
        "accuracy": 1 - sk.hamming_loss(target, answer, **given),
        "f1": sk.f1_score(target, answer, average="macro", zero_division=0, **given),
        "auroc": sk.roc_auc_score(target, logits, average="macro", **given),
    }
    close(found, expected)


def softmax(logits: np.ndarray) -> np.ndarray:
    e = np.exp(logits.astype(float))
    return e / e.sum(1, keepdims=True)


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x.astype(float)))


@pytest.mark.parametrize("standardize", [True, False])
def test_regression(tmp_path: Path, standardize: bool) -> None:
    target, weight = KINDS["regression"][0][:37], W[:37]
    chosen = ["mae", "rmse", "r2"]
    module = made("regression", tmp_path, metrics=chosen, standardize=standardize)
    found, outputs, state = evaluated(module, X[:37], target, weight.astype(np.float32))
    std = np.asarray(state.target_scaler.std, float) if standardize else 1.0
    ours, given = (target * std, outputs * std), {"sample_weight": weight}
    expected = {
        "loss": sk.mean_squared_error(target, outputs, **given),
        "mae": sk.mean_absolute_error(*ours, **given),
        "rmse": sk.root_mean_squared_error(*ours, **given),
        "r2": sk.r2_score(*ours, **given),
    }
    close(found, expected)


@pytest.mark.parametrize("levels", [2, 10_000])
def test_auroc_of_a_large_set(tmp_path: Path, levels: int) -> None:
    rng = np.random.default_rng(levels)
    label, weight = labels(2, 20_000), rng.exponential(1, 20_000).astype(np.float32)
    values = (rng.integers(0, levels, 20_000) + 0.3 * levels * label).astype(np.float32)
    module = made("binary", tmp_path, metrics=["auroc"])
    found = float(set_metrics(module, values[:, None], label, weight)["auroc"])
    assert found == pytest.approx(sk.roc_auc_score(label, values, sample_weight=weight), abs=1e-5)


@pytest.mark.parametrize("class_weights", [None, "balanced", [1, 2, 0.5]])
def test_the_loss_of_a_batch(tmp_path: Path, class_weights: Any) -> None:
    """sum(w * l) / sum(w), w the weight of the example times that of its class; the accuracy by the first."""
    loss = {"type": "cross_entropy", "class_weights": class_weights}
    loss = {key: value for key, value in loss.items() if value is not None}
    module = made("classification", tmp_path, loss=loss)
    c = module.Config()
    data = module.load_data(c)
    train, state = data.train, with_statistics(module.init_state(c, c.seed), data)
    rows = module.batch_rows(c, 0, 1)
    logits = np.asarray(module.predict(c, state, train.features[rows[0]]))
    label, weight = np.asarray(train.label), np.asarray(train.weight, float)
    known: Any = {
        None: lambda: np.ones(3),
        "balanced": lambda: compute_class_weight(
            "balanced", classes=np.arange(3), y=label, sample_weight=weight
        ),
    }.get(class_weights if isinstance(class_weights, str) else None)
    of_class = np.array(class_weights) if isinstance(class_weights, list) else known()
    label, weight = label[rows[0]], weight[rows[0]]
    probability = softmax(logits)
    _, metrics = module.train_steps(c, state, train, rows)
    expected = sk.log_loss(
        label, probability, labels=[0, 1, 2], sample_weight=weight * of_class[label]
    )
    assert float(metrics["loss"][0]) == pytest.approx(expected, rel=1e-5)
    right = sk.accuracy_score(label, logits.argmax(1), sample_weight=weight)
    assert float(metrics["accuracy"][0]) == pytest.approx(right, rel=1e-5)


def test_a_weight_is_worth_as_many_examples(tmp_path: Path) -> None:
    """A step on weights of 1, 2 and 0 is one on examples that stand there once, twice and never."""
    module = made("classification", tmp_path, {"data.batch_size": 6})
    c, target = module.Config(), KINDS["classification"][0]
    rows = np.tile(np.arange(6), (3, 1))
    once, often = [0, 1, 2, 3, 4, 5], [0, 1, 1, 3, 3, 4]
    ends = []
    for chosen, weights in ((once, [1, 2, 0, 2, 1, 0]), (often, [7] * 6)):
        columns = X[chosen], target[chosen], np.float32(weights)
        data = module.Batch(*map(jnp.asarray, columns))
        ends.append(module.train_steps(c, module.init_state(c, c.seed), data, rows))
    for one, other in zip(*map(jax.tree.leaves, ends), strict=True):
        np.testing.assert_allclose(numbers(one), numbers(other), rtol=1e-5, atol=1e-7)


def test_a_batch_in_which_nothing_counts_changes_nothing(tmp_path: Path) -> None:
    module = made("classification", tmp_path)
    c = module.Config()
    before = jax.device_get(module.init_state(c, c.seed).params)
    rows = np.arange(8)[None]
    columns = X[:8], KINDS["classification"][0][:8], np.zeros(8, np.float32)
    data = module.Batch(*map(jnp.asarray, columns))
    state, metrics = module.train_steps(c, module.init_state(c, c.seed), data, rows)
    assert float(metrics["loss"][0]) == 0
    jax.tree.map(np.testing.assert_array_equal, before, jax.device_get(state.params))
