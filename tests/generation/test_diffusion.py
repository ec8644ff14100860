"""Diffusion: its losses and bound in float64, its samplers on mixtures that are known, what a short run learns."""

from __future__ import annotations

import json
import tempfile
import threading
import zlib
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
from trainers.conftest import build

from specc.language.losses.generation.diffusion import Diffusion

RING = {"type": "gaussian_ring", "rows": 4000, "modes": 6, "radius": 2.0, "noise": 0.2}
POINTS: dict[str, Any] = {
    "specc": 1,
    "name": "points",
    "task": {"type": "generation", "loss": {"type": "diffusion", "target": "v", "noise": "cosine"}},
    "model": {"type": "denoising_mlp", "hidden": [64, 64], "frequencies": 4},
    "data": {"source": RING, "holdout": "10%", "batch_size": 256, "normalize": "none"},
    "optimizer": {"type": "adam", "learning_rate": {"type": "cosine", "peak": 5e-3}},
    "average": {"type": "ema", "decay": 0.99},
    "train": {"duration": "1200 steps"},
    "evaluate": {"every": "1200 steps"},
    "sample": {"every": "1200 steps", "count": 64, "sampler": "heun"},
    "checkpoint": {"every": "1200 steps"},
}
IMAGES: dict[str, Any] = {
    **POINTS,
    "name": "images",
    "model": {"type": "denoising_mlp", "hidden": [16], "frequencies": 4},
    "data": {
        "source": {"type": "sklearn", "name": "digits"},
        "holdout": "10%",
        "batch_size": 32,
    },
}
ANGLES = 2 * np.pi * np.arange(6) / 6
CENTERS = 2 * np.stack([np.cos(ANGLES), np.sin(ANGLES)], 1)


_BUILT: dict[str, ModuleType] = {}


def diffusion(spec: dict[str, Any], sampler: Any = None, **loss: Any) -> ModuleType:
    """A trainer with other options; each is built once."""
    spec = {**spec, "task": {"type": "generation", "loss": {"type": "diffusion", **loss}}}
    if sampler is not None:
        spec["sample"] = {**spec["sample"], "sampler": sampler}
    key = json.dumps(spec)
    if key not in _BUILT:
        with tempfile.TemporaryDirectory() as folder:
            _BUILT[key] = build(spec, Path(folder))
    return _BUILT[key]


def alpha_bars(noise: str, steps: int) -> np.ndarray:
    """For n = 0, ..., T, written out by the papers' definitions; betas of at most 0.999."""
    if noise in ("linear", "quadratic"):
        power = 1 if noise == "linear" else 2
        shares = np.arange(steps) / (steps - 1)
        ends = 1e-4 ** (1 / power), 0.02 ** (1 / power)
        betas = ((1 - shares) * ends[0] + shares * ends[1]) ** power
        return np.exp(np.concatenate([[0], np.cumsum(np.log1p(-betas))]))
    t = np.arange(steps + 1) / steps
    if noise == "cosine":
        found = np.cos((t + 0.008) / 1.008 * np.pi / 2) ** 2
        found /= found[0]
    else:
        return np.concatenate([[1], np.maximum(1 - np.sqrt(t[1:] + 1e-4), 1e-6)])
    for n in range(1, steps + 1):
        found[n] = max(found[n], found[n - 1] / 1000)
    return found


def forward(params: Any, x: np.ndarray, t: np.ndarray) -> np.ndarray:
    """The multilayer perceptron of noisy examples and times, in float64."""
    angles = 1000 * t[:, None] * 10 ** np.linspace(0, -4, 4)
    h = np.concatenate([x.reshape(len(x), -1), np.sin(angles), np.cos(angles)], axis=1)
    layers = params["mlp"]["layers"]
    for n in sorted(layers, key=int):
        h = h @ np.float64(layers[n]["kernel"]) + np.float64(layers[n]["bias"])
        if int(n) < len(layers) - 1:
            h = h / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (h + 0.044715 * h**3)))
    return np.asarray(h.reshape(x.shape))


