"""Samples of models of standardized examples: they have the units of the data, and pictures all its brightness."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import numpy as np
import pytest
from PIL import Image
from trainers.conftest import build, changed

from .conftest import COMMON, GAN

LINEAR = {"type": "mlp_generator", "hidden": [4], "latent": 2, "output": "linear"}
MODELS: dict[str, dict[str, Any]] = {
    "flow_matching": {"type": "denoising_mlp", "hidden": [4], "frequencies": 2},
    "diffusion": {"type": "denoising_mlp", "hidden": [4], "frequencies": 2},
    "denoising_score_matching": {"type": "energy_mlp", "hidden": [4]},
    "normalizing_flow": {"type": "real_nvp", "hidden": [4], "couplings": 2},
    "gan": LINEAR,
}
"""A model for each kind of sampler that can have standardized examples."""
SAMPLERS: dict[str, dict[str, Any]] = {
    "flow_matching": {"type": "midpoint", "steps": 2},
    "diffusion": {"type": "ddim", "steps": 2},
    "denoising_score_matching": {"type": "langevin", "steps": 2},
}
LOW, HIGH = -3, 5


def trainer_of(folder: Path, kind: str, **changes: Any) -> ModuleType:
    """A trainer of images of 2x2 pixels from -3 to 5."""
    base = GAN if kind == "gan" else {**COMMON, "name": kind, "optimizer": GAN["optimizer"]}
    spec = changed(
        {**base, "task": {"type": "generation", "loss": kind}, "model": MODELS[kind]},
        {
            "data.facts": {"rows": 20, "shape": [2, 2], "low": LOW, "high": HIGH, "classes": 2},
            "data.batch_size": 4,
            "data.normalize": "standardize",
            "sample.sampler": SAMPLERS.get(kind),
            **changes,
        },
    )
    return build(spec, folder)


def brightness(trainer: ModuleType, images: np.ndarray, folder: Path) -> np.ndarray:
    """Of the pixels of a picture, in the middle of each."""
    with Image.open(trainer.write_grid(folder / "grid.png", images)) as picture:
        pixels = np.asarray(picture)
    scale = pixels.shape[1] // (8 * 4)  # eight images in a row, each with gaps of a pixel
    middles = pixels[scale // 2 :: scale, scale // 2 :: scale][:4]
    return middles.reshape(4, 8, 4).swapaxes(0, 1)[: len(images), 1:3, 1:3]


@pytest.mark.parametrize("kind", MODELS)
def test_samples_have_the_units_of_the_data(kind: str, tmp_path: Path) -> None:
    """Those of the same model with other statistics are shifted and scaled."""
    trainer = trainer_of(tmp_path, kind)
    c = trainer.Config()
    generator = np.random.default_rng(0)
    mean, std = generator.normal(size=(2, 2)), generator.uniform(1, 2, (2, 2))
    with jax.disable_jit():  # a few small steps are faster than a compilation
        state = trainer.init_state(c, 0)
        plain = np.asarray(trainer.sample(c, state, jax.random.key(1), 3))
        state = state.replace(scaler=trainer.Scaler(np.float32(mean), np.float32(std)))
        found = np.asarray(trainer.sample(c, state, jax.random.key(1), 3))
    assert plain.std() > 0.1
    np.testing.assert_allclose(found, plain * std + mean, rtol=1e-4, atol=1e-5)
    shown = brightness(trainer, np.array([[[LOW, 1], [3, HIGH]], [[-9, 9], [0, 1]]]), tmp_path)
    np.testing.assert_array_equal(shown, [[[0, 128], [191, 255]], [[0, 255], [96, 128]]])


@pytest.mark.parametrize(
    ("low", "high", "normalize", "white"),
    [(0, 16, "none", 16), (0, 16, "unit", 1), (0.25, 0.75, "none", 1), (-0.5, 0.5, "none", 0.5)],
)
def test_white_is_the_largest_value(
    low: float, high: float, normalize: str, white: float, tmp_path: Path
) -> None:
    facts = {"rows": 20, "shape": [2, 2], "low": low, "high": high, "classes": 2}
    trainer = trainer_of(
        tmp_path, "flow_matching", **{"data.facts": facts, "data.normalize": normalize}
    )
    black = min(low, 0)
    images = np.array([[[black, white], [(black + white) / 2, white]]])
    shown = brightness(trainer, images, tmp_path)
    np.testing.assert_array_equal(shown, [[[0, 255], [128, 255]]])
