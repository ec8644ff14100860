"""Models of emitted trainers, by themselves: no data is loaded and nothing runs that a test does not ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from trainers.conftest import BASE, build, changed, compilation_cache

__all__ = ["compilation_cache"]

Build = Callable[..., ModuleType]


def assert_same_numbers(model: nnx.Module, other: nnx.Module, x: jax.Array) -> None:
    """Parameters, outputs, gradients and running statistics of two forms of a model, in training."""
    found = []
    for form in (model, other):
        graph, *states = nnx.split(form, nnx.Param, ...)
        params, rest = map(nnx.as_pure, states)

        @jax.jit
        def pull(params: Any, graph: Any = graph, rest: Any = rest) -> Any:
            def loss_fn(params: Any) -> Any:
                model = nnx.merge(graph, params, rest)
                outputs = model(x)
                weights = jnp.arange(outputs.size).reshape(outputs.shape) / outputs.size
                statistics = nnx.as_pure(nnx.state(model, nnx.BatchStat))
                return (weights * outputs).sum(), (outputs, statistics)

            return jax.grad(loss_fn, has_aux=True)(params)

        grads, (outputs, statistics) = pull(params)
        found.append([_leaves(tree) for tree in (params, outputs, grads, statistics)])
    (plain, *expected), (same, *actual) = found
    jax.tree.map(np.testing.assert_array_equal, plain, same)
    tolerances = ({"atol": 1e-5}, {"rtol": 1e-3, "atol": 1e-4}, {"rtol": 1e-3, "atol": 1e-4})
    for one, two, tolerance in zip(expected, actual, tolerances, strict=True):
        assert one.keys() == two.keys()
        for path, value in one.items():
            np.testing.assert_allclose(two[path], value, err_msg=path, **tolerance)


def _leaves(tree: Any) -> dict[str, np.ndarray]:
    return {
        jax.tree_util.keystr(path): np.asarray(leaf)
        for path, leaf in jax.tree_util.tree_leaves_with_path(tree)
    }


@pytest.fixture(scope="session")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A function from a model, and the shape and classes of its images, to the trainer."""
    built: dict[str, ModuleType] = {}

    def make(
        model: dict[str, Any], shape: tuple[int, ...] = (8, 8), classes: int = 10, **changes: Any
    ) -> ModuleType:
        key = repr((model, shape, classes, changes))
        if key not in built:
            facts = {"rows": 1797, "shape": list(shape), "classes": classes, "low": 0, "high": 16}
            spec = changed(BASE, {"model": model, "data.facts": facts, **changes})
            built[key] = build(spec, Path(tmp_path_factory.mktemp("model")))
        return built[key]

    return make
