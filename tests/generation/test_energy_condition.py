"""Energies given the class of an example: losses in float64, chains that keep their class, samples of a class."""

from __future__ import annotations

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

from .test_energy import ENERGY, energy, layers

CONDITIONAL = {"type": "generation", "condition": "class"}
PERSISTENT = {**ENERGY, "task": {**CONDITIONAL, "loss": ENERGY["task"]["loss"]}}
CENTERS = np.array([[-1, -1], [1, -1], [-1, 1], [1, 1]])
KINDS: dict[str, dict[str, Any]] = {
    "persistent_contrastive_divergence": ENERGY["task"]["loss"],
    "contrastive_divergence": {"steps": 8, "step_size": 0.02, "energy_regularization": 0.01},
    "denoising_score_matching": {"sigma": 0.2},
}
IMAGES = {
    "source": {"type": "sklearn", "name": "digits"},
    "holdout": "10%",
    "batch_size": 16,
}


def spec_of(kind: str, **others: Any) -> dict[str, Any]:
    return {**PERSISTENT, "task": {**CONDITIONAL, "loss": {"type": kind, **KINDS[kind]}}, **others}


def trained(trainer: ModuleType, c: Any) -> tuple[Any, Any]:
    """The state after a run, without checkpoints and rows, and the held-out examples."""
    state, data = trainer.init_state(c, 0), data_of(trainer, c)
    if hasattr(data, "scaler"):
        state = state.replace(scaler=jax.tree.map(jnp.float32, data.scaler))
    return advance(trainer, c, state, data.train, c.steps)[0], data.eval


@pytest.fixture(scope="module")
def persistent(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleType, Any, Any]:
    """Persistent chains of four classes, before the first step."""
    trainer = build(PERSISTENT, tmp_path_factory.mktemp("persistent"))
    c = trainer.Config()
    return trainer, c, trainer.init_state(c, 0)


def filled(make: Any) -> tuple[Any, Any]:
    """The network that a function makes, with other parameters, and these: nothing is compiled."""
    network, rng = nnx.eval_shape(make), np.random.default_rng(3)
    params = jax.tree.map(
        lambda x: np.float32(rng.normal(scale=0.4, size=x.shape)),
        nnx.to_pure_dict(nnx.state(network, nnx.Param)),
    )
    nnx.update(network, params)
    return network, params


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_chains_reach_the_mode_of_their_label(kind: str, tmp_path: Path) -> None:
    """Samples of each class; those of the buffer as well, which began as noise and stayed with their class."""
    trainer = build(spec_of(kind), tmp_path)
    c = trainer.Config()
    state, _ = trained(trainer, c)

    def reach(state: Any) -> np.ndarray:
        label = np.arange(400) % 4
        found = np.asarray(trainer.sample(c, state, jax.random.key(7), 400, label))
        near = np.linalg.norm(found - CENTERS[label], axis=1) < 0.9
        return near.reshape(100, 4).mean(0)

    assert reach(state).min() > 0.8
    assert reach(trainer.init_state(c, 0)).max() < 0.5
    if kind == "persistent_contrastive_divergence":
        buffer = np.asarray(state.buffer * state.scaler.std + state.scaler.mean)
        near = np.linalg.norm(buffer - CENTERS[:, None], axis=2) < 0.9
        assert near.mean(1).min() > 0.7


def test_chains_are_continued_in_the_rows_of_their_class(
    persistent: tuple[ModuleType, Any, Any],
) -> None:
    """With steps of no length those that do not begin anew stay where they were; no other changes."""
    trainer, _, state = persistent
    assert state.buffer.shape == (4, 600, 2)
    still = trainer.Config(chain_step_size=1e-12)
    label = np.random.default_rng(0).integers(0, 4, 128)
    state = state.replace(buffer=state.buffer + 100 * (1 + jnp.arange(4)[:, None, None]))
    batch = trainer.Batch(features=jnp.zeros((128, 2)), label=jnp.asarray(label))

    @jax.jit
    def both(state: Any) -> Any:
        _, (_, after) = trainer.loss_fn(still, state.params, state, batch)
        model = nnx.merge(state.graphdef, state.params)
        return *trainer.continue_chains(still, state, model, 128, label), after.buffer

    rows, negatives, after = map(np.asarray, both(state))
    expected = np.array(state.buffer)
    assert len(np.unique(rows)) == 128
    kept = np.abs(negatives).max(1) > 50
    assert 0.8 < kept.mean() < 1
    np.testing.assert_allclose(negatives[kept], expected[label, rows][kept], rtol=1e-6)
    expected[label, rows] = negatives
    np.testing.assert_allclose(after, expected, rtol=1e-6)


