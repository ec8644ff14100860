"""Flow matching with noise that is assigned to examples, and likelihoods: against SciPy and closed forms."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from scipy import stats
from scipy.optimize import linear_sum_assignment
from trainers.conftest import build

from .test_flow_matching import FLOW

TRANSPORTED: dict[str, Any] = {
    "type": "flow_matching",
    "coupling": "optimal_transport",
    "likelihood": {"steps": 12},
}


def flow(tmp_path: Path, loss: dict[str, Any], **data: Any) -> ModuleType:
    task = {"type": "generation", "loss": loss}
    return build({**FLOW, "task": task, "data": {**FLOW["data"], **data}}, tmp_path)


@pytest.fixture(scope="module")
def transported(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return flow(tmp_path_factory.mktemp("transported"), TRANSPORTED, batch_size=48)


def drawn(key: jax.Array, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Times and noise of a key."""
    time_key, noise_key = jax.random.split(key)
    times, noise = jax.random.uniform(time_key, (n, 1)), jax.random.normal(noise_key, (n, 2))
    return np.float64(times), np.float64(noise)


def assigned(noise: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The noise of each example, by SciPy."""
    cost = ((x[:, None] - noise) ** 2).sum(-1)
    return noise[linear_sum_assignment(cost)[1]]


def test_noise_is_assigned_at_the_least_distance(transported: ModuleType) -> None:
    """The same as SciPy's, in the loss and in its gradient; each draw is used once."""
    x = np.random.default_rng(0).normal(size=(48, 2)).astype(np.float32)
    key = jax.random.key(3)
    t, noise = drawn(key, 48)
    expected = assigned(noise, np.float64(x))

    def model(x: jax.Array, t: jax.Array, scale: jax.typing.ArrayLike = 0.7) -> jax.Array:
        return scale * x * t[:, None]

    def loss(scale: float) -> jax.Array:
        found = transported.compute_metrics(lambda x, t: model(x, t, scale), jnp.asarray(x), key)
        return found["loss"].mean()

    found = transported.pair_optimally(jnp.float32(noise), jnp.asarray(x))
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    residual = 0.7 * t * ((1 - t) * expected + t * x) - (x - expected)
    np.testing.assert_allclose(loss(0.7), (residual**2).mean(), rtol=1e-5)
    slope = (2 * residual * t * ((1 - t) * expected + t * x)).mean()
    np.testing.assert_allclose(jax.grad(loss)(0.7), slope, rtol=1e-5)


def test_every_example_is_evaluated_in_a_batch(transported: ModuleType) -> None:
    """In batches as in training, and one that is left over, each with its own draws."""
    x = np.random.default_rng(1).normal(size=(100, 2)).astype(np.float32)

    class Still(nnx.Module):
        def __call__(self, x: jax.Array, t: jax.Array) -> jax.Array:
            return jnp.zeros_like(x)

    c = transported.Config()
    graphdef, params = nnx.split(Still())
    state = transported.init_state(c, 0).replace(graphdef=graphdef, ema_params=params)
    found = transported.evaluate(c, state, transported.Batch(features=jnp.asarray(x)))
    losses = []
    for n, rows in enumerate(np.split(np.float64(x), [48, 96])):
        _, noise = drawn(jax.random.fold_in(jax.random.key(0), n), len(rows))
        losses.append(((rows - assigned(noise, rows)) ** 2).mean(1))
    np.testing.assert_allclose(found["loss"], np.concatenate(losses).mean(), rtol=1e-5)
    density = stats.norm.logpdf(np.float64(x)).sum(1).mean()
    np.testing.assert_allclose(found["log_likelihood"], density, rtol=1e-5)


class Gaussian(nnx.Module):
    """The velocity of the linear path to a normal distribution, which is linear in the point.

    The path has the covariance (1 - t)^2 I + t^2 S at time t, and the mean t m.
    """

    mean = np.array([0.3, -1.2])
    covariance = np.array([[0.5, 0.2], [0.2, 0.3]])

    def __call__(self, x: jax.Array, t: jax.Array) -> jax.Array:
        variances, axes = np.linalg.eigh(self.covariance)
        t = t[:, None]
        slopes = (t * variances - (1 - t)) / ((1 - t) ** 2 + t**2 * variances)
        return self.mean + ((x - t * self.mean) @ axes * slopes) @ axes.T


@pytest.mark.parametrize("divergence", ["exact", "hutchinson"])
def test_the_likelihood_is_that_of_a_known_flow(divergence: str, tmp_path: Path) -> None:
    """Of a normal distribution, in float64 and in the units of the data, which were standardized.

    Random signs give an unbiased estimate: it is off by the sum of the entries beside the diagonal.
    """
    loss = {"type": "flow_matching", "likelihood": {"steps": 60, "divergence": divergence}}
    trainer = flow(tmp_path, loss, normalize="standardize")
    mean, std = np.array([5.0, -3.0]), np.array([2.0, 0.5])
    with jax.enable_x64(True):
        c = trainer.Config()
        graphdef, params = nnx.split(Gaussian())
        state = trainer.init_state(c, 0).replace(
            graphdef=graphdef,
            ema_params=params,
            scaler=trainer.Scaler(jnp.asarray(mean), jnp.asarray(std)),
        )
        x = np.random.default_rng(0).normal(size=(400, 2))
        found = trainer.evaluate(c, state, trainer.Batch(features=jnp.asarray(x)))
    covariance = np.diag(std) @ Gaussian.covariance @ np.diag(std)
    target = stats.multivariate_normal(mean + std * Gaussian.mean, covariance)
    expected = target.logpdf(x * std + mean).mean()
    tolerance = 1e-6 if divergence == "exact" else 0.05
    np.testing.assert_allclose(found["log_likelihood"], expected, atol=tolerance)


def test_the_likelihood_of_images_is_that_of_their_pixels(tmp_path: Path) -> None:
    """A flow that does not move: a normal density of pixels in [0, 1], 64 of them, divided by 16."""
    digits = {"type": "sklearn", "name": "digits"}
    loss = {"type": "flow_matching", "likelihood": {"steps": 2, "divergence": "hutchinson"}}
    trainer = flow(tmp_path, loss, source=digits, normalize="unit")

    class Still(nnx.Module):
        def __call__(self, x: jax.Array, t: jax.Array) -> jax.Array:
            return jnp.zeros_like(x)

    c = trainer.Config()
    graphdef, params = nnx.split(Still())
    state = trainer.init_state(c, 0).replace(graphdef=graphdef, ema_params=params)
    data = trainer.load_data().eval
    found = trainer.evaluate(c, state, data)["log_likelihood"]
    density = stats.norm.logpdf(np.float64(data.image)).sum((1, 2)).mean()
    np.testing.assert_allclose(found, density - 64 * np.log(16), rtol=1e-5)
