"""Flow matching: its loss in float64, its solvers on flows that are known, and what a short run learns."""

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
from scipy import stats
from trainers.conftest import build

RING = {"type": "gaussian_ring", "rows": 4000, "modes": 6, "radius": 2.0, "noise": 0.2}
FLOW: dict[str, Any] = {
    "specc": 1,
    "name": "flow",
    "task": {"type": "generation", "loss": "flow_matching"},
    "model": {"type": "denoising_mlp", "hidden": [64, 64], "frequencies": 4},
    "data": {"source": RING, "holdout": "10%", "batch_size": 256, "normalize": "none"},
    "optimizer": {"type": "adam", "learning_rate": {"type": "cosine", "peak": 5e-3}},
    "average": {"type": "ema", "decay": 0.99},
    "train": {"duration": "1500 steps"},
    "evaluate": {"every": "750 steps"},
    "sample": {"every": "1500 steps", "count": 64, "sampler": {"type": "midpoint", "steps": 30}},
    "checkpoint": {"every": "1500 steps"},
}
PATHS = {
    "linear": (lambda t: 1 - t, lambda t: t, lambda t: -np.ones_like(t), np.ones_like),
    "cosine": (
        lambda t: np.cos(np.pi * t / 2),
        lambda t: np.sin(np.pi * t / 2),
        lambda t: -np.pi / 2 * np.sin(np.pi * t / 2),
        lambda t: np.pi / 2 * np.cos(np.pi * t / 2),
    ),
}
"""Weights of noise and data, and their derivatives."""


def flow(tmp_path: Path, *, sampler: str = "midpoint", steps: int = 30, **loss: Any) -> ModuleType:
    spec = {
        **FLOW,
        "task": {"type": "generation", "loss": {"type": "flow_matching", **loss}},
        "sample": {**FLOW["sample"], "sampler": {"type": sampler, "steps": steps}},
    }
    return build(spec, tmp_path)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleType, Any, Any]:
    folder = tmp_path_factory.mktemp("flow")
    trainer = build(FLOW, folder)
    c = trainer.Config(workdir=folder / "run")
    return trainer, c, trainer.train(c, threading.Event())


@pytest.mark.parametrize("path", sorted(PATHS))
def test_the_loss_is_that_of_its_paper(path: str, tmp_path: Path) -> None:
    """Equation 9 of Lipman et al. (2023): the velocity of the path, at the drawn times and noise."""
    trainer = flow(tmp_path, path=path)
    c, key = trainer.Config(), jax.random.key(4)
    state = trainer.init_state(c, 0)
    model = nnx.merge(state.graphdef, state.params)
    x = np.random.default_rng(0).normal(size=(9, 2)).astype(np.float32)
    found = trainer.compute_metrics(model, jnp.asarray(x), key)["loss"]
    time_key, noise_key = jax.random.split(key)
    t = np.float64(jax.random.uniform(time_key, (9, 1)))
    noise = np.float64(jax.random.normal(noise_key, (9, 2)))
    a, b, da, db = PATHS[path]
    velocity = da(t) * noise + db(t) * x
    angles = 1000 * t * 10 ** np.linspace(0, -4, 4)
    h = np.concatenate([a(t) * noise + b(t) * x, np.sin(angles), np.cos(angles)], axis=1)
    layers = state.params["mlp"]["layers"]
    for n in sorted(layers, key=int):
        h = h @ np.float64(layers[n]["kernel"]) + np.float64(layers[n]["bias"])
        if int(n) < 2:
            h = h / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (h + 0.044715 * h**3)))
    np.testing.assert_allclose(found, ((h - velocity) ** 2).mean(1), rtol=2e-4)


def test_times_have_the_distributions_of_the_spec(tmp_path: Path) -> None:
    """By the Kolmogorov-Smirnov distance from distribution functions of SciPy and of the paper."""

    def u_shaped(t: np.ndarray) -> np.ndarray:
        return (np.sinh(4 * (t - 0.5)) / np.sinh(2) + 1) / 2

    def logit_normal(t: np.ndarray) -> np.ndarray:
        return np.asarray(stats.norm(0.5, 0.8).cdf(np.log(t / (1 - t))))

    expected = {
        "uniform": ("uniform", lambda t: t),
        "u_shaped": ({"type": "u_shaped", "a": 4.0}, u_shaped),
        "logit_normal": ({"type": "logit_normal", "loc": 0.5, "scale": 0.8}, logit_normal),
    }
    for name, (times, cdf) in expected.items():
        trainer = flow(tmp_path / name, times=times)
        seen: list[jax.Array] = []

        def model(x: jax.Array, t: jax.Array, seen: list[jax.Array] = seen) -> jax.Array:
            seen.append(t)
            return x

        given = (trainer.Config(),) if name == "logit_normal" else ()
        trainer.compute_metrics(*given, model, jnp.zeros((20_000, 2)), jax.random.key(0))
        assert stats.kstest(np.asarray(seen[0]), cdf).pvalue > 1e-3, name


