"""The loss of a set is the plain loss: neither smoothed nor mixed as in training, but weighted as there.

Covered: label smoothing, constant and scheduled, in a sum, with class weights, micro-batches and mixup. What is compared with
are formulas in double precision, of the logits that `predict` gives.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import log_softmax

from .conftest import BASE, advance, build, changed

CLASS_WEIGHTS = np.arange(1.0, 11.0)
SMOOTHED: dict[str, Any] = {"type": "cross_entropy", "label_smoothing": 0.3}
SCHEDULE = {"type": "linear", "start": 0.3, "end": 0.1}


def cross_entropy(logits: np.ndarray, label: np.ndarray, smoothing: float = 0.0) -> np.ndarray:
    wanted = (1 - smoothing) * np.eye(10)[label] + smoothing / 10
    return -(wanted * log_softmax(logits.astype(float), axis=1)).sum(1)


def hinge(logits: np.ndarray, label: np.ndarray) -> np.ndarray:
    own = logits[np.arange(len(label)), label].astype(float)
    others = np.where(np.eye(10, dtype=bool)[label], -np.inf, logits)
    return np.maximum(0, 1 + others.max(1) - own)


CASES: dict[str, tuple[dict[str, Any], bool]] = {
    # changes to the spec, and whether training has the smoothed loss of whole batches
    "constant": ({"task.loss": SMOOTHED}, True),
    "scheduled": ({"task.loss": {**SMOOTHED, "label_smoothing": SCHEDULE}}, True),
    "accumulated": ({"task.loss": SMOOTHED, "train.accumulate": 4}, True),
    "mixed": ({"task.loss": SMOOTHED, "data.augment": [{"type": "mixup", "alpha": 0.4}]}, False),
    "mixed_only": ({"data.augment": [{"type": "mixup", "alpha": 0.4}]}, False),
}


def made(changes: dict[str, Any], folder: Path) -> Any:
    spec = changed(BASE, {"task": {"type": "classification"}, "model.hidden": [8], **changes})
    return build(spec, folder)


@pytest.mark.parametrize("name", CASES)
def test_smoothing_is_for_training_alone(name: str, tmp_path: Path) -> None:
    changes, whole = CASES[name]
    trainer = made(changes, tmp_path)
    c = trainer.Config()
    data, state = trainer.load_data(), trainer.init_state(c, c.seed)
    label = np.asarray(data.train.label)[trainer.batch_rows(c, 0, 1)[0]]
    image = data.train.image[trainer.batch_rows(c, 0, 1)[0]]
    before = np.asarray(trainer.predict(c, state, image))
    state, metrics = advance(trainer, c, state, data.train, 1)
    if whole:
        expected = cross_entropy(before, label, 0.3).mean()
        assert float(metrics["loss"][0]) == pytest.approx(expected, rel=1e-5)
    logits = np.asarray(trainer.predict(c, state, data.eval.image))
    expected = cross_entropy(logits, np.asarray(data.eval.label)).mean()
    assert float(trainer.evaluate(c, state, data.eval)["loss"]) == pytest.approx(expected, rel=1e-5)


def test_a_sum_has_its_own_smoothing_for_each_term(tmp_path: Path) -> None:
    terms = [
        {"loss": SMOOTHED},
        {"loss": "hinge", "weight": 0.5},
        {"loss": {**SMOOTHED, "label_smoothing": SCHEDULE}},
    ]
    trainer = made({"task.loss": {"type": "sum", "terms": terms}}, tmp_path)
    c = trainer.Config()
    data, state = trainer.load_data(), trainer.init_state(c, c.seed)
    state = state.replace(step=jnp.int32(25))  # half of the way from 0.3 to 0.1
    logits = np.asarray(trainer.predict(c, state, data.eval.image))
    label = np.asarray(data.eval.label)

    def expected(first: float, second: float) -> dict[str, float]:
        one, two = (cross_entropy(logits, label, x).mean() for x in (first, second))
        margin = hinge(logits, label).mean()
        total = one + 0.5 * margin + two
        return {
            "loss": total,
            "loss_cross_entropy": one,
            "loss_hinge": margin,
            "loss_cross_entropy2": two,
        }

    found = trainer.evaluate(c, state, data.eval)
    for name, value in expected(0.0, 0.0).items():
        assert float(found[name]) == pytest.approx(value, rel=1e-5), name
    _, (metrics, _) = trainer.loss_fn(c, state.params, state, data.eval)
    for name, value in expected(0.3, 0.2).items():
        assert float(metrics[name]) == pytest.approx(value, rel=1e-5), name


def test_class_weights_stay(tmp_path: Path) -> None:
    """They say which errors cost how much, in training and in evaluation, as PyTorch's criterion does."""
    loss = {**SMOOTHED, "class_weights": CLASS_WEIGHTS.tolist()}
    trainer = made({"task.loss": loss}, tmp_path)
    c = trainer.Config()
    data, state = trainer.load_data(), trainer.init_state(c, c.seed)
    logits, label = (
        np.asarray(trainer.predict(c, state, data.eval.image)),
        np.asarray(data.eval.label),
    )
    weights = CLASS_WEIGHTS[label]
    expected = np.average(cross_entropy(logits, label), weights=weights)
    assert float(trainer.evaluate(c, state, data.eval)["loss"]) == pytest.approx(expected, rel=1e-5)
    metrics, _ = trainer.loss_fn(c, state.params, state, data.eval)
    expected = np.average(cross_entropy(logits, label, 0.3), weights=weights)
    assert float(metrics) == pytest.approx(expected, rel=1e-5)
