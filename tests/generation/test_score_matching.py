"""Score matching at several levels of noise: the loss in float64, exact scores, and annealed Langevin dynamics."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from scipy.special import expit
from trainers.conftest import advance, build, data_of

LOSS = {
    "type": "noise_conditional_score_matching",
    "sigma_max": 4,
    "sigma_min": 0.2,
    "levels": 6,
}
SCORES: dict[str, Any] = {
    "specc": 1,
    "name": "scores",
    "task": {"type": "generation", "condition": "class", "loss": LOSS},
    "model": {
        "type": "denoising_mlp",
        "hidden": [64, 64],
        "frequencies": 4,
        "time_scale": 10,
        "activation": "silu",
    },
    "data": {
        "source": {"type": "gaussian_grid", "side": 2, "noise": 0.3, "rows": 4000},
        "holdout": "10%",
        "batch_size": 256,
        "normalize": "none",
    },
    "optimizer": {"type": "adam", "learning_rate": {"type": "cosine", "peak": 5e-3}},
    "average": {"type": "ema", "decay": 0.98},
    "train": {"duration": "500 steps"},
    "evaluate": {"every": "500 steps"},
    "sample": {
        "every": "500 steps",
        "count": 64,
        "sampler": {"type": "annealed_langevin", "steps": 40},
    },
    "checkpoint": {"every": "500 steps"},
}
SIGMAS = 4 * (0.2 / 4) ** (np.arange(6) / 5)
CENTERS = np.array([[-1, -1], [1, -1], [-1, 1], [1, 1]])


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleType, Any, Any]:
    trainer = build(SCORES, tmp_path_factory.mktemp("scores"))
    c = trainer.Config()
    state, _ = advance(trainer, c, trainer.init_state(c, 0), data_of(trainer, c).train, c.steps)
    return trainer, c, state


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Without labels, for scores that are known."""
    task = {"type": "generation", "loss": LOSS}
    return build({**SCORES, "task": task}, tmp_path_factory.mktemp("plain"))


def exact(trainer: ModuleType, c: Any, score: Any) -> tuple[Any, Any]:
    """A model whose score is `score(x, sigma)`, and a state with it."""

    class Exact(nnx.Module):
        def __call__(self, x: jax.Array, t: jax.Array) -> jax.Array:
            sigma = (c.sigma_min * (c.sigma_max / c.sigma_min) ** t)[:, None]
            return sigma * score(x * jnp.sqrt(1 + sigma**2), sigma)

    graphdef, params = nnx.split(Exact())
    none = (None,) * (len(dataclasses.fields(trainer.TrainState)) - 1)
    return Exact(), trainer.TrainState(graphdef, *none).replace(ema_params=params)


def network(params: Any, x: np.ndarray, t: np.ndarray, label: np.ndarray) -> np.ndarray:
    """In float64: four frequencies from 10 down to a ten-thousandth of it, and one-hot labels."""
    angles = 10 * t[:, None] * 10 ** np.linspace(0, -4, 4)
    h = np.concatenate([x, np.sin(angles), np.cos(angles), np.eye(4)[label]], axis=1)
    layers = params["mlp"]["layers"]
    for n in sorted(layers, key=int):
        h = h @ np.float64(layers[n]["kernel"]) + np.float64(layers[n]["bias"])
        h = h * expit(h) if int(n) < 2 else h
    return h


