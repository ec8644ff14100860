"""Runs whose evaluations give what a test says, and whose steps do nothing but count.

The loop, the log and the checkpoints are those of the trainer: what a run does about its evaluations is
tested without training.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import jax.numpy as jnp
import pytest

from .conftest import BASE, changed

SPEC = changed(
    BASE,
    {
        "model.hidden": [2],
        "data.holdout": {"type": "random", "share": "15%", "test": "10%"},
        "evaluate.every": "1 step",
        "train.duration": "12 steps",
        "checkpoint": {
            "every": "2 steps",
            "keep": 2,
            "best": {"metric": "eval_accuracy", "keep": 2},
            "keep_every": "4 steps",
        },
        "log.every": None,
    },
)
STOPPING = changed(
    SPEC,
    {
        "checkpoint.best": None,
        "checkpoint.keep_every": None,
        "evaluate.early_stopping": {
            "metric": "eval_loss",
            "patience": 3,
            "min_delta": 0.5,
            "divergence_threshold": 100.0,
        },
    },
)


class KilledError(BaseException):
    """The process ended here."""


def play(
    trainer: ModuleType,
    patch: pytest.MonkeyPatch,
    values: Mapping[int, float],
    *,
    kill: Sequence[int] = (),
    before: str = "train_steps",
) -> None:
    """Gives a trainer steps that count, and evaluations with `values`, by step.

    Args:
        trainer: a module.
        patch: undone after the test.
        values: of all metrics of an evaluation; of a test, the step.
        kill: which calls of a function end the process.
        before: that function.
    """

    def step(_c: Any, state: Any, _data: Any, rows: Any) -> tuple[Any, dict[str, Any]]:
        now = int(state.step) + len(rows)
        params = {"now": jnp.float32(now)}
        return state.replace(step=jnp.int32(now), params=params), {"loss": jnp.ones(len(rows))}

    def evaluate(_c: Any, state: Any, data: Any) -> dict[str, Any]:
        if len(data.label) == trainer.TEST_EXAMPLES:
            return {"loss": jnp.float32(state.step), "accuracy": jnp.float32(state.step)}
        value = jnp.float32(values[int(state.step)])
        return {"loss": value, "accuracy": value}

    first = trainer.init_state
    data = trainer.load_data()
    patch.setattr(trainer, "load_data", lambda: data)
    patch.setattr(trainer, "train_steps", step)
    patch.setattr(trainer, "evaluate", evaluate)
    patch.setattr(
        trainer,
        "init_state",
        lambda c, seed: first(c, seed).replace(params={"now": jnp.float32(0)}, opt_state=()),
    )
    original, calls = getattr(trainer, before), iter(range(10**6))

    def killed(*args: Any, **kwargs: Any) -> Any:
        if next(calls) in kill:
            raise KilledError
        return original(*args, **kwargs)

    patch.setattr(trainer, before, killed)


def run(trainer: ModuleType, workdir: Path, **settings: Any) -> tuple[Any, int]:
    """Trains until it is done, again after each kill; gives the last state, and how often it was killed."""
    kills = 0
    while True:
        try:
            c = trainer.Config(workdir=workdir, **settings)
            return trainer.train(c, threading.Event()), kills
        except KilledError:
            kills += 1


def saved(workdir: Path) -> list[int]:
    """The steps that have a checkpoint."""
    names = [path.name for path in (workdir / "checkpoints").iterdir()]
    return sorted(int(name) for name in names if name.isdigit())
