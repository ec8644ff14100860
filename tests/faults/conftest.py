"""What the tests of stopped runs share: the library that kills, and trainers that start quickly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .world import FLAGS, Started, begun, compiled


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = compiled(tmp_path_factory.mktemp("killer"))
    if found is None:
        pytest.skip("needs Linux and a C compiler")
    return found


@pytest.fixture(scope="module", params=FLAGS)
def started(
    request: pytest.FixtureRequest, library: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Started]:
    found = begun(request.param, library, tmp_path_factory.mktemp(request.param))
    yield found
    found.close()


@pytest.fixture(scope="module")
def small(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    found = begun("small", library, tmp_path_factory.mktemp("small"))
    yield found
    found.close()
