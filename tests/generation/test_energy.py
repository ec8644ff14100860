"""Energy-based models: losses and chains in float64, samples of a known energy, and what a short run learns."""

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
from scipy.special import expit
from scipy.stats import binom, norm
from trainers.conftest import StopAfter, bits, build

CHAINS = {"steps": 8, "step_size": 0.02}
ENERGY: dict[str, Any] = {
    "specc": 1,
    "name": "energy",
    "task": {
        "type": "generation",
        "loss": {
            "type": "persistent_contrastive_divergence",
            **CHAINS,
            "buffer_size": 600,
            "reinitialized": 0.1,
            "energy_regularization": 0.01,
        },
    },
    "model": {"type": "energy_mlp", "hidden": [32, 32]},
    "data": {
        "source": {"type": "gaussian_grid", "side": 2, "noise": 0.3, "rows": 2000},
        "holdout": "10%",
        "batch_size": 128,
    },
    "optimizer": {"type": "adam", "b1": 0, "learning_rate": {"type": "cosine", "peak": 3e-3}},
    "average": {"type": "ema", "decay": 0.98},
    "train": {"duration": "600 steps"},
    "evaluate": {"every": "200 steps"},
    "sample": {"every": "600 steps", "count": 64},
    "checkpoint": {"every": "200 steps"},
}
IMAGES = {"source": {"type": "sklearn", "name": "digits"}, "holdout": "10%", "batch_size": 16}


def trainer_of(folder: Path, data: Any = ENERGY["data"], **loss: Any) -> ModuleType:
    spec = {**ENERGY, "task": {"type": "generation", "loss": loss}, "data": data}
    return build(spec, folder)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleType, Any, Any]:
    folder = tmp_path_factory.mktemp("energy")
    trainer = build(ENERGY, folder)
    c = trainer.Config(workdir=folder / "run")
    state = trainer.train(c, threading.Event())
    for name in "init_state", "train_steps", "evaluate", "sample":
        assert getattr(trainer, name)._cache_size() == 1, name
    return trainer, c, state


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Chains that begin at the examples, with noise and clip of their own."""
    given = {**CHAINS, "noise": 0.05, "gradient_clip": 0.02, "energy_regularization": 0.5}
    folder = tmp_path_factory.mktemp("images")
    return trainer_of(folder, IMAGES, type="contrastive_divergence", **given)


Layers = list[tuple[np.ndarray, np.ndarray]]


def layers(params: Any) -> Layers:
    found = params["mlp"]["layers"]
    rows = (found[n] for n in sorted(found, key=int))
    return [(np.float64(row["kernel"]), np.float64(row["bias"])) for row in rows]


def energy(found: Layers, x: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each example, its gradient by the chain rule, and the last hidden layer."""
    value, slopes = np.float64(x).reshape(len(x), -1), []
    for kernel, bias in found[:-1]:
        before = value @ kernel + bias
        gate = expit(before)
        value = before * gate
        slopes.append(gate * (1 + before * (1 - gate)))
    kernel, bias = found[-1]
    gradient = np.broadcast_to(kernel[:, 0], value.shape)
    for (weights, _), slope in zip(found[-2::-1], slopes[::-1], strict=True):
        gradient = (gradient * slope) @ weights.T
    return (value @ kernel + bias)[:, 0], gradient.reshape(np.shape(x)), value


def chain(found: Layers, x: Any, key: Any, size: float, noise: float, clip: float) -> np.ndarray:
    """Equation 1 of Welling and Teh (2011), with a clip of each element."""
    x = np.float64(x)
    for n in range(8):
        z = np.float64(jax.random.normal(jax.random.fold_in(key, n), x.shape))
        x = x - size * np.clip(energy(found, x)[1], -clip, clip) + noise * z
    return x


