"""Losses of generative adversarial networks, and metrics of modes, against NumPy in float64; points that a GAN learns."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from trainers.conftest import StopAfter, bits, build

from .conftest import GAN
from .test_losses import discriminated, forward, images, input_gradient, layers, leaky, softplus

Z = np.random.default_rng(2).normal(size=(6, 3)).astype(np.float32)
ADAM = {"type": "adam", "b1": 0.5, "b2": 0.9, "learning_rate": {"type": "cosine", "peak": 1e-2}}
RING: dict[str, Any] = {
    "specc": 1,
    "name": "ring_gan",
    "task": {
        "type": "generation",
        "loss": {"type": "wgan_gp", "gradient_penalty": 0.1, "discriminator_steps": 4},
    },
    "model": {
        "type": "mlp_generator",
        "hidden": [24, 24],
        "latent": 2,
        "activation": "relu",
        "output": "linear",
    },
    "networks": {
        "discriminator": {
            "model": {"type": "mlp_discriminator", "hidden": [24, 24], "activation": "relu"},
            "optimizer": ADAM,
        }
    },
    "data": {
        "source": {"type": "gaussian_ring", "rows": 4000, "modes": 4, "noise": 0.2},
        "holdout": "10%",
        "batch_size": 256,
    },
    "optimizer": ADAM,
    "average": {"type": "ema", "decay": 0.99},
    "train": {"duration": "400 steps"},
    "log": {"every": "100 steps"},
    "evaluate": {"every": "200 steps"},
    "sample": {"every": "400 steps", "count": 50},
    "checkpoint": {"every": "200 steps"},
}


def with_loss(tmp_path: Path, output: str = "sigmoid", **task: Any) -> ModuleType:
    model = {**GAN["model"], "output": output}
    return build({**GAN, "model": model, "task": {"type": "generation", **task}}, tmp_path)


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return build(RING, tmp_path_factory.mktemp("ring"))


@pytest.fixture(scope="module")
def done(ring: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workdir of a finished run."""
    workdir = tmp_path_factory.mktemp("run") / "whole"
    ring.train(ring.Config(workdir=workdir), threading.Event())
    return workdir


class Examples:
    """Both networks of a trainer, examples of both kinds, and what NumPy makes of them."""

    def __init__(self, trainer: ModuleType, *, labels: np.ndarray | None = None):
        self.c = trainer.Config()
        state = trainer.init_state(self.c, 0)
        self.params = jax.tree.map(lambda p: p + 0.03, state.discriminator.params)
        self.graphdef = state.discriminator.graphdef
        self.generator = nnx.merge(state.generator.graphdef, state.generator.params)
        self.labels = () if labels is None else (labels,)
        self.vectors = np.zeros((6, 0)) if labels is None else np.eye(10)[labels]
        self.real = images(6)
        inputs = np.concatenate([np.float64(Z), self.vectors], axis=1)
        self.last = forward(layers(state.generator.params["mlp"]), inputs, leaky).reshape(6, 8, 8)
        self.fake = np.asarray(self.generator(jnp.asarray(Z), *self.labels))
        self.real_scores = self.discriminated(self.real)
        self.fake_scores = self.discriminated(self.fake)

    def discriminated(self, x: np.ndarray) -> np.ndarray:
        flat = np.float64(x.reshape(len(x), -1))
        return discriminated(self.params, np.concatenate([flat, self.vectors], axis=1))

    @property
    def discriminator(self) -> nnx.Module:
        return nnx.merge(self.graphdef, self.params)

    @property
    def given(self) -> tuple[Any, ...]:
        return self.discriminator, jnp.asarray(self.real), jnp.asarray(self.fake), *self.labels

    @property
    def generated(self) -> tuple[Any, ...]:
        return self.generator, self.discriminator, jnp.asarray(Z), *self.labels


