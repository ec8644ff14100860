"""The model against formulas of its own in float64; what it sees, and what its caches keep."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from . import reference
from .conftest import built

MODELS: dict[str, dict[str, Any]] = {
    "llama": {
        "positions": "rotary",
        "norm": "rms",
        "mlp": "swiglu",
        "heads": 4,
        "kv_heads": 2,
        "qk_norm": True,
        "tie_embeddings": False,
    },
    "gpt2": {"positions": "learned", "norm": "layer", "mlp": "gelu", "heads": 2},
    "sinusoidal": {
        "positions": "sinusoidal",
        "norm": "rms",
        "mlp": "relu_squared",
        "mlp_dim": 9,
        "heads": 2,
        "depth_scaled_init": False,
    },
    "unordered": {
        "positions": "none",
        "norm": "layer",
        "mlp": "swiglu",
        "heads": 1,
        "qk_norm": True,
    },
}
"""What of a model differs from that of SPEC, which has a default for nothing else."""
SOAK = ("gpt2", "sinusoidal", "unordered")


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(name, marks=pytest.mark.soak) if name in SOAK else name for name in MODELS
    ],
)
def case(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[ModuleType, dict[str, Any], Any, Any]:
    """A trainer, its model in the spec, its settings, and parameters that are not near 0."""
    model = {"type": "transformer", "layers": 2, "width": 16, "context": 8, **MODELS[request.param]}
    trainer = built(tmp_path_factory.mktemp(request.param), {"model": model})
    c = trainer.Config()
    state = trainer.init_state(c, np.uint32(0))
    leaves, structure = jax.tree.flatten(state.params)
    rng = np.random.default_rng(0)
    other = [x + np.float32(rng.normal(scale=0.2, size=x.shape)) for x in leaves]
    return trainer, model, c, state.replace(params=jax.tree.unflatten(structure, other))


def in_float64(params: Any) -> Any:
    return jax.tree.map(lambda x: np.asarray(x, np.float64), nnx.to_pure_dict(params))


def windows(trainer: ModuleType, n: int, length: int) -> np.ndarray:
    return np.random.default_rng(1).integers(3, size=(n, length))


def test_loss_and_gradient_are_those_of_the_formulas(case: Any) -> None:
    """The gradient along a direction is the difference quotient in float64."""
    trainer, model, c, state = case
    token = windows(trainer, 2, 7)
    batch = trainer.Batch(jnp.int32(token))
    grad_fn = jax.jit(
        jax.value_and_grad(trainer.loss_fn, argnums=1, has_aux=True), static_argnums=0
    )
    (found, _), grads = grad_fn(c, state.params, state, batch)
    params = in_float64(state.params)
    assert abs(float(found) - reference.loss(params, token, model)) < 2e-6
    rng = np.random.default_rng(2)
    direction = jax.tree.map(lambda x: rng.normal(size=x.shape), params)
    there = jax.tree.map(lambda x, v: x + 1e-5 * v, params, direction)
    back = jax.tree.map(lambda x, v: x - 1e-5 * v, params, direction)
    slope = (reference.loss(there, token, model) - reference.loss(back, token, model)) / 2e-5
    along = sum(
        float((np.asarray(g, np.float64) * v).sum())
        for g, v in zip(
            jax.tree.leaves(nnx.to_pure_dict(grads)), jax.tree.leaves(direction), strict=True
        )
    )
    assert abs(along - slope) < 1e-5 * max(1, abs(along))


def test_a_token_sees_no_later_one_and_all_before(case: Any) -> None:
    trainer, _, _, state = case
    run = jax.jit(nnx.merge(state.graphdef, state.params).__call__)
    token = jnp.int32(windows(trainer, 1, 8))
    before = np.asarray(run(token))[0]
    for place in (0, 3, 7):
        after = np.asarray(run(token.at[0, place].set((token[0, place] + 1) % 3)))[0]
        changed = np.abs(after - before).max(1) > 1e-6
        assert changed.tolist() == [n >= place for n in range(8)], place


def test_cached_logits_are_the_uncached_ones(case: Any) -> None:
    trainer, _, c, state = case
    model = nnx.merge(state.graphdef, state.params)
    token = jnp.int32(windows(trainer, 3, 8))
    whole = jax.jit(model.__call__)(token)
    step, caches = jax.jit(model.step), trainer.empty_caches(c, 3)
    for n in range(8):
        logits, caches = step(token[:, n], caches, jnp.int32(n))
        np.testing.assert_allclose(logits, whole[:, n], rtol=1e-5, atol=2e-6)


def test_first_weights(case: Any) -> None:
    """Normal, and smaller at the end of a block by the square root of twice the depth."""
    trainer, model, c, _ = case
    params = nnx.to_pure_dict(trainer.init_state(c, np.uint32(0)).params)
    last = 0.02 / (2 if model.get("depth_scaled_init", True) else 1)
    block = params["blocks"][1]
    for layer, std in (
        (block["attention"]["qkv"]["kernel"], 0.02),
        (block["attention"]["output"]["kernel"], last),
        (block["mlp"]["hidden"]["kernel"], 0.02),
        (block["mlp"]["output"]["kernel"], last),
    ):
        assert abs(float(layer.std()) / std - 1) < 4 / np.sqrt(2 * layer.size)
