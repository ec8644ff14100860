"""Schedules as trainers make them: the text that is emitted, run in this process."""

from __future__ import annotations

import functools
import json
import sys
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jax
import numpy as np

import specc
from specc.compiler import analyze, emitted
from specc.document.document import parse
from specc.plot.extract import extract
from specc.resolve.lock import Lock

STEPS = 200


def spec(optimizer: Mapping[str, Any]) -> dict[str, Any]:
    """A spec of 200 steps, 11 of them in an epoch, that the rules find no error in."""
    return {
        "specc": 1,
        "name": "small",
        "task": "classification",
        "model": {"type": "mlp", "hidden": [8]},
        "data": {
            "source": {"type": "sklearn", "name": "digits"},
            "batch_size": 150,
        },
        "optimizer": {"type": "adam", **optimizer},
        "train": {"duration": f"{STEPS} steps"},
    }


def values(optimizer: Mapping[str, Any], **flags: Any) -> dict[str, np.ndarray]:
    """Each schedule of a trainer at every step, by the function that makes it."""
    return _values(json.dumps(spec(optimizer)), **flags)


@functools.cache
def _values(text: str, **flags: Any) -> dict[str, np.ndarray]:
    module, names = _module(text)
    c = module.Config(**flags)
    steps = np.arange(STEPS, dtype=np.int32)
    found = {}
    for name in names:
        made = jax.jit(jax.vmap(getattr(module, name)(c)))(steps)
        found[name] = np.broadcast_to(np.asarray(made, np.float64), STEPS)
    return found


def compiled(optimizer: Mapping[str, Any]) -> dict[str, Callable[[int], float]]:
    """Each schedule of a trainer, compiled for one step at a time."""
    module, names = _module(json.dumps(spec(optimizer)))
    c = module.Config()

    def of(name: str) -> Callable[[int], float]:
        made = jax.jit(getattr(module, name)(c))
        return lambda step: float(made(np.int32(step)))

    return {name: of(name) for name in names}


@functools.cache
def _module(text: str) -> tuple[Any, tuple[str, ...]]:
    given = specc.Input(parse(text.encode(), "small.json"), Lock(), "small.py", "small.json")
    analysis = analyze(given)
    assert analysis.resolved is not None, analysis.diagnostics
    errors = [d for d in analysis.diagnostics if d.severity.value == "error"]
    assert not errors, errors
    program, page = emitted(analysis)
    schedules = (*program.learning_rates, *program.schedules)
    names = tuple(schedule.function for schedule in schedules)
    module = types.ModuleType(f"schedules_{len(sys.modules)}")
    sys.modules[module.__name__] = module
    module.__dict__["__file__"] = str(Path("small.py"))
    exec(compile(extract(page.text, ("Config", *names)), "small.py", "exec"), module.__dict__)
    return module, names