def huber(d: np.ndarray) -> np.ndarray:
    return np.where(np.abs(d) <= 0.7, d**2 / 2, 0.7 * np.abs(d) - 0.7**2 / 2)


MEASURES: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "mse": (np.square, lambda d: 2 * d),
    "l1": (np.abs, np.sign),
    "huber": (huber, lambda d: np.clip(d, -0.7, 0.7)),
}
"""Errors and their derivatives."""

SNR_WEIGHTS: dict[str, Callable[[Any], Any]] = {
    "snr": lambda snr: snr,
    "min_snr": lambda snr: np.minimum(snr, 3.0),
    "edm": lambda snr: (1 / snr + 0.6**2) / (1 / snr * 0.6**2),  # with sigma**2 = 1 / snr
}
"""Of the squared error of the example."""

CASES = [
    ("epsilon", "linear", "uniform", "mse", "uniform"),
    ("epsilon", "cosine", "min_snr", "l1", "uniform"),
    ("v", "sqrt", "min_snr", "huber", "uniform"),
    ("x0", "quadratic", "edm", "mse", "mode"),
    *(
        pytest.param(*case, marks=pytest.mark.soak)
        for case in [
            ("x0", "linear", "min_snr", "mse", "uniform"),
            ("x0", "cosine", "snr", "l1", "uniform"),
            ("v", "linear", "snr", "l1", "mode"),
            ("v", "cosine", "edm", "mse", "uniform"),
            ("epsilon", "linear", "edm", "huber", "uniform"),
            ("epsilon", "sqrt", "snr", "mse", "uniform"),
        ]
    ),
]


def case(target: str, noise: str, weighting: str, error: str, times: str) -> ModuleType:
    options = {"min_snr": {"gamma": 3.0}, "edm": {"sigma_data": 0.6}}.get(weighting, {})
    return diffusion(
        IMAGES,
        target=target,
        noise=noise,
        weighting={"type": weighting, **options},
        error={"type": error, **({"delta": 0.7} if error == "huber" else {})},
        times=times,
        timesteps=60,
    )


@pytest.mark.parametrize(("target", "noise", "weighting", "error", "times"), CASES)
def test_losses_are_those_of_their_papers(
    target: str, noise: str, weighting: str, error: str, times: str
) -> None:
    """In float64, by what the weights mean for the error of the example; and the gradient of the last bias."""
    trainer = case(target, noise, weighting, error, times)
    c, key = trainer.Config(), jax.random.key(4)
    state = trainer.init_state(c, 0)
    image = np.random.default_rng(0).uniform(size=(9, 8, 8)).astype(np.float32)

    def loss(params: Any) -> tuple[jax.Array, Any]:
        model = nnx.merge(state.graphdef, params)
        metrics = trainer.compute_metrics(c, model, jnp.asarray(image), key)
        return metrics["loss"].mean(), metrics

    grads, found = jax.grad(loss, has_aux=True)(state.params)
    time_key, noise_key = jax.random.split(key)
    t = np.float64(jax.random.uniform(time_key, (9, 1, 1)))
    if times == "mode":
        t = 1 - t - 1.29 * (np.cos(np.pi / 2 * t) ** 2 - 1 + t)
    n = np.ceil(60 * t).astype(int)
    a = alpha_bars(noise, 60)[n]
    x, z = 2 * np.float64(image) - 1, np.float64(jax.random.normal(noise_key, (9, 8, 8)))
    noisy = np.sqrt(a) * x + np.sqrt(1 - a) * z
    wanted = {"epsilon": z, "x0": x, "v": np.sqrt(a) * z - np.sqrt(1 - a) * x}[target]
    output = forward(state.params, noisy, n.reshape(-1) / 60)
    measure, slope = MEASURES[error]
    per_example = {"epsilon": (1 - a) / a, "x0": np.ones_like(a), "v": 1 - a}[target]
    weight = SNR_WEIGHTS[weighting](a / (1 - a)) * per_example if weighting != "uniform" else 1.0
    errors = weight * measure(output - wanted)
    np.testing.assert_allclose(found["loss"], errors.mean((1, 2)), rtol=3e-4)
    is_weighted = weighting != "uniform" and (target, weighting) != ("epsilon", "snr")
    assert set(found) == ({"loss", error} if is_weighted else {"loss"})
    if error in found:
        plain = measure(output - wanted).mean((1, 2))
        np.testing.assert_allclose(found[error], plain, rtol=3e-4)
    gradient = (weight * slope(output - wanted)).reshape(9, 64).mean(0) / 64
    last = grads["mlp"]["layers"][1]["bias"]
    np.testing.assert_allclose(last, gradient, rtol=1e-3, atol=1e-4 * np.abs(gradient).max())


