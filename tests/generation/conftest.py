"""Small generative trainers, each emitted once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import pytest
from trainers.conftest import build

DATA = {
    "source": {"type": "sklearn", "name": "digits"},
    "holdout": "15%",
    "batch_size": 32,
}
COMMON: dict[str, Any] = {
    "specc": 1,
    "data": DATA,
    "average": {"type": "ema", "decay": 0.9},
    "train": {"duration": "24 steps"},
    "evaluate": {"every": "6 steps"},
    "sample": {"every": "6 steps", "count": 10},
    "checkpoint": {"every": "5 steps"},
    "log": {"every": "3 steps"},
}
VAE: dict[str, Any] = {
    **COMMON,
    "name": "vae",
    "task": {
        "type": "generation",
        "loss": {
            "type": "elbo",
            "beta": {"type": "linear", "start": 0.25, "end": 2, "over": "50%"},
        },
    },
    "model": {"type": "vae", "hidden": [16], "latent": 3},
    "optimizer": {"type": "adam", "learning_rate": 1e-3},
}
GAN: dict[str, Any] = {
    **COMMON,
    "name": "gan",
    "task": {
        "type": "generation",
        "loss": {"type": "gan", "r1": 0.5, "discriminator_steps": 2},
    },
    "model": {"type": "mlp_generator", "hidden": [16], "latent": 3},
    "optimizer": {"type": "adam", "b1": 0, "learning_rate": {"type": "cosine", "peak": 1e-3}},
    "networks": {
        "discriminator": {
            "model": {"type": "mlp_discriminator", "hidden": [16]},
            "optimizer": {"type": "sgd", "momentum": 0.5, "learning_rate": 1e-2},
        }
    },
}


DIFFUSION: dict[str, Any] = {
    **COMMON,
    "name": "diffusion",
    "task": {
        "type": "generation",
        "loss": {"type": "diffusion", "target": "x0", "noise": "cosine", "timesteps": 10},
    },
    "model": {"type": "denoising_mlp", "hidden": [16], "frequencies": 4},
    "optimizer": {"type": "adam", "learning_rate": 1e-3},
}


@pytest.fixture(scope="session")
def diffusion(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return build(DIFFUSION, tmp_path_factory.mktemp("diffusion"))


@pytest.fixture(scope="session")
def vae(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return build(VAE, tmp_path_factory.mktemp("vae"))


@pytest.fixture(scope="session")
def gan(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return build(GAN, tmp_path_factory.mktemp("gan"))


@pytest.fixture(scope="session", params=["vae", "gan", "diffusion"])
def trainer(request: pytest.FixtureRequest) -> ModuleType:
    module: ModuleType = request.getfixturevalue(request.param)
    return module


@pytest.fixture(scope="module")
def cheap_module() -> Iterator[None]:
    """Compilation takes much longer than what the tests of a module run."""
    jax.config.update("jax_disable_most_optimizations", True)
    yield
    jax.config.update("jax_disable_most_optimizations", False)


def specs() -> dict[str, Path]:
    """The specs of the gallery that generate, one of each family."""
    folder = Path(__file__).parents[2] / "specs"
    names = (
        *("digits_vae", "digits_gan", "digits_diffusion", "grid_energy", "digits_vqvae"),
        *("moons_flow", "moons_spline", "digits_made", "ring_wgan", "grid_score"),
        *("sums_transformer", "reber_gru", "chain_masked"),
    )
    return {name: folder / f"{name}.yaml" for name in names}
