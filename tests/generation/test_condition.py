"""Models that are given the class of an example: how it enters, and samples of a class."""

from __future__ import annotations

import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from trainers.conftest import build

from .test_flow_matching import FLOW

TASK = {"type": "generation", "condition": "class", "loss": "flow_matching"}
CONDITIONAL: dict[str, Any] = {
    **FLOW,
    "name": "conditional",
    "task": TASK,
    "train": {"duration": "600 steps"},
    "evaluate": {"every": "600 steps"},
    "sample": {**FLOW["sample"], "every": "600 steps"},
    "checkpoint": {"every": "600 steps"},
}
DIGITS: dict[str, Any] = {
    **CONDITIONAL,
    "task": {**TASK, "loss": "elbo"},
    "data": {
        "source": {"type": "sklearn", "name": "digits"},
        "holdout": "10%",
        "batch_size": 64,
    },
    "sample": {"every": "600 steps"},
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleType, Any, Any]:
    folder = tmp_path_factory.mktemp("conditional")
    trainer = build(CONDITIONAL, folder)
    c = trainer.Config(workdir=folder / "run")
    return trainer, c, trainer.train(c, threading.Event())


def test_samples_are_of_their_class(trained: tuple[ModuleType, Any, Any]) -> None:
    """Class k of the ring is the mode at the angle 2 pi k / 6, of standard deviation 0.2."""
    trainer, c, state = trained
    label = np.arange(600) % 6
    points = np.asarray(trainer.sample(c, state, jax.random.key(1), 600, label))
    angles = 2 * np.pi * label / 6
    centers = 2 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    near = np.linalg.norm(points - centers, axis=1) < 3 * 0.2
    assert near.mean() > 0.9
    fours = np.asarray(trainer.sample(c, state, jax.random.key(1), 12, 4))
    np.testing.assert_allclose(fours[4::6], points[4:12:6], atol=1e-5)


def test_a_flag_chooses_the_class(
    trained: tuple[ModuleType, Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer, c, _ = trained
    drawn: list[Any] = []
    monkeypatch.setattr(trainer, "write_scatter", lambda path, points: drawn.append(points) or path)
    for label in (3, -1):
        trainer.main(trainer.Config(workdir=c.workdir, sample=12, label=label))
    threes, turns = map(np.asarray, drawn)
    np.testing.assert_allclose(threes[3::6], turns[3::6], atol=1e-5)
    assert np.ptp(turns, axis=0).min() > 2 > np.ptp(threes, axis=0).max()
    with pytest.raises(ValueError, match="label is 6; it must be from -1 to 5"):
        trainer.Config(label=6)


def _of_denoiser(params: Any, x: np.ndarray, label: np.ndarray, how: str) -> np.ndarray:
    onehot = (label[:, None] == np.arange(6)).astype(float)
    angles = 1000 * 0.25 * 10 ** np.linspace(0, -4, 4) * np.ones((len(x), 1))
    time = np.concatenate([np.sin(angles), np.cos(angles)], axis=1)
    if how == "add":
        h = np.concatenate([x + onehot @ np.float64(params["class_embedding"]["kernel"]), time], 1)
    else:
        h = np.concatenate([x, time, onehot], axis=1)
    layers = params["mlp"]["layers"]
    for n in sorted(layers, key=int):
        h = h @ np.float64(layers[n]["kernel"]) + np.float64(layers[n]["bias"])
        if int(n) < 2:
            h = np.float64(nnx.gelu(jnp.asarray(h)))
    return h


@pytest.mark.parametrize("how", ["concatenate", "add"])
def test_a_label_enters_as_a_one_hot_vector(how: str, tmp_path: Path) -> None:
    """Or as its embedding; the label -1 is none, a vector of zeros."""
    trainer = build({**CONDITIONAL, "model": {**FLOW["model"], "condition": how}}, tmp_path)
    state = trainer.init_state(trainer.Config(), 0)
    x = np.random.default_rng(0).normal(size=(4, 2))
    label = np.array([0, 5, 2, -1])
    model = nnx.merge(state.graphdef, state.params)
    found = model(jnp.float32(x), jnp.full(4, 0.25), label)
    np.testing.assert_allclose(found, _of_denoiser(state.params, x, label, how), atol=1e-4)


@pytest.mark.parametrize("how", ["concatenate", "add"])
def test_a_vae_encodes_and_decodes_with_the_class(how: str, tmp_path: Path) -> None:
    model = {"type": "vae", "hidden": [16], "latent": 3, "condition": how}
    trainer = build({**DIGITS, "model": model}, tmp_path)
    c = trainer.Config()
    state = trainer.init_state(c, 0)
    vae = nnx.merge(state.graphdef, state.params)
    x, label = jnp.full((2, 8, 8), 0.5), np.array([1, 7])
    means = np.asarray(vae.encode(x, label)[0])
    assert np.abs(means[0] - means[1]).max() > 1e-3
    logits = np.asarray(vae.decode(jnp.zeros((2, 3)), label))
    assert np.abs(logits[0] - logits[1]).max() > 1e-3
    metrics = trainer.compute_metrics(vae, x, label, jax.random.key(0))
    assert metrics["loss"].shape == (2,)
    assert trainer.sample(c, state, jax.random.key(0), 5, 7).shape == (5, 8, 8)
    assert trainer.reconstruct(c, state, x, label).shape == (2, 8, 8)