@pytest.mark.parametrize("noise", ["linear", "cosine", "quadratic", "sqrt"])
def test_noise_schedules_are_those_of_their_papers(noise: str) -> None:
    trainer = case(*next(found for found in CASES[:4] if noise in found))
    for steps in 1000, 7:
        n = np.arange(steps + 1)
        alpha, sigma = trainer.noise_schedule(trainer.Config(timesteps=steps), n)
        expected = alpha_bars(noise, steps)
        np.testing.assert_allclose(alpha, np.sqrt(expected), rtol=1e-6)
        np.testing.assert_allclose(sigma, np.sqrt(1 - expected), rtol=1e-6)
        left = Diffusion.model_validate({"noise": noise}).noise.signal(steps)
        np.testing.assert_allclose(left, expected[-1], rtol=1e-9)


def test_the_denoised_example_follows_from_each_target() -> None:
    """With the target itself in place of the network; images are clipped to their range."""
    x, z = np.random.default_rng(1).normal(size=(2, 5, 2)).astype(np.float32)
    for sampler, target, noise in MIXTURES[:3]:
        trainer = diffusion(POINTS, sampler, target=target, noise=noise)
        c = trainer.Config()
        for n in 1, 300, 900:
            a = alpha_bars(noise, 1000)[n]
            truth = {"epsilon": z, "x0": x, "v": np.sqrt(a) * z - np.sqrt(1 - a) * x}[target]
            noisy = np.float32(np.sqrt(a) * x + np.sqrt(1 - a) * z)
            found = trainer.denoise(c, lambda _, t, truth=truth: jnp.float32(truth), noisy, n)
            np.testing.assert_allclose(found, x, atol=1e-4)
    trainer = case(*CASES[3])
    image = np.linspace(-2, 2, 64).reshape(1, 8, 8)
    found = trainer.denoise(trainer.Config(), lambda x, _: x, image, 5)
    np.testing.assert_allclose(found, np.clip(image, -1, 1), rtol=1e-6)


def test_mode_sampling_has_the_distribution_of_its_paper() -> None:
    """By the Kolmogorov-Smirnov distance; the transform falls, so 1 - u is the distribution function."""
    trainer = case(*CASES[3])
    u = np.linspace(0, 1, 100_001)
    for s in 1.29, -0.6:
        values = 1 - u - s * (np.cos(np.pi / 2 * u) ** 2 - 1 + u)
        c = trainer.Config(mode_scale=s)
        t = np.asarray(trainer.draw_times(c, jax.random.key(0), (20_000,)))
        shares = 1 - np.interp(np.sort(t), values[::-1], u[::-1])
        assert stats.kstest(shares, "uniform").pvalue > 1e-3, s


def test_all_steps_are_trained() -> None:
    trainer = case(*CASES[0])
    seen: list[jax.Array] = []

    def model(x: jax.Array, t: jax.Array) -> jax.Array:
        seen.append(t)
        return x

    c = trainer.Config(timesteps=10)
    trainer.compute_metrics(c, model, jnp.zeros((3000, 8, 8)), jax.random.key(0))
    found, counts = np.unique(np.asarray(seen[0]), return_counts=True)
    np.testing.assert_allclose(found, np.arange(1, 11) / 10, rtol=1e-6)
    assert stats.chisquare(counts).pvalue > 1e-3


