"""SIGINT and SIGTERM at random moments: saved within seconds, and the next start goes on in every bit.

In `make test` there is one of each in tests/trainers/test_digits_classifier.py.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import time

import pytest

from .world import Started

SIGNALS = 34  # for each of three trainers
PATIENCE = 20  # seconds on a busy machine; on an idle one it is less than one


def signalled(started: Started, number: int, delay: float) -> int:
    """Starts, sends a signal after so many seconds of training, and returns the exit code."""
    pid = started.begin()
    time.sleep(delay)
    with contextlib.suppress(ProcessLookupError):  # it has ended
        os.kill(pid, number)
    sent = time.monotonic()
    code = started.ended(pid)
    assert time.monotonic() - sent < PATIENCE
    return code


@pytest.mark.soak
def test_stopped_at_random_moments(started: Started) -> None:
    """The next start is stopped too, until one finishes; then a new run begins."""
    whole = started.finish()
    chance, stopped = random.Random(0), 0
    started.clear()
    began = time.monotonic()
    assert started.go() == 0
    longest = time.monotonic() - began
    started.clear()
    while stopped < SIGNALS:
        number = chance.choice([signal.SIGINT, signal.SIGTERM])
        code = signalled(started, number, chance.uniform(0, longest))
        if code == 0:
            assert started.finish() == whole
            started.clear()
            continue
        stopped += 1
        assert code == os.EX_TEMPFAIL, started.said
        assert "Stopping after the current steps" in started.said
        saved = re.search(r"Saved at step ([\d,]+); run again to resume", started.said)
        if saved is None:
            assert "Stopped before the first step; run again to resume" in started.said
        else:
            step = saved[1].replace(",", "")
            assert (started.workdir / "checkpoints" / step / "_CHECKPOINT_METADATA").exists()
    assert started.finish() == whole