def test_the_loss_is_that_of_its_paper(trained: tuple[ModuleType, Any, Any]) -> None:
    """Equations 5 and 6 of Song and Ermon (2019), and a derivative by differences."""
    trainer, c, _ = trained
    key, params = jax.random.key(4), nnx.to_pure_dict(trainer.init_state(c, 0).params)
    rng = np.random.default_rng(0)
    x, label = rng.normal(size=(32, 2)), rng.integers(0, 4, 32)
    level_key, noise_key = jax.random.split(key)
    i = np.asarray(jax.random.randint(level_key, (32,), 0, 6))
    assert {*i} == {*range(6)}
    sigma = SIGMAS[i, None]
    noise = sigma * np.float64(jax.random.normal(noise_key, (32, 2)))

    def loss(params: Any) -> np.ndarray:
        output = network(params, (x + noise) / np.sqrt(1 + sigma**2), 1 - i / 5, label)
        errors = output / sigma + noise / sigma**2
        return np.asarray(sigma[:, 0] ** 2 * (errors**2).sum(1) / 2)

    def found(params: Any) -> tuple[jax.Array, jax.Array]:
        model = trainer.DenoisingMLP(c, rngs=nnx.Rngs(0))
        nnx.update(model, params)
        metrics = trainer.compute_metrics(c, model, jnp.float32(x), label, key)
        return metrics["loss"].mean(), metrics["loss"]

    grads, losses = jax.jit(jax.grad(found, has_aux=True))(params)
    kernels = jax.tree.map(np.float64, params)
    np.testing.assert_allclose(losses, loss(kernels), rtol=1e-4)
    for layer, index in ((0, (1, 3)), (0, (12, 5)), (1, (5, 6)), (2, (7, 0))):
        kernel = kernels["mlp"]["layers"][layer]["kernel"]
        before, values = kernel[index], []
        for shift in 1e-5, -1e-5:
            kernel[index] = before + shift
            values.append(loss(kernels).mean())
        kernel[index] = before
        slope = (values[0] - values[1]) / 2e-5
        grad = grads["mlp"]["layers"][layer]["kernel"][index]
        np.testing.assert_allclose(grad, slope, rtol=1e-3, atol=1e-6)


def test_the_exact_score_has_the_least_loss(plain: ModuleType) -> None:
    """For normal data of variance v it is -x / (v + sigma^2), with v / (v + sigma^2) for each dimension."""
    c, v = plain.Config(), 0.09
    model, _ = exact(plain, c, lambda x, sigma: -x / (v + sigma**2))
    x = 0.3 * np.random.default_rng(0).normal(size=(100_000, 2)).astype(np.float32)
    found = jax.jit(lambda x: plain.compute_metrics(c, model, x, jax.random.key(0))["loss"])(x)
    least = (v / (v + SIGMAS**2)).mean()
    np.testing.assert_allclose(found.mean(), least, rtol=0.02)


def test_a_short_run_learns_the_exact_scores(trained: tuple[ModuleType, Any, Any]) -> None:
    """Given the label the data are normal, with variance 0.09 around its center; at every level."""
    trainer, c, state = trained
    model = nnx.merge(state.graphdef, state.ema_params)
    rng = np.random.default_rng(0)
    label = np.arange(400) % 4
    score = jax.jit(lambda x, i: trainer.score(c, model, x, i, label))
    for i, sigma in enumerate(SIGMAS):
        variance = 0.09 + sigma**2
        away = np.sqrt(variance) * rng.normal(size=(400, 2))
        x = jnp.float32(CENTERS[label] + away)
        found = np.asarray(score(x, np.full(400, i)))
        error = ((found + away / variance) ** 2).mean() * variance  # 1 for a score of 0
        assert error < 0.05, (i, error)


def test_samples_reach_the_mode_of_their_label(trained: tuple[ModuleType, Any, Any]) -> None:
    trainer, c, state = trained
    label = np.arange(800) % 4

    def drawn(state: Any, count: int) -> np.ndarray:
        return np.asarray(trainer.sample(c, state, jax.random.key(1), count, label[:count]))

    def near(found: np.ndarray) -> float:
        return float((np.linalg.norm(found - CENTERS[label], axis=1) < 1.1).mean())

    many = drawn(state, 800)
    assert near(many) > 0.95
    assert near(drawn(trainer.init_state(c, 0), 800)) < 0.35
    np.testing.assert_allclose(drawn(state, 3), many[:3], rtol=1e-4, atol=1e-4)


