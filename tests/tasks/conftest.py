"""Trainers of every kind of task, built once for all tests."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from trainers.conftest import BASE, build, changed

Build = Callable[..., ModuleType]

SETS = {
    "classification": "iris",
    "binary": "breast_cancer",
    "regression": "linnerud",
}
"""A set of scikit-learn's for each kind of task; `multilabel` has a file that need not be there."""

LABELS = {"rows": 400, "shape": [5], "targets": 3, "low": -5.0, "high": 5.0}
"""Of the file of the multilabel task."""


@pytest.fixture(scope="session")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A function from a task, and changes to a spec, to the trainer."""
    built: dict[str, ModuleType] = {}

    def make(kind: str, /, changes: dict[str, Any] | None = None, **task: Any) -> ModuleType:
        key = repr((kind, changes, task))
        if key not in built:
            spec = spec_of(kind, changes, **task)
            built[key] = build(spec, Path(tmp_path_factory.mktemp("task")))
        return built[key]

    return make


def spec_of(kind: str, changes: dict[str, Any] | None = None, /, **task: Any) -> dict[str, Any]:
    """A linear model for a task, evaluated in batches of 16."""
    data: dict[str, Any] = {"source": {"type": "npz", "path": "labels.npz"}, "facts": LABELS}
    if kind in SETS:
        data = {"source": {"type": "sklearn", "name": SETS[kind]}}
    data |= {"holdout": "40%", "batch_size": 8, "normalize": "none"}
    model = {"type": "mlp", "hidden": []}
    given = {"task": {"type": kind, **task}, "data": data, "model": model}
    given["evaluate"] = {"every": "25 steps", "batch_size": 16}
    return changed(BASE, given | (changes or {}))


def metrics_of(
    module: ModuleType,
    outputs: Any,
    target: Any,
    std: np.ndarray | None = None,
    **given: float,
) -> dict[str, jax.Array]:
    """The metrics of each example at the first step; `std` is of the targets, 1 unless given.

    `given` is what only training gives.
    """
    outputs, target = jnp.asarray(outputs), jnp.asarray(target)
    ones = np.ones(target.shape[1:], np.float32)
    known = {"c": module.Config(), "step": jnp.int32(0), "target_std": ones if std is None else std}
    values = iter((outputs, target))
    parameters = inspect.signature(module.compute_metrics).parameters.values()
    names = [item.name for item in parameters if item.default is item.empty]
    found: dict[str, jax.Array] = module.compute_metrics(
        *(known[name] if name in known else next(values) for name in names), **given
    )
    return found


def set_metrics(
    module: ModuleType, outputs: np.ndarray, target: np.ndarray, *weight: np.ndarray
) -> dict[str, Any]:
    """What an evaluation measures on some outputs: those of a linear model that repeats its inputs."""
    c = module.Config()
    state = module.init_state(c, c.seed)
    kernel = state.params["output"]["kernel"]
    inputs = np.zeros((len(outputs), kernel.shape[0]), np.float32)
    inputs[:, : outputs.shape[1]] = outputs
    params = jax.tree.map(lambda p: jnp.eye(*p.shape) if p.ndim == 2 else p * 0, state.params)
    data = module.Batch(*map(jnp.asarray, (inputs, target, *weight)))
    found = module.evaluate(c, state.replace(params=params), data)
    return {name: np.asarray(value) for name, value in found.items()}


def nothing_trained(module: ModuleType, c: Any) -> Any:
    """A state at first whose weights are eighths, with deviations of three targets if it has any."""
    state = module.init_state(c, c.seed)
    if hasattr(state, "target_scaler"):
        std = jnp.array([0.5, 2, 30])
        state = state.replace(target_scaler=module.Scaler(jnp.zeros(3), std))
    return state.replace(params=jax.tree.map(lambda p: jnp.round(8 * p) / 8, state.params))


def evaluated(
    module: ModuleType, features: np.ndarray, target: np.ndarray, *weight: np.ndarray
) -> tuple[dict[str, Any], np.ndarray, Any]:
    """The metrics of an evaluation, the outputs that it had, and the state."""
    c = module.Config()
    state = nothing_trained(module, c)
    data = module.Batch(*map(jnp.asarray, (features, target, *weight)))
    found = {name: np.asarray(value) for name, value in module.evaluate(c, state, data).items()}
    return found, np.asarray(module.predict(c, state, data.features)), state


def with_statistics(state: Any, data: Any) -> Any:
    """A state that has what loading measured on the training examples."""
    kept = {name: getattr(data, name) for name in data._fields if hasattr(state, name)}
    return state.replace(**jax.tree.map(jnp.float32, kept))
