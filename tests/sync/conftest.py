import os
from pathlib import Path

import pytest

from .world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture(autouse=True)
def a_disk_that_needs_no_waiting_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """No power is cut in these tests, and thousands of builds would wait for a real disk."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
