"""The benchmarks run: a tiny size of what `--only throughput` and `--only decoding` measure."""

from __future__ import annotations

import sys

import pytest

from benchmarks import child, decoding, throughput


def test_throughput_is_that_of_the_same_work():
    """Ours and numpy's loop, which has to reach the same loss; data loaders are installed elsewhere."""
    case = throughput.Case(rows=512, batch=32, epochs=2)
    found = throughput.measure(case, sys.executable, rounds=1)
    rates = found["batches_per_s"]
    assert {"device", "host", "numpy", "step alone"} <= set(rates)
    assert min(rates.values()) > 0
    numpy = found["ratios"]["host"]["numpy"]
    assert numpy == pytest.approx(rates["host"] / rates["numpy"])


def test_who_lacks_the_rivals_is_told_what_to_install(monkeypatch):
    monkeypatch.delenv(child.VARIABLE, raising=False)
    for python in (None, "no/such/python"):
        with pytest.raises(
            child.NoInterpreterError, match=r"pip install torch==.* jax==.* grain=="
        ):
            throughput.interpreter(python)


def test_decoding_is_of_the_same_images():
    """It compares all batches before it measures anything."""
    found = decoding.measure(decoding.Case("small", "png", 16, 24, 8), rounds=1)
    assert min(found["images_per_s"].values()) > 0