MIXTURES = [
    ("ancestral", "epsilon", "linear"),
    ({"type": "ddim", "steps": 100, "eta": 0.5, "spacing": "quadratic"}, "v", "linear"),
    ({"type": "ddim", "steps": 100}, "x0", "cosine"),
    ("heun", "v", "cosine"),
]


def exact(trainer: ModuleType, target: str, noise: str, steps: int = 1000) -> Any:
    """A state whose model knows the examples: the posterior means of a mixture of six normal distributions."""
    std, a = 0.2, alpha_bars(noise, steps)
    alpha_of, sigma_of = jnp.float32(np.sqrt(a)), jnp.float32(np.sqrt(1 - a))

    class Exact(nnx.Module):
        def __call__(self, x: jax.Array, t: jax.Array) -> jax.Array:
            n = jnp.rint(steps * t).astype(int)[:, None]
            alpha, sigma = alpha_of[n], sigma_of[n]
            away = x[:, None] - alpha[..., None] * jnp.float32(CENTERS)
            variance = (alpha * std) ** 2 + sigma**2
            share = jax.nn.softmax(-(away**2).sum(-1) / 2 / variance, axis=1)
            means = CENTERS + (alpha * std**2 / variance)[..., None] * away
            x_0 = (share[..., None] * means).sum(1)
            noise = (x - alpha * x_0) / sigma
            return {"epsilon": noise, "x0": x_0, "v": alpha * noise - sigma * x_0}[target]

    graphdef, params = nnx.split(Exact())
    state = trainer.init_state(trainer.Config(), 0)
    return state.replace(graphdef=graphdef, ema_params=params)


@pytest.mark.parametrize(("sampler", "target", "noise"), MIXTURES)
def test_an_exact_model_gives_its_mixture(sampler: Any, target: str, noise: str) -> None:
    """Its modes, their shares and their spread, and moments of all samples."""
    trainer = diffusion(POINTS, sampler, target=target, noise=noise)
    state = exact(trainer, target, noise)
    found = np.asarray(trainer.sample(trainer.Config(), state, jax.random.key(0), 3000))
    away = np.linalg.norm(found[:, None] - CENTERS, axis=-1)
    nearest = away.argmin(1)
    assert stats.chisquare(np.bincount(nearest, minlength=6)).pvalue > 1e-3
    assert (away.min(1) < 4 * 0.2).mean() > 0.995
    np.testing.assert_allclose((found - CENTERS[nearest]).std(0), 0.2, rtol=0.06)
    np.testing.assert_allclose(found.mean(0), 0, atol=4 * 1.43 / np.sqrt(3000))
    np.testing.assert_allclose(np.cov(found.T), np.eye(2) * (2 + 0.04), atol=0.12)


def test_ddim_with_all_its_noise_is_ancestral_sampling() -> None:
    """Equation 12 of Song et al. with eta = 1 is equation 7 of Ho et al., sample by sample."""
    ancestral, noisy = (
        diffusion(POINTS, sampler, target=target, noise="linear")
        for sampler, target, _ in (MIXTURES[0], MIXTURES[1])
    )
    found = []
    for trainer, target, settings in (
        (ancestral, "epsilon", {"timesteps": 100}),
        (noisy, "v", {"timesteps": 100, "sampler_steps": 1000, "eta": 1.0}),
    ):
        state = exact(trainer, target, "linear", 100)
        c = trainer.Config(**settings)
        found.append(np.asarray(trainer.sample(c, state, jax.random.key(3), 200)))
    assert (np.abs(found[0] - found[1]).max(1) < 1e-2).mean() > 0.98


