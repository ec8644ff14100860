"""Trainers of every kind of task, built once for all tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from trainers.conftest import BASE, build, changed, compilation_cache

__all__ = ["compilation_cache"]

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
