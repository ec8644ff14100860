"""Options of the evidence lower bound in float64: likelihoods, free bits, importance weights; and a short run."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from scipy import stats
from scipy.special import log_softmax, logsumexp
from trainers.conftest import build

from .conftest import COMMON
from .test_losses import forward, gelu, layers, near

LIKELIHOODS: dict[str, Any] = {
    "gaussian": "gaussian",
    "gaussian_fixed": {"type": "gaussian", "scale": 0.2},
    "laplace": {"type": "laplace", "scale": 0.3},
    "laplace_learned": "laplace",
    "categorical": "categorical",
    "discretized_logistic": "discretized_logistic",
}


def spec(**loss: Any) -> dict[str, Any]:
    return {
        **COMMON,
        "name": "bound",
        "task": {"type": "generation", "loss": {"type": "elbo", **loss}},
        "model": {"type": "vae", "hidden": [16], "latent": 3},
        "optimizer": {"type": "adam", "learning_rate": 1e-3},
    }


def levels(count: int, seed: int = 0) -> np.ndarray:
    """Images of the grey levels of the digits, with more of the first and the last."""
    drawn = np.random.default_rng(seed).integers(-4, 21, (count, 8, 8)).clip(0, 16)
    return np.asarray(drawn / 16, np.float32)


def logistic(outputs: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The probability of the interval around each level: of the tail on the other side of the mean."""
    mean, scale = outputs[..., 0], np.exp(np.maximum(outputs[..., 1], -7))
    away, low, high = np.abs(x - mean), x <= mean, x > mean
    inner = stats.logistic.sf(away - 1 / 32, scale=scale) - stats.logistic.sf(
        away + 1 / 32, scale=scale
    )
    open_ends = ((x == 0) & low) | ((x == 1) & high)
    whole = stats.logistic.sf(away - 1 / 32, scale=scale)
    beyond = ((x == 0) & high) | ((x == 1) & low)
    rest = stats.logistic.cdf(away + 1 / 32, scale=scale)
    return np.asarray(np.where(open_ends, whole, np.where(beyond, rest, inner)))


NATS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "gaussian": lambda out, x: -stats.norm.logpdf(x, out, np.exp(0.02)),
    "gaussian_fixed": lambda out, x: 12.5 * (x - out) ** 2 + np.log(0.2 * np.sqrt(2 * np.pi)),
    "laplace": lambda out, x: np.abs(x - out) / 0.3 + np.log(0.6),
    "laplace_learned": lambda out, x: -stats.laplace.logpdf(x, out, np.exp(0.02)),
    "categorical": lambda out, x: (
        -np.take_along_axis(log_softmax(out, -1), np.rint(16 * x).astype(int)[..., None], -1)[
            ..., 0
        ]
    ),
    "discretized_logistic": lambda out, x: -np.log(logistic(out, x)),
}
"""Written from the definitions, at parameters of 0.02 where a trainer starts with 0."""