def test_deterministic_samplers_converge_to_the_flow_of_a_normal() -> None:
    """Data of N(0, s^2): the solution only scales noise, and errors fall with the order of the method."""
    s, a = 0.5, alpha_bars("cosine", 1000)

    class Normal(nnx.Module):
        def __init__(self, target: str):
            self.target = target

        def __call__(self, x: jax.Array, t: jax.Array) -> jax.Array:
            alpha = jnp.float32(np.sqrt(a))[jnp.rint(1000 * t).astype(int)][:, None]
            x_0 = alpha * s**2 / (alpha**2 * s**2 + 1 - alpha**2) * x
            return x_0 if self.target == "x0" else (alpha * x - x_0) / jnp.sqrt(1 - alpha**2)

    for (sampler, target, noise), order in zip(MIXTURES[2:], (1, 2), strict=True):
        trainer = diffusion(POINTS, sampler, target=target, noise=noise)
        graphdef, params = nnx.split(Normal(target))
        errors = []
        for steps in 10, 20:
            c = trainer.Config(sampler_steps=steps)
            state = trainer.init_state(c, 0).replace(graphdef=graphdef, ema_params=params)
            key = jax.random.key(0)
            found = np.asarray(trainer.sample(c, state, key, 50))
            z = [jax.random.normal(jax.random.fold_in(key, n), (2,)) for n in range(50)]
            errors.append(np.abs(found - s * np.asarray(z)).max())
        assert abs(np.log2(errors[0] / errors[1]) - order) < 0.4, (sampler, errors)


def test_skips_are_uniform_or_quadratic() -> None:
    """The times at which the model is called, the most noise first."""
    for (sampler, target, noise), power in zip(MIXTURES[1:3], (2, 1), strict=True):
        trainer = diffusion(POINTS, sampler, target=target, noise=noise)
        seen: list[float] = []

        class Model(nnx.Module):
            def __call__(self, x: jax.Array, t: jax.Array, seen: list[float] = seen) -> jax.Array:
                jax.debug.callback(lambda t: seen.append(float(t)), t[0], ordered=True)
                return x

        graphdef, params = nnx.split(Model())
        c = trainer.Config(timesteps=100, sampler_steps=8)
        state = trainer.init_state(c, 0).replace(graphdef=graphdef, ema_params=params)
        jax.block_until_ready(trainer.sample(c, state, jax.random.key(0), 1))
        jax.effects_barrier()
        expected = [round(100 * (n / 8) ** power) for n in range(8, 0, -1)]
        np.testing.assert_allclose(seen, np.array(expected) / 100, rtol=1e-6)


@pytest.fixture(scope="module")
def guided() -> ModuleType:
    spec = {**POINTS, "sample": {**POINTS["sample"], "sampler": {"type": "ddim", "steps": 20}}}
    spec["sample"]["sampler"]["guidance_scale"] = 3
    loss = {"type": "diffusion", "target": "x0", "label_dropout": 0.2}
    task = {"type": "generation", "condition": "class", "loss": loss}
    with tempfile.TemporaryDirectory() as folder:
        return build({**spec, "task": task}, Path(folder))


def test_guidance_goes_on_from_the_unconditional_model(guided: ModuleType) -> None:
    """A model that sees (k, k) for class k and (-1, -1) for none: -1 + 3 (k + 1) with a scale of 3."""

    class Labels(nnx.Module):
        def __call__(self, x: jax.Array, t: jax.Array, label: jax.Array) -> jax.Array:
            return jnp.broadcast_to(label[:, None].astype(float), x.shape)

    graphdef, params = nnx.split(Labels())
    for scale in 3.0, 0.0:
        c = guided.Config(guidance_scale=scale)
        state = guided.init_state(c, 0).replace(graphdef=graphdef, ema_params=params)
        found = guided.sample(c, state, jax.random.key(0), 6, np.arange(6))
        expected = -1 + scale * (np.arange(6) + 1)
        np.testing.assert_allclose(found, np.stack([expected] * 2, axis=1), atol=1e-5)


