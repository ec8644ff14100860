"""Signatures that follow from bodies, and calls that follow from signatures."""

from __future__ import annotations

import pytest

from specc.emit.signatures import infer
from specc.emit.syntax import PageError, Syntax
from specc.emit.text import Origins, Text

NAMES = "c: Config\nscaler: Scaler\nstep: jax.Array"


def inferred(source: str, known: tuple[str, ...] = ("jax",)) -> str:
    origins = Origins()
    text = Text.of(source, origins.character("task"))
    return infer(Syntax(text, origins), NAMES, known).chars


def test_a_helper_takes_what_it_reads_in_one_order():
    source = "def f(x: int, *_) -> int:\n    return step + x + scaler.mean\n\n\ndef g(step, scaler):\n    return f(1, ...)\n"
    found = inferred(source)
    assert "def f(x: int, scaler: Scaler, step: jax.Array) -> int:" in found
    assert "return f(1, scaler, step)" in found


def test_the_settings_come_first():
    found = inferred(
        "def f(x, *_):\n    return c.rate * x\n\n\ndef g(c, x):\n    return f(x, ...)\n"
    )
    assert "def f(c: Config, x):" in found
    assert "return f(c, x)" in found
    source = "def f(x, *_):\n    return c.rate * x * step\n\n\ndef g(c, x, step):\n    return f(x, ...)\n"
    found = inferred(source)
    assert "def f(c: Config, x, step: jax.Array):" in found
    assert "return f(c, x, step)" in found


def test_nothing_is_passed_to_a_helper_that_takes_nothing():
    found = inferred(
        "def f(x, *_):\n    return x\n\n\ndef g(x):\n    return f(x, ...), h(f(...))\n\n\ndef h(*_):\n    return 1\n".replace(
            "h(f(...))", "h(...)"
        )
    )
    assert "def f(x):" in found
    assert "return f(x), h()" in found


def test_what_a_helper_passes_on_it_takes_itself():
    source = "def f(*_):\n    return g(...)\n\n\ndef g(*_):\n    return scaler\n\n\ndef h(scaler):\n    return f(...)\n"
    found = inferred(source)
    assert "def f(scaler: Scaler):" in found
    assert "return f(scaler)" in found


def test_inner_functions_and_lambdas_count():
    source = "def f(*_):\n    return map(lambda x: x + step, [1])\n\n\ndef g(step):\n    return [f(...) for _ in range(2)]\n"
    assert "def f(step: jax.Array):" in inferred(source)


def test_a_name_that_nobody_provides_is_an_error_with_both_origins():
    with pytest.raises(
        PageError, match=r"task: f takes scaler, which its caller in line 6 does not have"
    ):
        inferred("def f(*_):\n    return scaler\n\n\ndef g(x):\n    return f(...)\n")


def test_a_name_that_is_not_declared_is_an_error():
    with pytest.raises(PageError, match="f reads unknown, which nothing defines"):
        inferred("def f(*_):\n    return unknown\n")


def test_a_call_with_dots_calls_a_helper():
    with pytest.raises(PageError, match="calls no helper"):
        inferred("def g(x):\n    return x.f(...)\n")