@pytest.mark.parametrize(
    "name",
    [
        "gaussian",
        "laplace",
        "categorical",
        "discretized_logistic",
        pytest.param("gaussian_fixed", marks=pytest.mark.soak),
        pytest.param("laplace_learned", marks=pytest.mark.soak),
    ],
)
def test_a_likelihood_is_that_of_its_definition(name: str, tmp_path: Path) -> None:
    """And its gradient in the decoder's last bias is that of central differences."""
    trainer = build(spec(likelihood=LIKELIHOODS[name]), tmp_path)
    c, x, key = trainer.Config(), levels(5), jax.random.key(3)
    given = (c,) if name in ("gaussian_fixed", "laplace") else ()
    state = trainer.init_state(c, 0)
    params = jax.tree.map(lambda p: p + 0.02, state.params)

    def loss(params: Any) -> tuple[jax.Array, Any]:
        model = nnx.merge(state.graphdef, params)
        metrics = trainer.compute_metrics(*given, model, jnp.asarray(x), key)
        return metrics["loss"].mean(), metrics

    (_, found), grads = jax.jit(jax.value_and_grad(loss, has_aux=True))(params)
    encoded = forward(layers(params["encoder"]), np.float64(x.reshape(5, -1)), gelu)
    mean, log_variance = np.split(encoded, 2, -1)
    z = mean + np.exp(log_variance / 2) * np.float64(jax.random.normal(key, mean.shape))
    outputs = forward(layers(params["decoder"]), z, gelu)
    shape = (5, 8, 8, *([outputs.shape[1] // 64] if outputs.shape[1] > 64 else []))

    def nats(outputs: np.ndarray) -> np.ndarray:
        return NATS[name](outputs.reshape(shape), np.float64(x)).sum((1, 2))

    kl = stats.norm.entropy(scale=np.exp(log_variance / 2)).sum(-1)
    kl = 0.5 * (np.exp(log_variance) + mean**2 + np.log(2 * np.pi)).sum(-1) - kl
    np.testing.assert_allclose(found["reconstruction"], nats(outputs), rtol=1e-4)
    np.testing.assert_allclose(found["elbo"], -nats(outputs) - kl, rtol=1e-4)
    last = grads["decoder"]["layers"][max(params["decoder"]["layers"], key=int)]["bias"]
    for place in (0, 40, len(last) - 1):
        step = 1e-5 * np.eye(len(last))[place]
        slope = (nats(outputs + step) - nats(outputs - step)).mean() / 2e-5
        np.testing.assert_allclose(last[place], slope, rtol=2e-3, atol=2e-4)


def test_the_levels_of_a_logistic_share_all_probability(tmp_path: Path) -> None:
    """Whatever mean and scale are, also where float32 has no difference of two sigmoids left."""
    trainer = build(spec(likelihood="discretized_logistic"), tmp_path)
    rng = np.random.default_rng(0)
    outputs = np.stack([rng.uniform(-2, 3, 99), rng.uniform(-9, 3, 99)], -1).astype(np.float32)
    x = np.broadcast_to(np.linspace(0, 1, 17, dtype=np.float32)[:, None], (17, 99))

    def total(outputs: jax.Array) -> tuple[jax.Array, jax.Array]:
        nats = trainer.discretized_logistic_nll(outputs, x)
        return nats.sum(), nats

    slopes, found = jax.jit(jax.grad(total, has_aux=True))(outputs)
    assert np.isfinite(found).all()
    assert np.isfinite(slopes).all()
    np.testing.assert_allclose(np.exp(-np.float64(found)).sum(0), 1, rtol=2e-5)


def test_free_bits_cost_nothing_in_training_alone(tmp_path: Path) -> None:
    """max(free_bits, batch mean) of each dimension, whose gradient is 0 below the bound."""
    trainer = build(spec(likelihood="gaussian", free_bits=0.1, beta=0.5), tmp_path)
    c, x = trainer.Config(), levels(9)
    state = trainer.init_state(c, 0)
    batch = trainer.Batch(image=jnp.asarray(x))
    model = nnx.merge(state.graphdef, state.params)
    mean, log_variance = map(np.float64, model.encode(batch.image))
    kl = 0.5 * (np.exp(log_variance) + mean**2 - 1 - log_variance)
    assert kl.mean(0).min() < 0.1 < kl.mean(0).max(), "the bound is between them"
    loss, (metrics, _) = jax.jit(trainer.loss_fn, static_argnums=0)(c, state.params, state, batch)
    expected = 0.5 * np.maximum(0.1, kl.mean(0)).sum()
    np.testing.assert_allclose(loss - metrics["reconstruction"], expected, rtol=3e-4)
    near(metrics["kl"], kl.sum(-1).mean())
    near(metrics["elbo"], -metrics["reconstruction"] - kl.sum(-1).mean())
    scored = trainer.evaluate(c, state, batch)
    near(scored["loss"], scored["reconstruction"] + 0.5 * scored["kl"])


def test_the_importance_weighted_bound_is_that_of_its_paper(tmp_path: Path) -> None:
    """Equation 8 of Burda et al. (2016) with densities of SciPy; it is above the bound of one sample."""
    trainer = build(spec(likelihood="gaussian", importance_samples=6), tmp_path)
    c, x, key = trainer.Config(), levels(4), jax.random.key(8)
    state = trainer.init_state(c, 0)
    model = nnx.merge(state.graphdef, state.params)
    bound = jax.jit(trainer.importance_weighted_elbo, static_argnums=0)
    found = bound(c, model, jnp.asarray(x), key)
    encoded = forward(layers(state.params["encoder"]), np.float64(x.reshape(4, -1)), gelu)
    mean, log_variance = np.split(encoded, 2, -1)
    scale = np.exp(log_variance / 2)
    weights = []
    for one in jax.random.split(key, 6):
        z = mean + scale * np.float64(jax.random.normal(one, mean.shape))
        outputs = forward(layers(state.params["decoder"]), z, gelu).reshape(4, 8, 8)
        joint = stats.norm.logpdf(x, outputs).sum((1, 2)) + stats.norm.logpdf(z).sum(-1)
        weights.append(joint - stats.norm.logpdf(z, mean, scale).sum(-1))
    np.testing.assert_allclose(found, logsumexp(weights, axis=0) - np.log(6), rtol=1e-5)
    batch = trainer.Batch(image=jnp.asarray(levels(60, 1)))
    many = trainer.evaluate(trainer.Config(importance_samples=200), state, batch)
    few = trainer.evaluate(trainer.Config(importance_samples=1), state, batch)
    assert many["iw_elbo"] > few["iw_elbo"]
    np.testing.assert_allclose(few["iw_elbo"], few["elbo"], rtol=0.02)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleType, Any, Any]:
    folder = tmp_path_factory.mktemp("bound")
    wide = {
        **spec(likelihood="categorical", importance_samples=20),
        "model": {"type": "vae", "hidden": [128], "latent": 8},
        "train": {"duration": "400 steps"},
        "evaluate": {"every": "400 steps"},
        "sample": {"every": "400 steps", "count": 8},
        "checkpoint": {"every": "400 steps"},
        "optimizer": {"type": "adam", "learning_rate": 3e-3},
    }
    trainer = build(wide, folder)
    c = trainer.Config(workdir=folder / "run")
    return trainer, c, trainer.train(c, threading.Event())


def test_a_short_run_beats_pixels_that_are_independent(trained: tuple[Any, Any, Any]) -> None:
    """The best model without latents, the frequencies of each pixel's levels, is worse by many nats."""
    trainer, c, state = trained
    data = trainer.load_data()
    train, held = (np.rint(16 * np.asarray(s.image)).astype(int) for s in (data.train, data.eval))
    counts = (train[..., None] == np.arange(17)).sum(0) + 0.5
    share = np.log(counts / counts.sum(-1, keepdims=True))
    alone = np.take_along_axis(share[None], held[..., None], -1).sum((1, 2, 3)).mean()
    found = trainer.evaluate(c, state, data.eval)
    assert found["elbo"] > alone + 8
    assert found["iw_elbo"] > found["elbo"] + 0.5


def test_reconstructions_are_like_the_images(trained: tuple[Any, Any, Any]) -> None:
    trainer, c, state = trained
    image = trainer.load_data().eval.image
    error = np.mean((np.asarray(trainer.reconstruct(c, state, image)) - image) ** 2)
    assert error < 0.5 * np.mean((image - image.mean(0)) ** 2)


@pytest.mark.parametrize("likelihood", ["gaussian", "categorical", "discretized_logistic"])
def test_convolutions_decode_what_a_likelihood_asks_for(likelihood: str, tmp_path: Path) -> None:
    """As many outputs for each pixel as a perceptron has, and the parameters of the likelihood."""
    shapes = []
    for model in (
        {"type": "vae", "hidden": [8], "latent": 3},
        {"type": "conv_vae", "channels": [2, 4], "latent": 3},
    ):
        trainer = build({**spec(likelihood=likelihood), "model": model}, tmp_path / model["type"])
        state = jax.eval_shape(lambda trainer=trainer: trainer.init_state(trainer.Config(), 0))
        decode = jax.eval_shape(
            lambda s: nnx.merge(s.graphdef, s.params).decode(jnp.zeros((2, 3))), state
        )
        shapes.append((decode.shape, "log_scale" in state.params))
    outputs = {"gaussian": (), "categorical": (17,), "discretized_logistic": (2,)}[likelihood]
    assert shapes == [((2, 8, 8, *outputs), likelihood == "gaussian")] * 2