def near(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(np.asarray(found), np.asarray(expected), rtol=5e-5, atol=5e-6)


def test_smoothed_labels_are_those_of_their_paper(tmp_path: Path) -> None:
    """The cross-entropy with labels 0.8 and 0, from the probabilities themselves."""
    trainer = with_loss(tmp_path, loss={"type": "gan", "label_smoothing": 0.2})
    of = Examples(trainer)
    loss, metrics = trainer.discriminator_loss(of.c, *of.given)
    real, fake = (1 / (1 + np.exp(-scores)) for scores in (of.real_scores, of.fake_scores))
    expected = -(0.8 * np.log(real) + 0.2 * np.log(1 - real)) - np.log(1 - fake)
    near(loss, expected.mean())
    near(metrics["discriminator_loss"], loss)
    loss, _ = trainer.generator_loss(*of.generated)
    near(loss, softplus(-of.fake_scores).mean())


def test_the_hinge_losses_are_those_of_their_paper(tmp_path: Path) -> None:
    """And what is generated lies in the range of tanh."""
    trainer = with_loss(tmp_path, "tanh", loss={"type": "hinge_gan", "r1": 0.5})
    of = Examples(trainer)
    near(of.fake, np.tanh(of.last))
    loss, metrics = trainer.discriminator_loss(of.c, *of.given)
    hinges = np.maximum(0, 1 - of.real_scores) + np.maximum(0, 1 + of.fake_scores)
    penalty = np.mean([(input_gradient(of.params, x) ** 2).sum() for x in of.real])
    near(metrics["discriminator_loss"], hinges.mean())
    near(loss, hinges.mean() + 0.5 / 2 * penalty)
    right = np.concatenate([of.real_scores > 0, of.fake_scores < 0])
    near(metrics["discriminator_accuracy"], right.mean())
    loss, _ = trainer.generator_loss(*of.generated)
    near(loss, -of.fake_scores.mean())


def test_least_squares_are_those_of_their_paper(tmp_path: Path) -> None:
    """Here with labels, which both networks are given as one-hot vectors."""
    loss = {"type": "lsgan", "a": -0.5, "b": 2, "c": 0.25}
    trainer = with_loss(tmp_path, condition="class", loss=loss)
    of = Examples(trainer, labels=np.array([3, 1, 4, 1, 5, 9]))
    near(of.fake, 1 / (1 + np.exp(-of.last)))
    loss, metrics = trainer.discriminator_loss(of.c, *of.given)
    near(loss, ((of.real_scores - 2) ** 2 / 2).mean() + ((of.fake_scores + 0.5) ** 2 / 2).mean())
    middle = 0.75  # between the labels
    right = np.concatenate([of.real_scores > middle, of.fake_scores < middle])
    near(metrics["discriminator_accuracy"], right.mean())
    loss, _ = trainer.generator_loss(of.c, *of.generated)
    near(loss, ((of.fake_scores - 0.25) ** 2 / 2).mean())
    with pytest.raises(ValueError, match="real_label is nan; it must be finite"):
        trainer.Config(real_label=float("nan"))


def test_the_gradient_penalty_is_that_of_its_paper(tmp_path: Path) -> None:
    """Its value from the chain rule; the gradient for each parameter of a layer from differences of that."""
    loss = {"type": "wgan_gp", "gradient_penalty": 7, "target_norm": 0.6, "discriminator_steps": 2}
    trainer = with_loss(tmp_path, loss=loss)
    of, key = Examples(trainer), jax.random.key(3)
    epsilon = np.float64(jax.random.uniform(key, (6, 1, 1)))
    between = epsilon * of.real + (1 - epsilon) * of.fake

    def penalty(params: Any) -> float:
        norms = [np.sqrt((input_gradient(params, x) ** 2).sum()) for x in between]
        return float(np.mean((np.array(norms) - 0.6) ** 2))

    found, metrics = trainer.discriminator_loss(of.c, *of.given, key)
    distance = of.real_scores.mean() - of.fake_scores.mean()
    near(metrics["wasserstein_distance"], distance)
    near(metrics["gradient_penalty"], penalty(of.params))
    near(found, -distance + 7 * penalty(of.params))

    def measured(params: Any) -> jax.Array:
        model = nnx.merge(of.graphdef, params)
        _, metrics = trainer.discriminator_loss(of.c, model, *of.given[1:], key)
        return metrics["gradient_penalty"]

    grads = jax.grad(measured)(of.params)
    for number in 0, 1:
        kernel = np.float64(of.params["mlp"]["layers"][number]["kernel"])
        for place in (0, 0), (15, 0):
            values = []
            for change in 1e-5, -1e-5:
                moved = kernel.copy()
                moved[place] += change
                values.append(penalty(_with_kernel(of.params, number, moved)))
            expected = (values[0] - values[1]) / 2e-5
            found = grads["mlp"]["layers"][number]["kernel"][place]
            np.testing.assert_allclose(found, expected, rtol=2e-3, atol=1e-6)


def _with_kernel(params: Any, number: int, kernel: np.ndarray) -> Any:
    found = params["mlp"]["layers"]
    changed = {n: dict(layer) for n, layer in found.items()}
    changed[number]["kernel"] = kernel
    return {"mlp": {"layers": changed}}


def test_the_schedule_of_the_discriminator_follows_steps(tmp_path: Path) -> None:
    """With plain gradient descent and gradients of 1, an update is the learning rate."""
    rate = {"type": "linear", "peak": 0.5}
    discriminator = {**RING["networks"]["discriminator"], "optimizer": {"type": "sgd"}}
    discriminator["optimizer"] = {"type": "sgd", "learning_rate": rate}
    trainer = build(
        {**RING, "networks": {"discriminator": discriminator}, "train": {"duration": "8 steps"}},
        tmp_path,
    )
    c = trainer.Config()
    optimizer, params = trainer.make_discriminator_optimizer(c), {"x": jnp.zeros(())}
    state, found = optimizer.init(params), []
    for _ in range(16):
        updates, state = optimizer.update({"x": jnp.ones(())}, state, params)
        found.append(-float(updates["x"]))
    expected = [float(trainer.make_discriminator_schedule(c)(n // 4)) for n in range(16)]
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    assert len(set(np.round(found, 6))) == 4


def test_modes_are_counted_as_their_shares_say(ring: ModuleType) -> None:
    """Of a mixture made here: a mode has all of its share, one a fifth, one a twentieth, one is missed."""
    rng, centers = np.random.default_rng(0), 2 * np.array([[1, 0], [0, 1], [-1, 0], [0, -1]])
    counts = [250, 50, 12]  # of 1,000: a fair share is 250
    angles = rng.uniform(0, 2 * np.pi, 1000)
    away = np.stack([np.cos(angles), np.sin(angles)], 1)
    radii = np.full(1000, 0.62)  # more than three times 0.2
    radii[: sum(counts)] = 0.58
    which = np.full(1000, 3)
    which[: sum(counts)] = np.repeat([0, 1, 2], counts)
    found = ring.mode_metrics(jnp.float32(centers[which] + radii[:, None] * away))
    near(found["within_3_sigma"], sum(counts) / 1000)
    near(found["modes_found"], 2)
    data = ring.make_points(4000, 3)["features"]
    ideal = ring.mode_metrics(jnp.float32(data))
    near(ideal["modes_found"], 4)
    share = 1 - np.exp(-9 / 2)  # of a normal distribution in the plane
    np.testing.assert_allclose(ideal["within_3_sigma"], share, atol=0.006)


def test_the_distance_is_of_standardized_points_and_modes_of_samples(
    ring: ModuleType, done: Path
) -> None:
    c, state = ring.load(done)
    data = ring.load_data()
    found = ring.evaluate(c, state, data.eval)
    samples = np.float64(ring.sample(c, state, jax.random.key(0), 400))
    mean, std = np.float64(data.scaler.mean), np.float64(data.scaler.std)
    x, y = (samples - mean) / std, np.float64(data.eval.features)

    def kernel(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.asarray((a @ b.T / 2 + 1) ** 3)

    off = 1 - np.eye(400)
    within = ((kernel(x, x) + kernel(y, y)) * off).sum() / (400 * 399)
    expected = within - 2 * kernel(x, y).mean()
    np.testing.assert_allclose(found["kernel_distance"], expected, rtol=1e-2, atol=2e-4)
    near(found["modes_found"], ring.mode_metrics(samples)["modes_found"])


def test_samples_are_in_the_units_of_the_data(ring: ModuleType) -> None:
    c = ring.Config()
    state = ring.init_state(c, 0)
    scaler = ring.Scaler(jnp.float32([5, -3]), jnp.float32([2, 0.5]))
    found = ring.sample(c, state.replace(scaler=scaler), jax.random.key(1), 7)
    keys = [jax.random.fold_in(jax.random.key(1), n) for n in range(7)]
    z = np.float64([jax.random.normal(key, (2,)) for key in keys])
    expected = forward(layers(state.generator_ema_params["mlp"]), z, lambda x: np.maximum(x, 0))
    near(found, expected * [2, 0.5] + [5, -3])


def test_a_short_run_finds_the_modes(ring: ModuleType, done: Path) -> None:
    """Untrained, samples are around the origin, and none of the four modes is found."""
    c = ring.Config()
    data = ring.load_data()
    before = ring.evaluate(c, ring.init_state(c, 0).replace(scaler=data.scaler), data.eval)
    assert float(before["modes_found"]) < 2
    rows = [json.loads(line) for line in (done / "metrics.jsonl").read_text().splitlines()]
    assert rows[-1]["eval_modes_found"] == 4
    assert rows[-1]["eval_within_3_sigma"] > 0.75
    assert 0 < rows[-1]["wasserstein_distance"] < rows[0]["wasserstein_distance"]
    assert (done / "samples_000400.png").stat().st_size > 3_000


def test_a_stopped_run_goes_on_in_every_bit(ring: ModuleType, done: Path, tmp_path: Path) -> None:
    parts = ring.Config(workdir=tmp_path / "parts")
    ring.train(parts, StopAfter(3))
    state = ring.train(parts, threading.Event())
    _, whole = ring.load(done)
    assert bits(state) == bits(whole)
    assert (tmp_path / "parts/metrics.jsonl").read_bytes() == (done / "metrics.jsonl").read_bytes()