def test_contrastive_divergence_is_that_of_its_paper(images: ModuleType) -> None:
    """Energies at the examples and at the ends of chains from them, and their squares."""
    c, key = images.Config(), jax.random.key(4)
    state = images.init_state(c, 0)
    x = np.random.default_rng(0).uniform(size=(5, 8, 8)).astype(np.float32)
    model, found = nnx.merge(state.graphdef, state.params), layers(state.params)
    metrics = jax.jit(lambda x: images.compute_metrics(c, model, x, key))(x)
    ends = chain(found, x, key, 0.02, 0.05, 0.02)
    assert (np.abs(energy(found, x)[1]) > 0.02).mean() > 0.1, "the clip does something"
    positive, negative = energy(found, x)[0], energy(found, ends)[0]
    expected = positive - negative + 0.5 * (positive**2 + negative**2)
    np.testing.assert_allclose(metrics["energy"], positive, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(metrics["negative_energy"], negative, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(metrics["loss"], expected, rtol=1e-4, atol=1e-5)


def test_its_evaluation_measures_every_example_once(images: ModuleType) -> None:
    state = images.init_state(images.Config(), 0)
    x = np.random.default_rng(1).uniform(size=(7, 8, 8)).astype(np.float32)
    found = layers(state.params)
    keys = jax.random.split(jax.random.key(0), 7)
    ends = [chain(found, x[n : n + 1], keys[n], 0.02, 0.05, 0.02) for n in range(7)]
    c = images.Config(eval_batch_size=3)
    metrics = images.evaluate(c, state, images.Batch(image=jnp.asarray(x)))
    expected = energy(found, np.concatenate(ends))[0].mean()
    np.testing.assert_allclose(metrics["negative_energy"], expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(metrics["energy"], energy(found, x)[0].mean(), rtol=1e-4)


def test_no_gradient_flows_through_the_chain(trained: tuple[ModuleType, Any, Any]) -> None:
    """The gradient of the last layer is that of chains whose ends are constants."""
    trainer, c, state = trained
    x = jnp.asarray(np.random.default_rng(0).normal(size=(128, 2)), jnp.float32)
    batch = trainer.Batch(features=x)
    model = nnx.merge(state.graphdef, state.params)

    @jax.jit
    def both(state: Any) -> Any:
        grads, (_, after) = jax.grad(trainer.loss_fn, argnums=1, has_aux=True)(
            c, state.params, state, batch
        )
        return grads, after, *trainer.continue_chains(c, state, model, 128)

    grads, after, rows, negatives = both(state)
    np.testing.assert_allclose(after.buffer[rows], negatives, rtol=1e-5, atol=1e-6)
    kept = np.setdiff1d(np.arange(600), rows)
    assert len(kept) == 600 - 128
    assert (np.asarray(after.buffer)[kept] == np.asarray(state.buffer)[kept]).all()
    found = layers(state.params)
    (positive, _, up), (negative, _, down) = energy(found, x), energy(found, negatives)
    expected = (up - down).mean(0) + 0.02 * (
        (positive[:, None] * up).mean(0) + (negative[:, None] * down).mean(0)
    )
    last = grads["mlp"]["layers"][max(grads["mlp"]["layers"], key=int)]
    np.testing.assert_allclose(last["kernel"][:, 0], expected, rtol=1e-3, atol=1e-4)
    bias = 0.02 * (positive.mean() + negative.mean())
    np.testing.assert_allclose(last["bias"], bias, rtol=1e-3, atol=1e-4)


def test_a_share_of_the_chains_begins_anew(trained: tuple[ModuleType, Any, Any]) -> None:
    """With steps of no length all others stay where they were; new ones are standard normal."""
    trainer, _, state = trained
    state = state.replace(buffer=state.buffer + 100)
    model = nnx.merge(state.graphdef, state.params)
    still = trainer.Config(chain_step_size=1e-12)

    @jax.jit
    @jax.vmap
    def continued(step: jax.Array) -> Any:
        return trainer.continue_chains(still, state.replace(step=step), model, 128)

    rows, found = (np.asarray(x) for x in continued(jnp.arange(40)))
    assert all(len(np.unique(row)) == 128 for row in rows)
    anew = np.abs(found).max(2) < 50
    np.testing.assert_allclose(found[~anew], np.asarray(state.buffer)[rows][~anew], rtol=1e-6)
    drawn = found[anew]
    low, high = binom(40 * 128, 0.1).interval(0.9999)
    assert low <= len(drawn) <= high
    np.testing.assert_allclose(drawn.mean(0), 0, atol=4 / len(drawn) ** 0.5)
    np.testing.assert_allclose(drawn.std(0), 1, atol=0.15)


def test_evaluation_compares_all_chains_with_all_of_the_set(
    trained: tuple[ModuleType, Any, Any],
) -> None:
    trainer, c, state = trained
    x = np.random.default_rng(0).normal(size=(50, 2)).astype(np.float32)
    metrics = trainer.evaluate(c, state, trainer.Batch(features=jnp.asarray(x)))
    found = layers(state.ema_params)
    negative = energy(found, state.buffer)[0].mean()
    np.testing.assert_allclose(metrics["energy"], energy(found, x)[0].mean(), rtol=1e-4)
    np.testing.assert_allclose(metrics["negative_energy"], negative, rtol=1e-3, atol=1e-4)
    chains = np.float64(state.buffer[:50])

    def mean(a: np.ndarray, b: np.ndarray) -> float:
        pairs = [np.linalg.norm(u - v) for u in a for v in b]
        return float(np.sum(pairs) / (len(a) * (len(b) - (a is b))))

    distance = 2 * mean(chains, x) - mean(chains, chains) - mean(x, x)
    np.testing.assert_allclose(metrics["energy_distance"], distance, rtol=1e-3, atol=1e-4)


def test_denoising_score_matching_is_that_of_its_paper(tmp_path: Path) -> None:
    """Equation 11 of Vincent (2011) times the variance of the noise, and a derivative by differences."""
    trainer = trainer_of(tmp_path, type="denoising_score_matching", sigma=0.3)
    c, key = trainer.Config(), jax.random.key(4)
    state = trainer.init_state(c, 0)
    x = np.random.default_rng(0).normal(size=(9, 2)).astype(np.float32)
    z = np.float64(jax.random.normal(key, x.shape))

    def loss(found: Layers) -> np.ndarray:
        noisy = np.float64(x) + 0.3 * z
        score = -energy(found, noisy)[1]
        return np.asarray(0.3**2 * ((score - (x - noisy) / 0.3**2) ** 2).sum(1) / 2)

    @jax.jit
    def found(params: Any) -> jax.Array:
        model = nnx.merge(state.graphdef, params)
        metrics: jax.Array = trainer.compute_metrics(c, model, jnp.asarray(x), key)["loss"]
        return metrics

    known = layers(state.params)
    np.testing.assert_allclose(found(state.params), loss(known), rtol=1e-4)
    grads = jax.jit(jax.grad(lambda params: found(params).mean()))(state.params)
    for number, index in ((0, (1, 3)), (1, (5, 6)), (2, (7, 0))):
        kernel, before = known[number][0], known[number][0][index]
        values = []
        for shift in 1e-5, -1e-5:
            kernel[index] = before + shift
            values.append(loss(known).mean())
        kernel[index] = before
        slope = (values[0] - values[1]) / 2e-5
        np.testing.assert_allclose(layers(grads)[number][0][index], slope, rtol=1e-3, atol=1e-6)


def test_a_known_energy_gives_its_mixture(trained: tuple[ModuleType, Any, Any]) -> None:
    """Of two normal distributions: shares, means and variances, with the bias of the step size."""
    trainer, _, state = trained
    centers, shares = jnp.float32([[-1, 0], [1, 0]]), jnp.float32([0.25, 0.75])

    class Exact(nnx.Module):
        def __call__(self, x: jax.Array) -> jax.Array:
            away = ((x[:, None] - centers) ** 2).sum(-1) / 0.5
            return -jax.nn.logsumexp(jnp.log(shares) - away, axis=1)

    graphdef, params = nnx.split(Exact())
    scaler = trainer.Scaler(jnp.float32([5, -3]), jnp.float32([2, 0.5]))
    known = state.replace(graphdef=graphdef, ema_params=params, scaler=scaler)
    for size, steps in ((0.02, 1000), (0.1, 200)):
        c = trainer.Config(chain_step_size=size, sampler_steps=steps)
        found = np.asarray(trainer.sample(c, known, jax.random.key(0), 4000))
        x, y = ((found - np.float32([5, -3])) / np.float32([2, 0.5])).T
        biased = 0.25 / (1 - size / 0.5)  # of the unadjusted algorithm for this normal
        np.testing.assert_allclose(y.var(), biased, rtol=0.09)
        np.testing.assert_allclose(y.mean(), 0, atol=0.04)
        share = 0.75 * norm.cdf(2) + 0.25 * norm.cdf(-2)
        np.testing.assert_allclose((x > 0).mean(), share, atol=0.03 + size / 2)
        np.testing.assert_allclose(x.mean(), 0.5, atol=0.06 + size / 2)


def test_a_short_run_learns_the_modes(trained: tuple[ModuleType, Any, Any]) -> None:
    """Untrained, chains wander off: less than a third would be near a center."""
    trainer, c, state = trained
    centers = np.float32([[-1, -1], [-1, 1], [1, -1], [1, 1]])

    def near(state: Any) -> tuple[float, int]:
        found = np.asarray(trainer.sample(c, state, jax.random.key(7), 1000))
        away = np.linalg.norm(found[:, None] - centers, axis=-1)
        return float((away.min(1) < 0.9).mean()), int(
            np.bincount(away.argmin(1), minlength=4).min()
        )

    share, least = near(state)
    assert share > 0.9
    assert least > 150
    assert near(trainer.init_state(c, 0))[0] < 0.33


def test_a_stopped_run_goes_on_in_every_bit(
    trained: tuple[ModuleType, Any, Any], tmp_path: Path
) -> None:
    """The buffer is a part of checkpoints."""
    trainer, c, state = trained
    parts = trainer.Config(workdir=tmp_path / "parts")
    trainer.train(parts, StopAfter(2))
    assert bits(trainer.train(parts, threading.Event())) == bits(state)
    rows = [(run / "metrics.jsonl").read_bytes() for run in (c.workdir, parts.workdir)]
    assert rows[0] == rows[1]


def test_samples_do_not_depend_on_their_number(trained: tuple[ModuleType, Any, Any]) -> None:
    trainer, c, state = trained
    few, many = (np.asarray(trainer.sample(c, state, jax.random.key(5), n)) for n in (3, 9))
    np.testing.assert_allclose(few, many[:3], rtol=1e-4, atol=1e-4)
    assert (c.workdir / "samples_000600.png").stat().st_size > 5_000


def test_samplers_take_the_chains_of_their_loss(tmp_path: Path, images: ModuleType) -> None:
    """Step size, noise and clip, unless the spec has others; images begin as uniform noise."""
    c = images.Config()
    assert (c.chain_noise, c.chain_gradient_clip, c.sampler_steps) == (0.05, 0.02, 500)
    assert not {name for name in vars(c) if name.startswith("sampler_")} - {"sampler_steps"}
    noise = np.asarray(images.draw_noise(jax.random.key(0), 1000))
    assert noise.shape == (1000, 8, 8)
    assert 0 <= noise.min() < 0.001
    assert 0.999 < noise.max() <= 1
    sampler = {"type": "langevin", "steps": 5, "step_size": 0.5, "noise": 0.1}
    spec = {**ENERGY, "sample": {"every": "600 steps", "sampler": sampler}}
    c = build(spec, tmp_path).Config()
    assert (c.chain_step_size, c.sampler_step_size, c.sampler_noise) == (0.02, 0.5, 0.1)
    np.testing.assert_allclose(c.chain_noise, 0.2)
