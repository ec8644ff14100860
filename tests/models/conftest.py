"""Models of emitted trainers, by themselves: no data is loaded and nothing runs that a test does not ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from trainers.conftest import BASE, build, changed, compilation_cache

__all__ = ["compilation_cache"]

Build = Callable[..., ModuleType]


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
