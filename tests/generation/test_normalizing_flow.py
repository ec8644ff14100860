"""Normalizing flows: densities, inverses and log-determinants in float64, and what short runs learn."""

from __future__ import annotations

import dataclasses
import math
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from jax.flatten_util import ravel_pytree
from trainers.conftest import StopAfter, bits, build

MODELS: dict[str, dict[str, Any]] = {
    "real_nvp": {"couplings": 4, "hidden": [32, 32], "activation": "tanh"},
    "maf": {"blocks": 4, "hidden": [32, 32], "activation": "tanh"},
    "neural_spline": {"couplings": 4, "hidden": [32]},
}
pytestmark = pytest.mark.usefixtures("cheap_module")
CLASSES = {"real_nvp": "RealNVP", "maf": "MAF", "neural_spline": "NeuralSplineFlow"}
FLOW: dict[str, Any] = {
    "specc": 1,
    "name": "flow",
    "task": {"type": "generation", "loss": "normalizing_flow"},
    "data": {
        "source": {"type": "moons", "rows": 4000, "noise": 0.1},
        "holdout": "20%",
        "batch_size": 256,
    },
    "optimizer": {"type": "adam", "learning_rate": {"type": "cosine", "peak": 1e-2}},
    "train": {"duration": "300 steps"},
    "evaluate": {"every": "300 steps"},
    "sample": {"every": "300 steps", "count": 64},
    "checkpoint": {"every": "150 steps"},
}
DIGITS = {
    **FLOW,
    "task": {"type": "generation", "loss": {"type": "normalizing_flow", "dequantize": "uniform"}},
    "data": {
        "source": {"type": "sklearn", "name": "digits"},
        "holdout": "20%",
        "batch_size": 64,
    },
}


def of(name: str, spec: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**spec, "model": {"type": name, **MODELS[name], **changes}}


def random_model(trainer: ModuleType, name: str, scale: float, **settings: Any) -> nnx.Module:
    """A flow in float64 whose parameters are of about one size, the output layers included."""
    with jax.enable_x64(True):
        c = trainer.Config(**settings)
        graphdef, params = nnx.split(getattr(trainer, CLASSES[name])(c, rngs=nnx.Rngs(0)))
        flat, restore = ravel_pytree(nnx.to_pure_dict(params))
        drawn = scale * np.random.default_rng(3).normal(size=flat.shape)
        nnx.replace_by_pure_dict(params, restore(flat + jnp.asarray(drawn, flat.dtype)))
        return nnx.merge(graphdef, jax.tree.map(jnp.float64, params))


def examined(model: Any, x: jax.Array) -> Any:
    """Latents, log-determinants, examples of the latents, and log-determinants of the Jacobian."""

    def of_one(x: jax.Array) -> jax.Array:
        return model.transform(x[None])[0].ravel()

    def of_all(x: jax.Array) -> Any:
        z, log_det = model.transform(x)
        jacobian = jax.vmap(jax.jacfwd(of_one))(x).reshape(*log_det.shape, z[0].size, -1)
        return z, log_det, model.invert(z), jnp.linalg.slogdet(jacobian)[1]

    return jax.jit(of_all)(x)


def measured(trainer: ModuleType, state: Any, x: jax.Array) -> np.ndarray:
    """Negative log-densities."""

    def loss(params: nnx.State) -> jax.Array:
        return trainer.compute_metrics(nnx.merge(state.graphdef, params), x)["loss"]

    return np.float64(jax.jit(loss)(state.params))


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    spec = of("real_nvp", DIGITS, couplings=2, hidden=[7], activation="softplus")
    return build(spec, tmp_path_factory.mktemp("digits"))


@pytest.fixture(scope="module", params=sorted(MODELS))
def trained(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, ModuleType, Any, Any]:
    name = request.param
    folder = tmp_path_factory.mktemp(name)
    trainer = build(of(name, FLOW), folder)
    c = trainer.Config(workdir=folder / "run")
    return name, trainer, c, trainer.train(c, threading.Event())


def test_a_trained_density_integrates_to_one(trained: tuple[str, ModuleType, Any, Any]) -> None:
    """By the midpoint rule, far beyond the data; it also is what a standard normal cannot be."""
    _, trainer, c, state = trained
    ticks = np.linspace(-6, 6, 301)[:-1] + 0.02
    grid = jnp.float32(np.stack(np.meshgrid(ticks, ticks), -1).reshape(-1, 2))
    nats = measured(trainer, state, grid)
    assert abs(float(np.exp(-np.float64(nats)).sum() * 0.04**2) - 1) < 5e-3
    metrics = trainer.evaluate(c, state, trainer.load_data().eval)
    assert metrics["loss"] < math.log(2 * math.pi) + 1 - 0.6, "a standard normal has 2.84 nats"
    np.testing.assert_allclose(
        metrics["bits_per_dim"], metrics["loss"] / 2 / math.log(2), rtol=1e-5
    )


