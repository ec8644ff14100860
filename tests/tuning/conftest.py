"""A run of a perceptron with batch norm, and runs that tune it."""

from __future__ import annotations

import threading
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import jax
import numpy as np
import pytest
from trainers.conftest import BASE, build, changed

SOURCE = changed(
    BASE,
    {
        "name": "first",
        "seed": 7,
        "model": {"type": "mlp", "hidden": [8, 6], "activation": "tanh", "norm": "batch"},
        "train.duration": "20 steps",
        "evaluate.every": "10 steps",
        "checkpoint": {"every": "10 steps"},
        "log": {"every": "10 steps", "to": ["jsonl"]},
        "export": "safetensors",
    },
)
"""The run whose weights are taken."""
TUNED = changed(
    SOURCE,
    {
        "name": "tuned",
        "seed": 1,
        "optimizer": {"type": "adamw", "learning_rate": 1e-2},
        "init_from": {"run": "../first/run"},
        "lora": {"rank": 3, "alpha": 6, "match": "**"},
    },
)
"""One that trains adapters of them."""


class Run(NamedTuple):
    """A finished run: its trainer, its settings, and its last state."""

    trainer: ModuleType
    c: Any
    state: Any


def started(trainer: ModuleType, c: Any, stop: threading.Event | None = None) -> Any:
    """The state after a run, or after the part of it until it is stopped."""
    return trainer.train(c, stop or threading.Event())


def ran(spec: dict[str, Any], folder: Path, **settings: Any) -> Run:
    trainer = build(spec, folder)
    started(trainer, trainer.Config(workdir=folder / "run", **settings))
    return Run(trainer, *trainer.load(folder / "run"))


def flat(tree: Any) -> dict[str, np.ndarray]:
    """The arrays of a state, by their paths, in float64."""
    leaves = jax.tree_util.tree_leaves_with_path(tree)
    return {
        jax.tree_util.keystr(path, simple=True, separator="/"): np.asarray(x, np.float64)
        for path, x in leaves
    }


def moved(params: Any, seed: int = 0, scale: float = 0.3) -> Any:
    """Other parameters of the same shapes: B is not 0 any more."""
    rng = np.random.default_rng(seed)
    leaves, structure = jax.tree.flatten(params)
    other = [np.float32(x + rng.normal(scale=scale, size=x.shape)) for x in leaves]
    return jax.tree.unflatten(structure, other)


def merged(frozen: Any, params: Any, scale: float) -> dict[str, np.ndarray]:
    """The parameters of a model without adapters: W + scale * A B, in float64 and by path."""
    adapters = flat(params)
    found = {}
    for path, x in flat(frozen).items():
        layer, _, last = path.rpartition("/frozen/")
        if last == "kernel":
            product = adapters[f"{layer}/lora_a/kernel"] @ adapters[f"{layer}/lora_b/kernel"]
            x = x + scale * product.reshape(x.shape)
        found[path.replace("/frozen/", "/")] = x
    return found


def as_state(arrays: dict[str, np.ndarray], like: Any) -> Any:
    """Arrays by path as parameters of a trainer without adapters."""
    assert arrays.keys() == flat(like).keys()
    leaves, structure = jax.tree_util.tree_flatten_with_path(like)
    names = [jax.tree_util.keystr(path, simple=True, separator="/") for path, _ in leaves]
    return jax.tree.unflatten(structure, [np.float32(arrays[name]) for name in names])


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The run that is tuned."""
    return ran(SOURCE, tmp_path_factory.mktemp("tuning") / "first")


@pytest.fixture(scope="session")
def tuned(first: Run) -> Run:
    """A run that has tuned it."""
    return ran(TUNED, first.c.workdir.parent.parent / "tuned")
