"""Recurrent and convolutional models of tokens against formulas of their own in float64, and against PyTorch."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from specc.language.family import member

from . import recurrent_reference as reference
from .conftest import built

MODELS: dict[str, dict[str, Any]] = {
    "gru": {"type": "gru", "layers": 2, "width": 6, "tie_embeddings": False},
    "lstm": {"type": "lstm", "layers": 2, "width": 6},
    "conv1d": {
        "type": "conv1d",
        "width": 6,
        "dilations": [1, 3],
        "kernel_size": 2,
        "norm": "rms",
        "tie_embeddings": False,
    },
}
TORCH = os.environ.get("SPECC_TORCH_PYTHON")


@pytest.fixture(scope="module", params=MODELS)
def case(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[ModuleType, dict[str, Any], Any, Any]:
    """A trainer, its model in the spec, its settings, and a state whose parameters are not near 0."""
    model = {"context": 8, **MODELS[request.param]}
    trainer = built(tmp_path_factory.mktemp(request.param), {"model": model})
    c = trainer.Config()
    return trainer, model, c, disturbed(trainer.init_state(c, np.uint32(0)))


def disturbed(state: Any) -> Any:
    """A state with other parameters, so that no bias is 0."""
    leaves, structure = jax.tree.flatten(state.params)
    rng = np.random.default_rng(0)
    other = [x + np.float32(rng.normal(scale=0.3, size=x.shape)) for x in leaves]
    return state.replace(params=jax.tree.unflatten(structure, other))


def in_float64(params: Any) -> Any:
    return jax.tree.map(lambda x: np.asarray(x, np.float64), nnx.to_pure_dict(params))


def check_gradient(
    trainer: ModuleType, c: Any, state: Any, batch: Any, loss: Callable[[Any], float]
) -> None:
    """The loss is that of the formulas, and its gradient along a direction their difference quotient."""
    grad_fn = jax.jit(
        jax.value_and_grad(trainer.loss_fn, argnums=1, has_aux=True), static_argnums=0
    )
    (found, _), grads = grad_fn(c, state.params, state, batch)
    params = in_float64(state.params)
    assert abs(float(found) - loss(params)) < 2e-6
    rng = np.random.default_rng(2)
    direction = jax.tree.map(lambda x: rng.normal(size=x.shape), params)
    there = jax.tree.map(lambda x, v: x + 1e-5 * v, params, direction)
    back = jax.tree.map(lambda x, v: x - 1e-5 * v, params, direction)
    slope = (loss(there) - loss(back)) / 2e-5
    products = jax.tree.map(
        lambda g, v: float((np.asarray(g, np.float64) * v).sum()),
        nnx.to_pure_dict(grads),
        direction,
    )
    along = sum(jax.tree.leaves(products))
    assert abs(along - slope) < 1e-5 * max(1, abs(along))


def test_loss_and_gradient_are_those_of_the_formulas(case: Any) -> None:
    trainer, model, c, state = case
    token = np.random.default_rng(1).integers(3, size=(2, 7))
    batch = trainer.Batch(jnp.int32(token))
    model = {"norm": "layer", **model}
    check_gradient(trainer, c, state, batch, lambda p: reference.loss(p, token, model))


def test_token_by_token_gives_the_logits_of_windows(case: Any) -> None:
    trainer, _, c, state = case
    model = nnx.merge(state.graphdef, state.params)
    token = jnp.int32(np.random.default_rng(1).integers(3, size=(3, 8)))
    whole = jax.jit(model.__call__)(token)
    step, caches = jax.jit(model.step), trainer.empty_caches(c, 3)
    for n in range(8):
        logits, caches = step(token[:, n], caches)
        np.testing.assert_allclose(logits, whole[:, n], rtol=1e-5, atol=2e-6)


class Given:
    """Stands for an embedding: a vector for each token, and what the layers give as the logits."""

    def __init__(self, vectors: jax.Array):
        self.vectors = vectors

    def __call__(self, token: jax.Array) -> jax.Array:
        return self.vectors[token]

    def attend(self, x: jax.Array) -> jax.Array:
        return x


def test_no_output_depends_on_a_later_token(case: Any) -> None:
    """The derivative of an output is exactly 0 along the embedding of each later token, and not before.

    Of the convolutions, the last output does not depend on the first token either, which is out of reach.
    """
    _, model, c, state = case
    vectors = jnp.float32(np.random.default_rng(3).normal(size=(8, c.width)))

    @jax.jit
    @jax.jacobian
    def outputs(vectors: jax.Array) -> jax.Array:
        network = nnx.merge(state.graphdef, state.params)
        network.tokens = Given(vectors)
        return network(jnp.arange(8)[None])[0].sum(-1)

    jacobian = np.abs(np.asarray(outputs(vectors))).max(-1)
    after, reach = np.triu_indices(8, 1), 1 + 2 * (1 + 3)
    assert (jacobian[after] == 0).all()
    before = np.tril_indices(8)
    seen = before[0] - before[1] < (reach if model["type"] == "conv1d" else 8)
    assert (jacobian[before][seen] > 0).all()
    assert (jacobian[before][~seen] == 0).all()


def test_its_parameters_are_known(case: Any) -> None:
    _, model, _, state = case
    made = {
        jax.tree_util.keystr(path, simple=True, separator="/")
        for path, _ in jax.tree_util.tree_leaves_with_path(state.params)
    }
    written = member("specc.language.models", model["type"]).model_validate(model)
    assert sorted(written.parameters) == sorted(made)  # type: ignore[attr-defined]


def test_first_weights(case: Any) -> None:
    """Recurrent kernels are orthogonal gate by gate, and only the forget gate has a bias, of 1."""
    trainer, model, c, _ = case
    params = nnx.to_pure_dict(trainer.init_state(c, np.uint32(0)).params)
    if model["type"] == "conv1d":
        kernels = [params["blocks"][n]["conv1"]["taps"]["kernel"] for n in range(2)]
        deviation = float(np.std(np.concatenate(kernels))) * np.sqrt(2 * 6)
        assert abs(deviation - 1) < 4 / np.sqrt(2 * kernels[0].size)
        return
    gates = 3 if model["type"] == "gru" else 4
    for number in range(2):
        layer = params["layers"][number]
        for kernel in np.split(np.asarray(layer["hidden"]["kernel"]), gates, axis=1):
            np.testing.assert_allclose(kernel @ kernel.T, np.eye(6), atol=1e-6)
        bias = np.zeros((gates, 6))
        if gates == 4:
            bias[1] = 1
        np.testing.assert_array_equal(layer["input"]["bias"], bias.ravel())


_IN_TORCH = """
import json, sys
import torch
given = json.load(sys.stdin)
as_tensor = lambda x: torch.tensor(x, dtype=torch.float64)
layers = len(given["layers"])
width = len(given["layers"][0]["hidden"]["kernel"])
make = {"gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[given["type"]]
network = make(len(given["x"][0]), width, layers).double()
for n, layer in enumerate(given["layers"]):
    for name, part in (("ih", "input"), ("hh", "hidden")):
        kernel = as_tensor(layer[part]["kernel"]).T
        bias = as_tensor(layer[part].get("bias", [0.0] * len(kernel)))
        getattr(network, f"weight_{name}_l{n}").data = kernel.contiguous()
        getattr(network, f"bias_{name}_l{n}").data = bias
y, _ = network(as_tensor(given["x"])[:, None])
(y[-1] ** 2).sum().backward()
grads = [network.weight_ih_l0.grad, network.weight_hh_l0.grad]
json.dump({"y": y[:, 0].tolist(), "grads": [g.T.tolist() for g in grads]}, sys.stdout)
"""


@pytest.mark.skipif(TORCH is None, reason="SPECC_TORCH_PYTHON names no Python that has PyTorch")
def test_layers_are_those_of_pytorch(case: Any) -> None:
    """Outputs, and the gradients of the kernels of the first layer, on the same weights."""
    _, model, _, state = case
    if model["type"] == "conv1d":
        pytest.skip("PyTorch has no such block")
    network = nnx.merge(state.graphdef, state.params)
    x = np.random.default_rng(5).normal(size=(7, 6))

    @jax.jit
    @jax.grad
    def grads(params: Any) -> jax.Array:
        layers, y = nnx.merge(state.graphdef, params).layers, jnp.float32(x)[:, None]
        for layer in layers:
            y = layer(y)
        return (y[-1] ** 2).sum()

    y = jnp.float32(x)[:, None]
    for layer in network.layers:
        y = layer(y)
    params = nnx.to_pure_dict(state.params)["layers"]
    layers = [jax.tree.map(lambda x: np.asarray(x).tolist(), params[n]) for n in range(2)]
    question = {"type": model["type"], "layers": layers, "x": x.tolist()}
    done = subprocess.run(
        [str(TORCH), "-c", _IN_TORCH],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    np.testing.assert_allclose(y[:, 0], answer["y"], atol=2e-6)
    first = nnx.to_pure_dict(grads(state.params))["layers"][0]
    for part, expected in zip(("input", "hidden"), answer["grads"], strict=True):
        np.testing.assert_allclose(first[part]["kernel"], expected, atol=3e-6)


@pytest.mark.parametrize(
    "kind", ["gru", *(pytest.param(n, marks=pytest.mark.soak) for n in ("lstm", "conv1d"))]
)
def test_dropout_is_for_training(kind: str, tmp_path: Path) -> None:
    """Training drops, by the step, and sampling and evaluation do not."""
    trainer = built(tmp_path, {"model": {"context": 8, **MODELS[kind], "dropout": 0.5}})
    c = trainer.Config()
    state = trainer.init_state(c, np.uint32(0))
    token = jnp.int32(np.random.default_rng(1).integers(3, size=(4, 9)))
    run = jax.jit(trainer.loss_fn, static_argnums=0)
    at = [
        float(run(c, state.params, state.replace(step=jnp.int32(n)), trainer.Batch(token))[0])
        for n in (0, 0, 1)
    ]
    assert at[0] == at[1] != at[2]
    data = trainer.Batch(token.ravel())
    found = [
        float(trainer.evaluate(c, state.replace(step=jnp.int32(n)), data)["loss"]) for n in (0, 1)
    ]
    assert found[0] == found[1]