def test_samples_are_like_the_data(trained: tuple[str, ModuleType, Any, Any]) -> None:
    """Most are near a point of the data, in its units; draws from a normal distribution are not."""
    _, trainer, c, state = trained
    found = np.asarray(trainer.sample(c, state, jax.random.key(7), 500))
    points = trainer.make_points(2000, seed=5)["features"]
    away = np.linalg.norm(found[:, None] - points, axis=-1).min(1)
    assert (away < 0.1).mean() > 0.85
    spread = points.std(0) * np.random.default_rng(0).normal(size=(500, 2)) + points.mean(0)
    assert (np.linalg.norm(spread[:, None] - points, axis=-1).min(1) < 0.1).mean() < 0.7
    assert (c.workdir / "samples_000300.png").stat().st_size > 5_000


def test_a_stopped_run_goes_on_in_every_bit(
    trained: tuple[str, ModuleType, Any, Any], tmp_path: Path
) -> None:
    _, trainer, c, whole = trained
    parts = dataclasses.replace(c, workdir=tmp_path)
    assert int(trainer.train(parts, StopAfter(1)).step) == 150
    assert bits(trainer.train(parts, threading.Event())) == bits(whole)


def test_held_out_points_are_inverted(trained: tuple[str, ModuleType, Any, Any]) -> None:
    """In float32, and after training."""
    _, trainer, _, state = trained
    x = trainer.load_data().eval.features

    @jax.jit
    def there_and_back(params: nnx.State) -> jax.Array:
        model = nnx.merge(state.graphdef, params)
        return model.invert(model.transform(x)[0])

    np.testing.assert_allclose(there_and_back(state.params), x, atol=1e-4)


def test_points_are_inverted_and_measured(trained: tuple[str, ModuleType, Any, Any]) -> None:
    """In float64 with random parameters, also where a spline has its tails."""
    name, trainer, _, _ = trained
    model: Any = random_model(trainer, name, 0.15 if name == "neural_spline" else 0.5)
    with jax.enable_x64(True):
        x = jnp.asarray(np.random.default_rng(0).normal(size=(200, 2)) * 3)
        assert (jnp.abs(x) > 3).any()
        z, log_det, back, expected = examined(model, x)
        assert jnp.abs(z - x).max() > 0.3
        np.testing.assert_allclose(back, x, atol=1e-9)
        np.testing.assert_allclose(log_det, expected, atol=1e-9)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_images_are_inverted_and_measured(name: str, tmp_path: Path) -> None:
    trainer = build(of(name, DIGITS, hidden=[24]), tmp_path)
    model: Any = random_model(trainer, name, 0.1)
    with jax.enable_x64(True):
        x = jnp.asarray(np.random.default_rng(0).normal(size=(2, 8, 8)) * 2)
        z, log_det, back, expected = examined(model, x)
        assert z.shape == (2, 8, 8)
        np.testing.assert_allclose(back, x, atol=1e-9)
        np.testing.assert_allclose(log_det, expected, atol=1e-9)
        if name == "maf":  # in one layer, each number depends on those before it alone
            block = model.blocks[0]
            of_block = jax.jacfwd(lambda x: block.transform(x[None])[0][0, ::-1])
            one = jax.jit(of_block)(x[0].ravel())
            assert np.abs(np.triu(one, 1)).max() == 0
            assert np.abs(np.tril(one, -1)[1:]).max(1).min() > 0, "each on some of them"
        else:  # what a mask leaves is left
            y = jax.jit(model.couplings[0].transform)(x.reshape(2, -1))[0].reshape(2, 8, 8)
            kept = trainer.coupling_mask(0).reshape(8, 8) == 1
            assert (y == x)[:, kept].all()
            assert (y != x)[:, ~kept].any()


def test_masks_are_those_of_the_paper(digits: ModuleType) -> None:
    """A checkerboard; and half of the channels after each 2 x 2 pixels have become four channels."""
    board = np.indices((8, 8)).sum(0) % 2
    channel = np.zeros((4, 4, 4), int)  # squeezed: rows, columns, channels
    channel[..., 2:] = 1
    rows = channel.reshape(4, 4, 2, 2).swapaxes(1, 2).reshape(8, 8)
    for number, mask in enumerate((board, 1 - board, rows, 1 - rows, board)):
        np.testing.assert_array_equal(digits.coupling_mask(number).reshape(8, 8), mask)


