"""Emitted trainers, as modules to call and as programs to run."""

from __future__ import annotations

import copy
import importlib.util
import inspect
import itertools
import json
import sys
import threading
import zlib
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import numpy as np

import specc

_NUMBERS = itertools.count()

BASE: dict[str, Any] = {
    "specc": 1,
    "name": "small",
    "seed": 0,
    "task": "classification",
    "model": {"type": "mlp", "hidden": [32], "activation": "gelu"},
    "data": {
        "source": {"type": "sklearn", "name": "digits"},
        "holdout": "15%",
        "batch_size": 64,
    },
    "optimizer": {"type": "sgd", "learning_rate": 0.1},
    "train": {"duration": "50 steps"},
    "evaluate": {"every": "25 steps"},
    "log": {"every": "1 step", "to": ["jsonl"]},
}
"""A spec that trains in no time; tests change what they are about."""


def changed(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A spec with other values at dotted paths; None takes a key out."""
    spec = copy.deepcopy(base)
    for path, value in changes.items():
        *way, last = path.split(".")
        block = spec
        for key in way:
            block = block.setdefault(key, {})
        if value is None:
            block.pop(last, None)
        else:
            block[last] = value
    return spec


def emit(spec: dict[str, Any], folder: Path) -> Path:
    """Compiles a spec and writes what comes out, to a file of the spec's name."""
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "spec.json"
    written.write_text(json.dumps(spec))
    target = folder / f"{spec['name']}.py"
    (text,) = specc.compile(specc.read(written, output=target)).values()
    target.write_text(text)
    return target


def load(path: Path) -> ModuleType:
    """Imports a trainer under a name that no other test has."""
    name = f"emitted_{next(_NUMBERS)}_{path.stem}"
    found = importlib.util.spec_from_file_location(name, path)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module
    found.loader.exec_module(module)
    return module


def data_of(trainer: ModuleType, c: Any) -> Any:
    """The sets that a trainer loads, whether or not it reads settings for it."""
    reads = inspect.signature(trainer.load_data).parameters
    return trainer.load_data(*([c] if reads else []))


def advance(trainer: ModuleType, c: Any, state: Any, data: Any, steps: int) -> tuple[Any, Any]:
    """The state after some steps on `data`, in one call, and their metrics, one for each."""
    rows = trainer.batch_rows(c, int(state.step), steps)
    return trainer.train_steps(c, state, data, rows)


def draw_key(key: Any, step: int, name: str) -> jax.Array:
    """The key of a draw in a step, by the rule of the documentation.

    Args:
        key: of the run; for micro-batch or example `n` of a step, that of the draw `micro_batch` or `example`, with `n` folded in.
        step: how many were taken before.
        name: of what is drawn.
    """
    return jax.random.fold_in(jax.random.fold_in(key, step + 1), zlib.crc32(name.encode()))


def numbers(leaf: Any) -> np.ndarray:
    """An array of a state; of random keys, the numbers that they are made of."""
    is_key = jax.numpy.issubdtype(leaf.dtype, jax.dtypes.prng_key)
    return np.asarray(jax.random.key_data(leaf) if is_key else leaf)


def bits(tree: Any) -> list[tuple[str, bytes]]:
    """Every array of a tree: where it is, its type and its bytes."""
    leaves = jax.tree_util.tree_leaves_with_path(tree)
    return [
        (f"{jax.tree_util.keystr(path)} {leaf.dtype}", numbers(leaf).tobytes())
        for path, leaf in leaves
    ]


class StopAfter(threading.Event):
    """Stops a run, which asks before each call, after so many of them."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self.left = calls

    def is_set(self) -> bool:
        self.left -= 1
        return self.left < 0


def build(spec: dict[str, Any], folder: Path) -> ModuleType:
    """The trainer that a spec stands for, imported."""
    return load(emit(spec, folder))