def test_classes_are_hidden_in_training_alone(guided: ModuleType) -> None:
    c = guided.Config()
    state = guided.init_state(c, 0)
    label = jnp.arange(6000) % 6
    dropped = np.asarray(guided.drop_labels(c, label, jax.random.key(1)))
    assert stats.binomtest(int((dropped == -1).sum()), 6000, 0.2).pvalue > 1e-3
    np.testing.assert_array_equal(dropped[dropped >= 0], label[dropped >= 0])
    batch = guided.Batch(jnp.ones((40, 2)), label[:40])
    model = nnx.merge(state.graphdef, state.params)
    hidden = guided.drop_labels(c, batch.label, guided.draw_key(state, "label_dropout"))
    key = guided.draw_key(state, "diffusion")
    expected = guided.compute_metrics(c, model, batch.features, hidden, key)["loss"].mean()
    found, _ = guided.loss_fn(c, state.params, state, batch)
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    keys = jax.random.split(jax.random.key(0), 40)
    measure = jax.vmap(
        lambda x, k, key: guided.compute_metrics(c, model, x[None], k[None], key)["loss"][0]
    )
    expected = measure(batch.features, batch.label, keys).mean()
    found = guided.evaluate(c, state, batch)["loss"]
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@pytest.fixture(scope="module")
def bounded() -> ModuleType:
    loss = {"noise": "cosine", "target": "v", "timesteps": 12, "bound": "all_steps"}
    return diffusion(IMAGES, **loss)


def levels(count: int) -> np.ndarray:
    return np.float32(np.random.default_rng(5).integers(0, 17, (count, 8, 8)) / 16)


def test_the_bound_is_that_of_its_paper(bounded: ModuleType) -> None:
    """Divergences between normal distributions by their means and variances, and a decoder of level, in float64."""
    c, key, image = bounded.Config(), jax.random.key(2), levels(4)
    state = bounded.init_state(c, 0)
    model = nnx.merge(state.graphdef, state.params)
    found = jax.jit(lambda: bounded.variational_bound(c, model, jnp.asarray(image), key))()
    key = jax.random.fold_in(key, zlib.crc32(b"bound"))
    x, a = 2 * np.float64(image) - 1, alpha_bars("cosine", 12)

    def denoised(n: int) -> tuple[np.ndarray, np.ndarray]:
        z = np.float64(jax.random.normal(jax.random.fold_in(key, n), x.shape))
        noisy = np.sqrt(a[n]) * x + np.sqrt(1 - a[n]) * z
        v = forward(state.params, noisy, np.full(4, n / 12))
        return noisy, np.clip(np.sqrt(a[n]) * noisy - np.sqrt(1 - a[n]) * v, -1, 1)

    terms = {"kl": np.zeros(4)}
    for n in range(2, 13):
        noisy, guess = denoised(n)
        beta = 1 - a[n] / a[n - 1]
        variance = beta * (1 - a[n - 1]) / (1 - a[n])
        means = [
            np.sqrt(a[n - 1]) * beta / (1 - a[n]) * x_0
            + np.sqrt(1 - beta) * (1 - a[n - 1]) / (1 - a[n]) * noisy
            for x_0 in (x, guess)
        ]
        terms["kl"] += ((means[0] - means[1]) ** 2 / 2 / variance).sum((1, 2))
    mean, variance = np.sqrt(a[12]) * x, 1 - a[12]
    terms["prior"] = ((mean**2 + variance - 1 - np.log(variance)) / 2).sum((1, 2))
    _, guess = denoised(1)
    likelihood = stats.norm(guess, np.sqrt(1 - a[1]))
    high = np.where(x > 0.99, np.inf, x + 1 / 16)
    low = np.where(x < -0.99, -np.inf, x - 1 / 16)
    upper = likelihood.logsf(low) + np.log1p(
        -np.exp(likelihood.logsf(high) - likelihood.logsf(low))
    )
    lower = likelihood.logcdf(high) + np.log1p(
        -np.exp(likelihood.logcdf(low) - likelihood.logcdf(high))
    )
    terms["decoder"] = -np.where(x > guess, upper, lower).sum((1, 2))
    for name, nats in terms.items():
        np.testing.assert_allclose(found[f"bits_{name}"], nats / 64 / np.log(2), rtol=2e-4)
    np.testing.assert_allclose(
        found["bits_per_dim"], sum(terms.values()) / 64 / np.log(2), rtol=2e-4
    )