def test_the_loss_is_that_of_its_papers(digits: ModuleType) -> None:
    """Dequantization, logit, couplings and density in numpy; and a gradient by finite differences."""
    model: Any = random_model(digits, "real_nvp", 0.3)
    level = np.random.default_rng(1).integers(0, 17, size=(5, 8, 8))
    key = jax.random.key(9)

    def kernel(layer: nnx.Linear) -> tuple[np.ndarray, np.ndarray]:
        return np.asarray(layer.kernel[...]), np.asarray(layer.bias[...])

    def expected(model: Any) -> np.ndarray:
        noise = np.asarray(jax.random.uniform(key, (5, 8, 8)))
        p = 0.05 + 0.9 * (level + noise) / 17
        z = np.log(p / (1 - p)).reshape(5, 64)
        # d logit(p) / d level = 1 / p / (1 - p) * 0.9 / 17
        log_det = (np.log(0.9 / 17) - np.log(p) - np.log(1 - p)).sum((1, 2))
        board = (np.indices((8, 8)).sum(0) % 2).ravel()
        for coupling, mask in zip(model.couplings, (board, 1 - board), strict=True):
            (w, b), (w2, b2) = map(kernel, (coupling.net.layers[0], coupling.net.output))
            out = np.log1p(np.exp((mask * z) @ w + b)) @ w2 + b2
            s = np.asarray(coupling.bound[...]) * np.tanh(out[:, :64])
            changed = mask == 0
            z = np.where(changed, z * np.exp(s) + out[:, 64:], z)
            log_det += s[:, changed].sum(1)
        return np.asarray((z**2 / 2 + np.log(2 * np.pi) / 2).sum(1) - log_det)

    with jax.enable_x64(True):
        c = digits.Config()
        image = jnp.asarray(level / 16)
        found = digits.compute_metrics(c, model, image, key)
        np.testing.assert_allclose(found["loss"], expected(model), rtol=1e-9)
        bits = expected(model) / 64 / np.log(2)
        np.testing.assert_allclose(found["bits_per_dim"], bits, rtol=1e-9)
        graphdef, params = nnx.split(model)
        flat, restore = ravel_pytree(params)

        def loss(flat: jax.Array) -> jax.Array:
            merged = nnx.merge(graphdef, restore(flat))
            return digits.compute_metrics(c, merged, image, key)["loss"].mean()

        way = jnp.asarray(np.random.default_rng(2).normal(size=flat.shape))
        ahead, behind = (
            expected(nnx.merge(graphdef, restore(flat + h * way))).mean() for h in (1e-6, -1e-6)
        )
        slope = jax.jit(jax.grad(loss))(flat) @ way
        np.testing.assert_allclose(slope, (ahead - behind) / 2e-6, rtol=1e-5)


def test_dequantized_levels_come_back(digits: ModuleType) -> None:
    """With any noise, for any alpha; so samples are levels, and they stay in range."""
    c = digits.Config(logit_alpha=0.01)
    image = jnp.asarray(np.arange(17)[:, None, None] * np.ones((17, 8, 8)) / 16, jnp.float32)
    x, _ = digits.dequantize(c, image, jax.random.key(0))
    np.testing.assert_array_equal(digits.quantize(c, x), image)
    ends = digits.quantize(c, jnp.array([-jnp.inf, -9.0, 9.0, jnp.inf]))
    np.testing.assert_array_equal(ends, [0, 0, 1, 1])


def test_splines_are_what_their_paper_says(tmp_path: Path) -> None:
    """Through its knots with their slopes, rational-quadratic between them, the identity outside."""
    trainer = build(of("neural_spline", FLOW), tmp_path)
    with jax.enable_x64(True):
        draw = np.random.default_rng(0).normal
        given = [jnp.asarray(draw(size=(1, 1, n)) * 2) for n in (8, 8, 7)]
        knots = trainer.make_knots(*given, 3.0)
        x, y, d = (np.asarray(part)[0, 0] for part in knots)
        assert x[0] == y[0] == -3
        assert x[-1] == y[-1] == 3
        assert d[0] == d[-1] == 1
        share = np.exp(given[0][0, 0]) / np.exp(given[0][0, 0]).sum()
        np.testing.assert_allclose(np.diff(x) / 6, 1e-3 + (1 - 8e-3) * share, rtol=1e-9)
        assert d.min() > 1e-3
        unmoved = trainer.make_knots(*map(jnp.zeros_like, given), 3.0)
        np.testing.assert_allclose(unmoved.x, unmoved.y)
        np.testing.assert_allclose(unmoved.slope, 1)
        t = np.array([0.0, 0.3, 0.9])[:, None]
        s = np.diff(y) / np.diff(x)
        up = s * t**2 + d[:-1] * t * (1 - t)
        expected = y[:-1] + np.diff(y) * up / (s + (d[1:] + d[:-1] - 2 * s) * t * (1 - t))
        place = jnp.asarray([*(x[:-1] + t * np.diff(x)).ravel(), -3.5, 7.0])[:, None]
        many = jax.tree.map(lambda part: part.repeat(len(place), 0), knots)
        found, log_slope = jax.jit(trainer.spline)(place, many)
        np.testing.assert_allclose(found[:-2, 0], expected.ravel(), rtol=1e-9, atol=1e-12)
        slope = jax.jit(jax.grad(lambda x: trainer.spline(x, many)[0].sum()))(place)
        np.testing.assert_allclose(np.exp(log_slope), slope, rtol=1e-7)
        np.testing.assert_allclose(np.exp(log_slope[1:8, 0]), d[1:-1], rtol=1e-7)
        back = jax.jit(trainer.inverse_spline)(found, many)
        np.testing.assert_allclose(back, place, atol=1e-9)
        np.testing.assert_array_equal(found[-2:], place[-2:])
        np.testing.assert_array_equal(log_slope[-2:], 0)