def test_evaluation_compares_chains_of_the_same_classes(
    persistent: tuple[ModuleType, Any, Any],
) -> None:
    """The energy distance is that of pairs of an example and a one-hot label."""
    trainer, c, state = persistent
    rng = np.random.default_rng(0)
    x, label = rng.normal(size=(40, 2)).astype(np.float32), rng.integers(0, 4, 40)
    batch = trainer.Batch(features=jnp.asarray(x), label=jnp.asarray(label))
    metrics = trainer.evaluate(c, state, batch)
    found, vectors = layers(state.ema_params), np.eye(4)[label]
    chains = np.asarray(state.buffer)[label, np.arange(40)]
    data, negatives = (np.concatenate([a, vectors], axis=1) for a in (x, chains))
    for name, pairs in (("energy", data), ("negative_energy", negatives)):
        np.testing.assert_allclose(metrics[name], energy(found, pairs)[0].mean(), rtol=1e-3)

    def mean(a: np.ndarray, b: np.ndarray) -> float:
        distances = [np.linalg.norm(u - v) for u in a for v in b]
        return float(np.sum(distances) / (len(a) * (len(b) - (a is b))))

    distance = 2 * mean(negatives, data) - mean(negatives, negatives) - mean(data, data)
    np.testing.assert_allclose(metrics["energy_distance"], distance, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("contrastive_divergence", "add"),
        ("denoising_score_matching", "concatenate"),
        pytest.param("contrastive_divergence", "concatenate", marks=pytest.mark.soak),
        pytest.param("denoising_score_matching", "add", marks=pytest.mark.soak),
    ],
)
def test_a_label_is_a_part_of_the_loss(kind: str, how: str, tmp_path: Path) -> None:
    """As a one-hot vector beside the example, or as its embedding added to it; in chains as well."""
    model = {**PERSISTENT["model"], "condition": how}
    trainer = build(spec_of(kind, model=model), tmp_path)
    c, key = trainer.Config(), jax.random.key(4)
    network, params = filled(lambda: trainer.EnergyMLP(c, rngs=nnx.Rngs(0)))
    x, label = np.random.default_rng(0).normal(size=(9, 2)), np.arange(9) % 4
    found, vectors = layers(params), np.eye(4)[label]

    def at(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if how == "add":
            kernel = np.float64(params["class_embedding"]["kernel"])
            value, gradient, _ = energy(found, x + vectors @ kernel)
        else:
            value, gradient, _ = energy(found, np.concatenate([x, vectors], axis=1))
        return value, gradient[:, :2]

    if kind == "denoising_score_matching":
        z = np.float64(jax.random.normal(key, x.shape))
        expected = ((0.2 * -at(x + 0.2 * z)[1] + z) ** 2).sum(1) / 2
    else:
        ends = x
        for n in range(8):
            z = np.float64(jax.random.normal(jax.random.fold_in(key, n), x.shape))
            ends = ends - 0.02 * at(ends)[1] + np.sqrt(0.04) * z
        positive, negative = at(x)[0], at(ends)[0]
        expected = positive - negative + 0.01 * (positive**2 + negative**2)
    metrics = jax.jit(lambda x: trainer.compute_metrics(c, network, x, label, key))(jnp.float32(x))
    np.testing.assert_allclose(metrics["loss"], expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("how", ["concatenate", pytest.param("add", marks=pytest.mark.soak)])
def test_energies_of_images_by_convolutions(how: str, tmp_path: Path) -> None:
    """In float64 from windows of 4x4 pixels, with the label as planes or as an image that is added."""
    model = {"type": "conv_energy", "channels": [4, 6], "condition": how}
    trainer = build(
        spec_of("contrastive_divergence", model=model, data=IMAGES),
        tmp_path,
    )
    c = trainer.Config()
    network, found = filled(lambda: trainer.ConvEnergy(c, rngs=nnx.Rngs(0)))
    image = np.random.default_rng(0).uniform(size=(3, 8, 8))
    label = np.array([0, 7, -1])
    params = jax.tree.map(np.float64, found["encoder"])
    vectors = np.eye(10)[label] * (label >= 0)[:, None]
    if how == "add":
        added = (vectors @ params["class_embedding"]["kernel"]).reshape(3, 8, 8)
        x = (image + added)[..., None]
    else:
        planes = np.broadcast_to(vectors[:, None, None], (3, 8, 8, 10))
        x = np.concatenate([image[..., None], planes], axis=-1)
    for n in sorted(params["convs"]):
        layer = params["convs"][n]
        padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (4, 4), (1, 2))[:, ::2, ::2]
        x = np.einsum("bhwcij,ijcn->bhwn", windows, layer["kernel"]) + layer["bias"]
        x = x * expit(x)
    output = params["output"]
    expected = (x.reshape(3, -1) @ output["kernel"] + output["bias"])[:, 0]
    energies = jax.jit(lambda x: network(x, label))(jnp.float32(image))
    np.testing.assert_allclose(energies, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.soak
def test_a_convolutional_energy_tells_digits_from_noise(tmp_path: Path) -> None:
    """Digits of a class have less energy than those of others, and much less than noise."""
    spec = spec_of(
        "contrastive_divergence",
        model={"type": "conv_energy", "channels": [16, 32]},
        data={**IMAGES, "batch_size": 64},
    )
    trainer = build(spec, tmp_path)
    c = trainer.Config()
    state, data = trained(trainer, c)
    model = nnx.merge(state.graphdef, state.ema_params)
    image, label = jnp.asarray(data.image), jnp.asarray(data.label)
    own = np.asarray(model(image, label))
    other = np.asarray(model(image, (label + 1) % 10))
    noise = np.asarray(model(trainer.draw_noise(jax.random.key(0), len(label)), label))
    assert (own < noise).mean() > 0.95
    assert (own < other).mean() > 0.7
    assert trainer.sample(c, state, jax.random.key(0), 4, 3).shape == (4, 8, 8)
