"""What the tests of stopped runs share: the library that kills, and trainers that start quickly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .world import GENERATED, TRAINERS, Started, compiled


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = compiled(tmp_path_factory.mktemp("killer"))
    if found is None:
        pytest.skip("needs Linux and a C compiler")
    return found


@pytest.fixture(scope="module", params=TRAINERS)
def started(
    request: pytest.FixtureRequest, library: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Started]:
    name = request.param
    folder = tmp_path_factory.mktemp(name)
    trainer = Started(GENERATED / f"{name}.py", TRAINERS[name].split(), library, folder)
    yield trainer
    trainer.close()
