"""Diffusion by networks for images: by class with guidance, averaged weights, and samples by a flag."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from PIL import Image
from sklearn.neighbors import KNeighborsClassifier
from trainers.conftest import build, changed

from .conftest import COMMON

NETWORKS: dict[str, dict[str, Any]] = {
    "unet": {"type": "unet", "channels": [8], "blocks": 1, "groups": 2, "condition": "add"},
    "dit": {"type": "dit", "patch_size": 2, "width": 16, "depth": 1, "heads": 2},
}
DIFFUSION: dict[str, Any] = {
    **COMMON,
    "name": "images",
    "task": {
        "type": "generation",
        "condition": "class",
        "loss": {
            "type": "diffusion",
            "target": "epsilon",
            "noise": "cosine",
            "timesteps": 100,
            "label_dropout": 0.2,
        },
    },
    "optimizer": {"type": "adam", "learning_rate": 5e-3},
    "train": {"duration": "60 steps"},
    "evaluate": {"every": "60 steps"},
    "sample": {
        "every": "60 steps",
        "count": 10,
        "sampler": {"type": "ddim", "steps": 3, "guidance_scale": 2},
    },
    "checkpoint": {"every": "60 steps"},
}
TRAINED: dict[str, dict[str, Any]] = {
    "unet": {"type": "unet", "channels": [16, 32], "blocks": 1, "attention": [1]},
    "dit": {"type": "dit", "patch_size": 2, "width": 64, "depth": 3, "heads": 4},
}
"""Networks that learn the digits, as in the gallery."""


@pytest.mark.parametrize("name", NETWORKS)
def test_a_short_run_denoises(name: str, tmp_path: Path) -> None:
    """A network that is not trained gives 0, so its loss is 1: the variance of the noise."""
    trainer = build({**DIFFUSION, "model": NETWORKS[name]}, tmp_path)
    c = trainer.Config()
    data = jax.device_put(trainer.load_data().train)
    jax.config.update("jax_disable_most_optimizations", True)  # few steps are taken
    try:
        state = trainer.init_state(c, 0)
        state, metrics = trainer.train_steps(c, state, data, trainer.batch_rows(c, 0, 60))
        loss = np.asarray(metrics["loss"])
        np.testing.assert_allclose(loss[0], 1, rtol=0.1)
        assert loss[-10:].mean() < 0.6
        broken = jax.tree.map(lambda p: jnp.full_like(p, jnp.nan), state.params)
        state = state.replace(params=broken)  # samples are drawn by the average
        drawn = np.asarray(trainer.sample(c, state, jax.random.key(0), 8, np.arange(8)))
    finally:
        jax.config.update("jax_disable_most_optimizations", False)
    assert drawn.shape == (8, 8, 8)
    assert drawn.min() >= 0
    assert drawn.max() <= 1
    assert np.abs(drawn[1:] - drawn[0]).max((1, 2)).min() > 0.3


@pytest.mark.soak
@pytest.mark.parametrize("name", TRAINED)
def test_guided_samples_are_of_their_class(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nearly all are nearest to a digit of their class, and no two are alike."""
    spec = changed(
        {**DIFFUSION, "model": TRAINED[name]},
        {
            "task.loss.bound": "sampled",
            "data.batch_size": 128,
            "average.decay": 0.995,
            "optimizer.learning_rate": {"type": "cosine", "peak": 2e-3, "warmup": "2%"},
            "train.duration": "2000 steps",
            "evaluate.every": "1000 steps",
            "sample.every": "1000 steps",
            "sample.sampler": {"type": "ddim", "steps": 50, "guidance_scale": 1.5},
            "checkpoint.every": "1000 steps",
            "log.every": "500 steps",
        },
    )
    trainer = build(spec, tmp_path)
    c = trainer.Config(workdir=tmp_path / "run")
    state = trainer.train(c, threading.Event())
    label = np.arange(200) % 10
    drawn = np.asarray(trainer.sample(c, state, jax.random.key(1), 200, label))
    data = trainer.load_data()
    digits = KNeighborsClassifier(1).fit(data.train.image.reshape(-1, 64), data.train.label)
    assert (digits.predict(drawn.reshape(200, 64)) == label).mean() > 0.9
    flat = drawn.reshape(200, 64)
    apart = np.linalg.norm(flat[:, None] - flat, axis=-1) + 10 * np.eye(200)
    assert apart.min() > 0.3
    found = trainer.evaluate(c, state, data.eval)
    assert found["loss"] < 0.2, found
    assert found["bits_per_dim"] < np.log2(17), "no better than one level like the other"
    trainer.main(trainer.Config(workdir=c.workdir, sample=8, label=3))
    assert f"Samples: {c.workdir / 'samples.png'}" in capsys.readouterr().out
    with Image.open(c.workdir / "samples.png") as picture:
        assert np.ptp(np.asarray(picture)) > 200
