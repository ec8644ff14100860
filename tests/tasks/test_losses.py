"""Each loss against its formula in double precision, written without the libraries that trainers use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import expit, log_softmax
from scipy.stats import norm
from sklearn.metrics import log_loss
from sklearn.utils.class_weight import compute_class_weight

from .conftest import Build, metrics_of

N = 200
RNG = np.random.default_rng(0)
LOGITS = RNG.normal(0, 4, (N, 3)).astype(np.float32)
LABEL = RNG.integers(0, 3, N).astype(np.int32)
TARGET = RNG.normal(0, 2, (N, 3)).astype(np.float32)
ZERO_ONE = (TARGET > 0).astype(np.int32)


def cross_entropy(smoothing: float = 0.0) -> np.ndarray:
    """Of label distributions that have `smoothing / 3` for every class."""
    wanted = (1 - smoothing) * np.eye(3)[LABEL] + smoothing / 3
    return -(wanted * log_softmax(LOGITS.astype(float), axis=1)).sum(1)


def focal(gamma: float) -> np.ndarray:
    p = np.exp(-cross_entropy())
    return -((1 - p) ** gamma) * np.log(p)


def hinge() -> np.ndarray:
    """The largest of `1 + score - score of the label` over the other classes, or 0."""
    scores = LOGITS.astype(float)
    own = scores[np.arange(N), LABEL]
    others = np.where(np.eye(3, dtype=bool)[LABEL], -np.inf, scores)
    return np.maximum(0, 1 + others.max(1) - own)


def sigmoid(logits: np.ndarray, label: np.ndarray, gamma: float = 0.0) -> np.ndarray:
    p = expit(np.where(label == 1, 1.0, -1.0) * logits.astype(float))
    return -((1 - p) ** gamma) * np.log(p)


def huber(delta: float) -> np.ndarray:
    error = np.abs(LOGITS.astype(float) - TARGET)
    return np.where(error <= delta, error**2 / 2, delta * (error - delta / 2)).mean(1)


WEIGHTS = np.array([0.5, 1, 3])

CASES: dict[str, tuple[str, Any, np.ndarray, np.ndarray, np.ndarray]] = {
    "cross_entropy": ("classification", "cross_entropy", LOGITS, LABEL, cross_entropy()),
    "smoothed": (
        "classification",
        {"type": "cross_entropy", "label_smoothing": 0.2},
        LOGITS,
        LABEL,
        cross_entropy(0.2),
    ),
    "weighted": (
        "classification",
        {"type": "cross_entropy", "class_weights": [0.5, 1, 3], "label_smoothing": 0.1},
        LOGITS,
        LABEL,
        WEIGHTS[LABEL] * cross_entropy(0.1),
    ),
    "focal": ("classification", "focal", LOGITS, LABEL, focal(2)),
    "focal_weighted": (
        "classification",
        {"type": "focal", "gamma": 1.5, "class_weights": [0.5, 1, 3]},
        LOGITS,
        LABEL,
        WEIGHTS[LABEL] * focal(1.5),
    ),
    "hinge": ("classification", "hinge", LOGITS, LABEL, hinge()),
    "binary": ("binary", "cross_entropy", LOGITS[:, :1], ZERO_ONE[:, 0], sigmoid(LOGITS, ZERO_ONE)[:, 0]),
    "binary_weighted": (
        "binary",
        {"type": "cross_entropy", "class_weights": [1, 3]},
        LOGITS[:, :1],
        ZERO_ONE[:, 0],
        WEIGHTS[1:][ZERO_ONE[:, 0]] * sigmoid(LOGITS, ZERO_ONE)[:, 0],
    ),
    "binary_focal": (
        "binary",
        {"type": "focal", "gamma": 3},
        LOGITS[:, :1],
        ZERO_ONE[:, 0],
        sigmoid(LOGITS, ZERO_ONE, 3)[:, 0],
    ),
    "multilabel": ("multilabel", "cross_entropy", LOGITS, ZERO_ONE, sigmoid(LOGITS, ZERO_ONE).mean(1)),
    "multilabel_focal": ("multilabel", "focal", LOGITS, ZERO_ONE, sigmoid(LOGITS, ZERO_ONE, 2).mean(1)),
    "mse": ("regression", "mse", LOGITS, TARGET, ((LOGITS.astype(float) - TARGET) ** 2).mean(1)),
    "mae": ("regression", "mae", LOGITS, TARGET, np.abs(LOGITS.astype(float) - TARGET).mean(1)),
    "huber": ("regression", "huber", LOGITS, TARGET, huber(1)),
    "huber_narrow": ("regression", {"type": "huber", "delta": 0.3}, LOGITS, TARGET, huber(0.3)),
    "gaussian": (
        "regression",
        "gaussian",
        np.hstack([LOGITS, TARGET[::-1]]),
        TARGET,
        -norm.logpdf(TARGET.astype(float), LOGITS, np.exp(TARGET[::-1].astype(float) / 2)).mean(1),
    ),
}  # fmt: skip


def training(loss: Any) -> dict[str, float]:
    """What training gives to the loss beside outputs and targets."""
    smoothing = loss.get("label_smoothing") if isinstance(loss, dict) else None
    return {"label_smoothing": smoothing} if smoothing else {}


def loss_of(trainer: Any, outputs: Any, target: Any, **given: float) -> jax.Array:
    """Of each example, times its weight."""
    loss = metrics_of(trainer, outputs, target, **given)["loss"]
    if hasattr(trainer, "compute_weights"):
        loss = loss * trainer.compute_weights(jnp.asarray(target))["loss"]
    return loss


@pytest.mark.parametrize("name", ["weighted", "focal_weighted", "binary_weighted"])
def test_a_weighted_loss_is_divided_by_the_sum_of_the_weights(trainer: Build, name: str) -> None:
    """As PyTorch's cross_entropy does it, and scikit-learn's `sample_weight`."""
    kind, loss, outputs, target, expected = CASES[name]
    module = trainer(kind, loss=loss)
    metrics = metrics_of(module, outputs, target, **training(loss))
    found = module.weighted_mean(metrics, module.compute_weights(jnp.asarray(target)))
    total = np.array(loss["class_weights"])[target].sum()
    assert float(found["loss"]) == pytest.approx(expected.sum() / total, rel=1e-5)
    assert float(found["accuracy"]) == pytest.approx(float(metrics["accuracy"].mean()), rel=1e-6)


@pytest.mark.parametrize("name", CASES)
def test_loss_is_its_formula(trainer: Build, name: str) -> None:
    kind, loss, outputs, target, expected = CASES[name]
    found = loss_of(trainer(kind, loss=loss), outputs, target, **training(loss))
    assert found.shape == (N,)
    # 1 - p cancels where p is near 1, in the formula as well: there the loss is next to nothing.
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", CASES)
def test_gradients_are_finite_where_answers_are_certain(trainer: Build, name: str) -> None:
    kind, loss, outputs, target, _ = CASES[name]
    module = trainer(kind, loss=loss)
    for scale in (0.0, 30.0) if loss == "gaussian" else (0.0, 1e3):
        grads = jax.grad(lambda x, y: loss_of(module, x, y).mean())(
            jnp.sign(jnp.asarray(outputs)) * scale, jnp.asarray(target)
        )
        assert jnp.isfinite(grads).all(), scale


def test_terms_of_a_sum_have_the_part_of_the_outputs_that_is_theirs(trainer: Build) -> None:
    """With a Gaussian likelihood in it the others compare the means alone."""
    terms = [{"loss": "gaussian"}, {"loss": "mse"}, {"loss": {"type": "huber", "delta": 0.3}}]
    module = trainer("regression", loss={"type": "sum", "terms": terms})
    _, _, outputs, target, gaussian = CASES["gaussian"]
    mse, narrow = CASES["mse"][-1], CASES["huber_narrow"][-1]
    found = loss_of(module, outputs, target)
    np.testing.assert_allclose(found, gaussian + mse + narrow, rtol=1e-5, atol=1e-6)


def test_terms_of_one_type_are_numbered(trainer: Build) -> None:
    terms = [{"loss": "mse"}, {"loss": "mse", "weight": 2}, {"loss": "mse", "weight": 3}]
    module = trainer("regression", loss={"type": "sum", "terms": terms})
    found = metrics_of(module, LOGITS, TARGET)
    assert {"loss_mse", "loss_mse2", "loss_mse3"} <= set(found)
    np.testing.assert_allclose(found["loss"], 6 * CASES["mse"][-1], rtol=1e-5)


def test_probabilities_are_those_of_scikit_learn(trainer: Build) -> None:
    found = loss_of(trainer("classification", loss="cross_entropy"), LOGITS, LABEL)
    probabilities = np.exp(log_softmax(LOGITS.astype(float), axis=1))
    assert float(found.mean()) == pytest.approx(log_loss(LABEL, probabilities), rel=1e-5)


@pytest.mark.parametrize("holdout", ["40%", {"type": "stratified", "share": "30%"}, "0%"])
def test_balanced_weights_come_from_the_training_examples(trainer: Build, holdout: Any) -> None:
    loss = {"type": "cross_entropy", "class_weights": "balanced"}
    changes = {"data.holdout": holdout} | ({"evaluate": None} if holdout == "0%" else {})
    module = trainer("binary", changes, loss=loss)
    data = module.load_data()
    label = np.asarray(data.train.label)
    expected = compute_class_weight("balanced", classes=np.array([0, 1]), y=label)
    np.testing.assert_allclose(data.class_weight, expected, rtol=1e-6)
    weights = module.compute_weights(data.train.label, jnp.float32(data.class_weight))
    np.testing.assert_allclose(weights["loss"], expected[label], rtol=1e-6)
    np.testing.assert_array_equal(weights["accuracy"], 1)


def test_many_weights_are_a_table_of_lines(trainer: Build) -> None:
    rows, weights = list(range(1, 26)), [n / 8 for n in range(1, 26)]
    facts = {
        "rows": sum(rows),
        "shape": [4],
        "classes": 25,
        "class_rows": rows,
        "low": 0.0,
        "high": 1.0,
    }
    module = trainer(
        "classification",
        {"data.facts": facts},
        loss={"type": "cross_entropy", "class_weights": weights},
    )
    assert list(module.CLASS_WEIGHTS) == weights
    assert module.__file__ is not None
    lines = Path(module.__file__).read_text().splitlines()
    assert sum(line.count(",") == 10 for line in lines) == 2
