"""Normalizing flows that are given the class of an example: densities, inverses and samples of each class."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from trainers.conftest import build

from specc.language.family import member

from .test_normalizing_flow import FLOW, of, random_model

LABELLED: dict[str, Any] = {
    **FLOW,
    "task": {**FLOW["task"], "condition": "class"},
    "data": {**FLOW["data"], "normalize": "none"},
}
HOW = {
    "real_nvp": {"condition": "add", "couplings": 2},
    "maf": {"blocks": 2},
    "neural_spline": {"couplings": 2},
}
pytestmark = pytest.mark.usefixtures("cheap_module")


def total(nats: jax.typing.ArrayLike, spacing: float) -> float:
    """The integral of a density by the midpoint rule."""
    return float(np.exp(-np.float64(nats)).sum() * spacing**2)


def grid(end: float, spacing: float) -> np.ndarray:
    ticks = np.arange(-end, end, spacing) + spacing / 2
    return np.stack(np.meshgrid(ticks, ticks), -1).reshape(-1, 2)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleType, Any, Any]:
    spec = of("real_nvp", LABELLED, condition="concatenate", hidden=[32])
    trainer = build(spec, tmp_path_factory.mktemp("labelled"))
    c = trainer.Config()
    state = trainer.init_state(c, 0)
    rows = trainer.batch_rows(c, 0, c.steps)
    return trainer, c, trainer.train_steps(c, state, trainer.load_data().train, rows)[0]


def test_samples_are_of_their_class(trained: tuple[ModuleType, Any, Any]) -> None:
    """Each is near a point of its moon, and few are near the other one."""
    trainer, c, state = trained
    label = np.arange(600) % 2
    found = np.asarray(trainer.sample(c, state, jax.random.key(7), 600, label))
    points = trainer.make_points(2000, seed=5)
    away = np.linalg.norm(found[:, None] - points["features"], axis=-1)
    own, other = (
        np.where(points["label"] == label[:, None] ^ flip, away, np.inf).min(1) for flip in (0, 1)
    )
    assert (own < 0.1).mean() > 0.85
    assert (other < own).mean() < 0.05
    ones = np.asarray(trainer.sample(c, state, jax.random.key(7), 8, 1))
    np.testing.assert_allclose(ones[1::2], found[1:8:2], atol=1e-5)


def test_the_density_of_each_class_integrates_to_one(trained: tuple[ModuleType, Any, Any]) -> None:
    """And held-out points are likelier given their class than given the other."""
    trainer, c, state = trained
    points = jnp.float32(grid(6, 0.04))
    model = trainer.nnx.merge(state.graphdef, state.params)

    @jax.jit
    def measured(x: jax.Array, label: jax.Array) -> jax.Array:
        label = jnp.broadcast_to(label, len(x))
        return trainer.compute_metrics(model, x, label)["loss"]

    for label in (0, 1):
        assert abs(total(measured(points, label), 0.04) - 1) < 5e-3
    data = trainer.load_data().eval
    own, other = (measured(data.features, label) for label in (data.label, 1 - data.label))
    np.testing.assert_allclose(trainer.evaluate(c, state, data)["loss"], own.mean(), rtol=1e-5)
    assert (other > own + 1).mean() > 0.97


@pytest.mark.parametrize(
    "name", ["real_nvp", "maf", pytest.param("neural_spline", marks=pytest.mark.soak)]
)
def test_a_flow_given_a_class_is_inverted_and_measured(name: str, tmp_path: Path) -> None:
    """In float64 with random parameters: log-determinants, inverses, and densities that integrate to 1."""
    spec = of(name, LABELLED, hidden=[8], **HOW[name])
    trainer = build(spec, tmp_path)
    model: Any = random_model(trainer, name, 0.2)
    written: Any = member("specc.language.models", name).model_validate(spec["model"])
    made = jax.tree.leaves_with_path(nnx.to_pure_dict(nnx.state(model)))
    paths = [jax.tree_util.keystr(path, simple=True, separator="/") for path, _ in made]
    assert sorted(paths) == sorted(written.parameters)

    @jax.jit
    def examined(x: jax.Array, label: jax.Array, points: jax.Array) -> Any:
        z, log_det = model.transform(x, label)
        one = jax.vmap(jax.jacfwd(lambda x, y: model.transform(x[None], y[None])[0][0]))
        nats = trainer.compute_metrics(model, points, jnp.broadcast_to(label[0], len(points)))
        jacobian = jnp.linalg.slogdet(one(x, label))[1]
        return z, log_det, model.invert(z, label), jacobian, nats["loss"]

    with jax.enable_x64(True):
        x = jnp.asarray(np.random.default_rng(0).normal(size=(50, 2)))
        points = jnp.asarray(grid(10, 0.1))
        latents = []
        for label in (0, 1):
            z, log_det, back, expected, nats = examined(x, jnp.full(50, label), points)
            np.testing.assert_allclose(back, x, atol=1e-9)
            np.testing.assert_allclose(log_det, expected, atol=1e-9)
            assert abs(total(nats, 0.1) - 1) < 5e-3
            latents.append(z)
        assert np.abs(latents[0] - latents[1]).min(0).min() > 1e-6, "both numbers depend on it"


def test_all_numbers_of_a_masked_layer_see_the_class(tmp_path: Path) -> None:
    """And each sees the numbers before it alone."""
    trainer = build(of("maf", LABELLED, blocks=1, hidden=[8]), tmp_path)
    model: Any = random_model(trainer, "maf", 0.5)

    def given(x: jax.Array, label: jax.Array) -> jax.Array:
        return jnp.concatenate(model.blocks[0].shift_and_scale(x[None], label[None]))

    with jax.enable_x64(True):
        x = jnp.asarray([0.3, -1.2])
        both = jax.jit(jax.vmap(given, in_axes=(None, 0)))(x, jnp.arange(2))
        assert (both[0] != both[1]).all()
        for slope in jax.jit(jax.jacfwd(given))(x, jnp.int32(1)):
            assert slope[1, 0] != 0
            assert np.abs(np.triu(slope)).max() == 0