@pytest.mark.parametrize(
    ("sampler", "steps"),
    [
        pytest.param("euler", 200, marks=pytest.mark.soak),
        ("midpoint", 40),
        pytest.param("rk4", 30, marks=pytest.mark.soak),
    ],
)
def test_a_known_flow_gives_its_mixture(sampler: str, steps: int, tmp_path: Path) -> None:
    """With the exact velocity of a mixture in place of the network: its modes, their share and spread."""
    trainer = flow(tmp_path, sampler=sampler, steps=steps)
    angles = 2 * np.pi * np.arange(6) / 6
    centers = jnp.asarray(2 * np.stack([np.cos(angles), np.sin(angles)], 1))

    class Exact(nnx.Module):
        """The conditional mean of data - noise, given their mix."""

        def __call__(self, x: jax.Array, t: jax.Array) -> jax.Array:
            t = t[:, None, None]
            variance = (1 - t) ** 2 + (0.2 * t) ** 2
            away = x[:, None] - t * centers
            share = jax.nn.softmax(-(away**2).sum(-1) / 2 / variance[..., 0], axis=1)
            velocity = centers + (0.04 * t - (1 - t)) / variance * away
            return (share[..., None] * velocity).sum(1)

    c = trainer.Config()
    graphdef, params = nnx.split(Exact())
    state = trainer.init_state(c, 0).replace(graphdef=graphdef, ema_params=params)
    found = np.asarray(trainer.sample(c, state, jax.random.key(0), 3000))
    away = np.linalg.norm(found[:, None] - np.asarray(centers), axis=-1)
    nearest = away.argmin(1)
    assert stats.chisquare(np.bincount(nearest, minlength=6)).pvalue > 1e-3
    assert (away.min(1) < 4 * 0.2).mean() > 0.995
    residual = found - np.asarray(centers)[nearest]
    np.testing.assert_allclose(residual.std(0), 0.2, rtol=0.05)


def test_solvers_have_their_orders(tmp_path: Path) -> None:
    """Of x' = x, whose solution grows by e: the error falls with the power of the step's length."""

    class Growth(nnx.Module):
        def __call__(self, x: jax.Array, t: jax.Array) -> jax.Array:
            return x * t[:, None] * 2  # so that it depends on the time: x(1) = e x(0)

    for sampler, order in {"euler": 1, "midpoint": 2, "rk4": 4}.items():
        trainer = flow(tmp_path / sampler, sampler=sampler)
        errors = []
        with jax.enable_x64(True):
            for steps in 8, 16:
                c = trainer.Config(sampler_steps=steps)
                graphdef, params = nnx.split(Growth())
                state = trainer.init_state(c, 0).replace(graphdef=graphdef, ema_params=params)
                key = jax.random.key(0)
                found = np.asarray(trainer.sample(c, state, key, 50))
                noise = [jax.random.normal(jax.random.fold_in(key, n), (2,)) for n in range(50)]
                errors.append(np.abs(found - np.e * np.asarray(noise)).max())
        assert abs(np.log2(errors[0] / errors[1]) - order) < 0.35, (sampler, errors)


def test_a_short_run_learns_the_modes(trained: tuple[ModuleType, Any, Any]) -> None:
    """Untrained, a fourth of the samples would be near a center, and none of the modes has its share."""
    trainer, c, state = trained
    angles = 2 * np.pi * np.arange(6) / 6
    centers = 2 * np.stack([np.cos(angles), np.sin(angles)], 1)
    found = np.asarray(trainer.sample(c, state, jax.random.key(7), 1500))
    away = np.linalg.norm(found[:, None] - centers, axis=-1)
    assert (away.min(1) < 3 * 0.2).mean() > 0.9
    assert np.bincount(away.argmin(1), minlength=6).min() > 1500 / 6 * 0.7


def test_samples_are_in_the_units_of_the_data(tmp_path: Path) -> None:
    """A model that does not move noise gives the mean and the deviation of the training data."""
    spec = {**FLOW, "data": {**FLOW["data"], "normalize": "standardize"}}
    trainer = build(spec, tmp_path)

    class Still(nnx.Module):
        def __call__(self, x: jax.Array, t: jax.Array) -> jax.Array:
            return jnp.zeros_like(x)

    c = trainer.Config()
    graphdef, params = nnx.split(Still())
    scaler = trainer.Scaler(jnp.float32([5, -3]), jnp.float32([2, 0.5]))
    state = trainer.init_state(c, 0)
    state = state.replace(graphdef=graphdef, ema_params=params, scaler=scaler)
    found = np.asarray(trainer.sample(c, state, jax.random.key(0), 4000))
    np.testing.assert_allclose(found.mean(0), [5, -3], atol=0.12)
    np.testing.assert_allclose(found.std(0), [2, 0.5], rtol=0.05)


def test_pictures_are_drawn(trained: tuple[ModuleType, Any, Any]) -> None:
    _, c, _ = trained
    assert (c.workdir / "samples_001500.png").stat().st_size > 5_000
