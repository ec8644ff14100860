"""What holds for every test of the suite."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("specc", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("specc")  # seconds say how busy a machine is, not how good the strategy


@pytest.fixture(scope="module", autouse=True)
def executables_are_let_go() -> Iterator[None]:
    """Forget what one file has compiled before the next begins.

    Every executable holds memory maps, and a process may only have so many: a
    suite that compiles thousands of programs in one process reaches the limit,
    and XLA ends with a fault rather than an error.
    """
    yield
    if "jax" in sys.modules:
        sys.modules["jax"].clear_caches()
        gc.collect()