def test_levels_have_probabilities_that_add_up_to_1(bounded: ModuleType) -> None:
    """Also where the decoder is certain, or wrong by many deviations."""
    x = np.linspace(-1, 1, 17)
    for mean, std in (0.3, 0.5), (-1.0, 0.01), (0.06, 0.02), (0.9, 3.0):
        found = np.asarray(bounded.log_likelihood(x, jnp.float32(mean), jnp.float32(std)))
        assert np.isfinite(found).all()
        np.testing.assert_allclose(np.exp(np.float64(found)).sum(), 1, rtol=1e-5)
    far = stats.norm(1, 0.02).logcdf(-1 + 1 / 16)
    found = bounded.log_likelihood(-1.0, jnp.float32(1), jnp.float32(0.02))
    np.testing.assert_allclose(found, far, rtol=1e-5)


def test_one_random_step_gives_the_same_bound_in_the_mean(bounded: ModuleType) -> None:
    loss = {"noise": "cosine", "target": "v", "timesteps": 12, "bound": "sampled"}
    sampled = diffusion(IMAGES, **loss)
    c, image = bounded.Config(), jnp.asarray(levels(1))
    state = bounded.init_state(c, 0)
    model = nnx.merge(state.graphdef, state.params)
    found = []
    for trainer in bounded, sampled:
        bound = jax.jit(jax.vmap(lambda key: trainer.variational_bound(c, model, image, key)))  # noqa: B023
        bits = np.asarray(bound(jax.random.split(jax.random.key(1), 1000))["bits_per_dim"])
        found.append((bits.mean(), bits.std() / np.sqrt(1000)))
    (one, error), (other, other_error) = found
    assert other_error > 3 * error
    assert abs(one - other) < 4 * np.hypot(error, other_error)


def test_evaluation_measures_every_example_once(bounded: ModuleType) -> None:
    """With the bound, by the averaged weights, and with the same draws every time."""
    c = bounded.Config()
    state = bounded.init_state(c, 0)
    state = state.replace(ema_params=jax.tree.map(lambda p: p + 0.05, state.params))
    data = bounded.Batch(image=jnp.asarray(levels(7)))
    found = bounded.evaluate(c, state, data)
    model = nnx.merge(state.graphdef, state.ema_params)
    keys = jax.random.split(jax.random.key(0), 7)
    for function in bounded.compute_metrics, bounded.variational_bound:
        measure = jax.jit(lambda x, key, function=function: function(c, model, x[None], key))
        rows = [measure(x, key) for x, key in zip(data.image, keys, strict=True)]
        for name in rows[0]:
            mean = np.mean([row[name][0] for row in rows])
            np.testing.assert_allclose(found[name], mean, rtol=2e-5)
            del found[name]
    assert not found


def test_a_short_run_learns_the_modes(tmp_path: Path) -> None:
    """Untrained, a fourth of the samples would be near a center, and none of the modes has its share."""
    trainer = build(POINTS, tmp_path)
    c = trainer.Config(workdir=tmp_path / "run")
    state = trainer.train(c, threading.Event())
    found = np.asarray(trainer.sample(c, state, jax.random.key(7), 1500))
    away = np.linalg.norm(found[:, None] - CENTERS, axis=-1)
    assert (away.min(1) < 3 * 0.2).mean() > 0.9
    assert np.bincount(away.argmin(1), minlength=6).min() > 1500 / 6 * 0.7
    assert (c.workdir / "samples_001200.png").stat().st_size > 5_000
