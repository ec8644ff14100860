"""Weights begin as the spec says: the emitted models against flax's initializers, called here."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from specc.language.family import member, members

FAMILY = "specc.language.initializers"
MODELS: dict[str, dict[str, Any]] = {
    "mlp": {"type": "mlp", "hidden": [96, 128]},
    "cnn": {"type": "cnn", "channels": [16, 32], "hidden": [64]},
    "resnet": {"type": "resnet", "stages": [1, 1], "width": 16},
    "bottleneck": {"type": "resnet", "stages": [1, 1], "width": 16, "block": "bottleneck"},
    "vit": {"type": "vit", "patch_size": 2, "width": 64, "depth": 1, "heads": 4},
    "mixer": {"type": "mixer", "patch_size": 2, "width": 64, "depth": 1},
}
ARGUMENTS: dict[str, dict[str, Any]] = {
    "normal": {"stddev": 0.5},
    "uniform": {"scale": 0.3},
    "orthogonal": {"scale": 1.5},
    "truncated_normal": {"stddev": 0.2, "lower": -1.0, "upper": 3.0},
    "variance_scaling": {"scale": 3.0, "mode": "fan_avg", "distribution": "uniform"},
}
"""Of the initializers that have any, with values that are not flax's."""


def kernels(trainer, model: dict[str, Any]) -> dict[str, jax.Array]:
    """The kernels of an emitted model by their paths, as matrices where flax draws them so."""
    module = trainer(model, (8, 8))
    state = nnx.state(module.Classifier(module.Config(), rngs=nnx.Rngs(0)), nnx.Param)
    found = {}
    for path, leaf in nnx.to_flat_state(state):
        name = ".".join(map(str, path))
        if path[-1] == "kernel":
            heads = "attention" in path
            found[name] = as_matrix(leaf[...], "out" in path) if heads else leaf[...]
        elif path[-1] == "bias":
            np.testing.assert_array_equal(leaf[...], 0, err_msg=name)
    return found


def as_matrix(kernel: jax.Array, out: bool) -> jax.Array:
    """A projection of attention, (width, heads, k) or back, as the matrix that it is."""
    return kernel.reshape(-1, kernel.shape[-1]) if out else kernel.reshape(len(kernel), -1)


def call(name: str) -> Any:
    if name == "zeros":
        return nnx.initializers.zeros
    return getattr(nnx.initializers, name)(**ARGUMENTS.get(name, {}))


def alike(kernel: jax.Array, expected: Any, name: str) -> None:
    """The same distribution: mean, deviation and ends, each within what chance leaves of it."""
    drawn = jnp.stack([expected(jax.random.key(seed), kernel.shape) for seed in range(20)])
    spread, error = float(drawn.std()), 5 / math.sqrt(kernel.size)
    np.testing.assert_allclose(float(kernel.mean()), float(drawn.mean()), atol=error * spread)
    np.testing.assert_allclose(float(kernel.std()), spread, rtol=error, err_msg=name)
    assert float(kernel.min()) >= float(drawn.min()) - spread
    assert float(kernel.max()) <= float(drawn.max()) + spread


@pytest.mark.parametrize(
    ("model", "name"),
    [
        pytest.param(
            model, name, marks=[] if model == "mlp" or name == "orthogonal" else [pytest.mark.soak]
        )
        for model in MODELS
        for name in sorted(members(FAMILY))
    ],
)
def test_every_layer_begins_as_it_should(trainer, model, name):
    init = {"type": name, **ARGUMENTS.get(name, {})}
    if name == "zeros":
        changes = {"output_init": "zeros"}
    else:
        changes = {"init": init, "output_init": {"type": "normal", "stddev": 7}}
    found = kernels(trainer, {**MODELS[model], **changes})
    output = found.pop("output.kernel")
    assert len(found) >= 2
    if name == "zeros":
        np.testing.assert_array_equal(output, 0)
        name = "lecun_normal"  # the others begin as flax has them
    else:
        alike(output, nnx.initializers.normal(7), "output")
    for path, kernel in found.items():
        alike(kernel, call(name), path)
        if name == "orthogonal":
            matrix = np.asarray(kernel.reshape(-1, kernel.shape[-1]))
            matrix = matrix.T if len(matrix) < matrix.shape[1] else matrix
            gram = matrix.T @ matrix / ARGUMENTS[name]["scale"] ** 2
            np.testing.assert_allclose(gram, np.eye(len(gram)), atol=1e-5, err_msg=path)


@pytest.mark.parametrize("model", MODELS)
def test_the_output_begins_as_the_others_unless_told_otherwise(trainer, model):
    found = kernels(trainer, {**MODELS[model], "init": {"type": "normal", "stddev": 3}})
    for path, kernel in found.items():
        alike(kernel, nnx.initializers.normal(3), path)


@pytest.mark.parametrize("model", MODELS)
def test_flaxs_own_is_left_out(trainer, model):
    silent = trainer(MODELS[model])
    said = trainer({**MODELS[model], "init": "lecun_normal", "output_init": "lecun_normal"})
    assert "initializers.lecun" not in Path(said.__file__).read_text()
    one, other = (
        nnx.state(module.Classifier(module.Config(), rngs=nnx.Rngs(0)), nnx.Param)
        for module in (silent, said)
    )
    jax.tree.map(np.testing.assert_array_equal, one, other)


def test_a_single_layer_has_it_in_its_place(trainer):
    linear = trainer({"type": "mlp", "hidden": [], "init": "zeros"})
    text = Path(linear.__file__).read_text()
    assert "kernel_init=nnx.initializers.zeros_init()" in text
    assert "KERNEL_INIT" not in text
    hidden = trainer({"type": "mlp", "hidden": [8], "init": "he_normal", "output_init": "zeros"})
    text = Path(hidden.__file__).read_text()
    assert "KERNEL_INIT = nnx.initializers.he_normal()  # of all layers but the output\n" in text
    assert text.count("kernel_init=KERNEL_INIT") == 1


def test_something_is_left_between_the_tails():
    with pytest.raises(ValueError, match="lower, 1, is not below upper, 1"):
        member(FAMILY, "truncated_normal").model_validate({"lower": 1.0, "upper": 1.0})


def test_names_are_flaxs():
    for name in members(FAMILY):
        assert callable(getattr(nnx.initializers, member(FAMILY, name).function))