def test_annealing_finds_the_weights_of_modes(plain: ModuleType) -> None:
    """The mixture of figure 3 of Song and Ermon (2019), of which plain chains find half of each mode.

    Samples have the smallest noise, of variance 0.25, besides that of the mixture.
    """
    shares, centers = np.float32([0.2, 0.8]), np.float32([[-5, -5], [5, 5]])

    def score(x: Any, sigma: Any, xp: Any = jnp) -> Any:
        variance = 1 + sigma**2
        away = x[:, None] - centers  # (n, 2, 2)
        logits = xp.log(shares) - (away**2).sum(-1) / (2 * variance)
        weights = xp.exp(logits - logits.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        return -(weights[..., None] * away).sum(1) / variance

    c = plain.Config(sigma_max=15, sigma_min=0.5, levels=8, sampler_steps=60)
    _, state = exact(plain, c, score)
    found = np.asarray(plain.sample(c, state, jax.random.key(0), 2000))
    second = found.sum(1) > 0
    np.testing.assert_allclose(second.mean(), 0.8, atol=0.035)
    for chosen, center in zip((~second, second), centers, strict=True):
        np.testing.assert_allclose(found[chosen].mean(0), center, atol=0.2)
        np.testing.assert_allclose(found[chosen].var(0), 1.25, rtol=0.2)
    rng = np.random.default_rng(0)
    x = rng.uniform(-8, 8, size=(1000, 2))
    for _ in range(300):
        x += 0.05 * score(x, 0.5, np) + np.sqrt(0.1) * rng.normal(size=x.shape)
    assert abs((x.sum(1) > 0).mean() - 0.5) < 0.1


def test_steps_are_proportional_to_the_variance(plain: ModuleType) -> None:
    """For a single point the last level has the variance sigma^2 / (1 - r / 4) with steps of r sigma^2."""
    c = plain.Config(sampler_step_size=2.0)
    _, state = exact(plain, c, lambda x, sigma: -x / sigma**2)
    found = np.asarray(plain.sample(c, state, jax.random.key(0), 4000))
    np.testing.assert_allclose(found.var(), 2 * 0.2**2, rtol=0.06)


def test_settings_are_checked_against_each_other(plain: ModuleType) -> None:
    with pytest.raises(ValueError, match=r"sigma_min is 4.0; it must be in \(0, 4\.0\)"):
        plain.Config(sigma_min=4.0)
    with pytest.raises(ValueError, match="levels is 1; it must be at least 2"):
        plain.Config(levels=1)
    with pytest.raises(ValueError, match=r"sampler_step_size is 4.0; it must be in \(0, 4\)"):
        plain.Config(sampler_step_size=4.0)


@pytest.mark.soak
@pytest.mark.parametrize(
    "model",
    [
        {"type": "unet", "channels": [8, 16], "condition": "add"},
        {"type": "dit", "patch_size": 2, "width": 8, "depth": 1, "heads": 2},
    ],
    ids=lambda model: model["type"],
)
def test_networks_of_images_learn_scores_as_well(model: dict[str, Any], tmp_path: Path) -> None:
    """Losses and samples have the shapes that they should, traced and not computed."""
    data = {
        "source": {"type": "sklearn", "name": "digits"},
        "holdout": "10%",
        "batch_size": 16,
    }
    trainer = build({**SCORES, "data": data, "model": model}, tmp_path)
    c = trainer.Config()
    state = jax.eval_shape(lambda: trainer.init_state(c, 0))
    image, label = jax.ShapeDtypeStruct((5, 8, 8), jnp.float32), np.arange(5)

    def both(state: Any, image: jax.Array) -> tuple[Any, Any]:
        model, key = nnx.merge(state.graphdef, state.params), jax.random.key(0)
        metrics = trainer.compute_metrics(c, model, image, label, key)
        return metrics["loss"], trainer.sample(c, state, key, 5, label)

    losses, drawn = jax.eval_shape(both, state, image)
    assert losses.shape == (5,)
    assert drawn.shape == (5, 8, 8)
