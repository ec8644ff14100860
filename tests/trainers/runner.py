"""Runs a trainer as a program would run it, dies at a named point if told to, and keeps the last state.

    python runner.py TRAINER.py DUMP.npz PLAN [flag ...]

PLAN is JSON, null for nothing: {"at": a name in POINTS, "call": which one counts, "signals": [...]}.
The process sends itself these signals at that point, so that a test needs no luck to hit it.
"""

from __future__ import annotations

import importlib.util
import json
import os
import pathlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any, TextIO

import jax
import numpy as np
import tyro


def before(owner: Any, name: str, act: Callable[[], None], *, of: str = "") -> None:
    """Acts when a function is called with an argument that has `of` in it."""
    original = getattr(owner, name)

    def patched(*args: Any, **kwargs: Any) -> Any:
        if any(of in str(arg) for arg in args):
            act()
        return original(*args, **kwargs)

    setattr(owner, name, patched)


def after(owner: Any, name: str, act: Callable[[], None]) -> None:
    """Acts when a function has returned."""
    original = getattr(owner, name)

    def patched(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        act()
        return result

    setattr(owner, name, patched)


class Watched:
    """A log that acts when a line has been written to it."""

    def __init__(self, log: TextIO, act: Callable[[], None]):
        self.log, self.act = log, act

    def __enter__(self) -> Watched:
        return self

    def __exit__(self, *_: object) -> None:
        self.log.close()

    def write(self, line: str) -> None:
        self.log.write(line)
        self.act()


def after_a_line(trainer: ModuleType, act: Callable[[], None]) -> None:
    """Acts when a line of metrics has been written."""
    opened = trainer.open_log
    trainer.open_log = lambda *args: Watched(opened(*args), act)


POINTS: dict[str, Callable[[ModuleType, Callable[[], None]], None]] = {
    "workdir claimed": lambda trainer, act: after(trainer, "claim_workdir", act),
    "settings half written": lambda _, act: before(pathlib.Path, "replace", act, of="config.tmp"),
    "metrics half rewritten": lambda _, act: before(pathlib.Path, "replace", act, of="metrics.tmp"),
    "line written": lambda trainer, act: after_a_line(trainer, act),
    "rows drawn": lambda trainer, act: after(trainer, "batch_rows", act),
    "checkpoint begun": lambda trainer, act: after(trainer, "save", act),
    "checkpoint not yet named": lambda _, act: before(os, "rename", act, of="orbax-checkpoint-tmp"),
    "curves drawn": lambda trainer, act: before(trainer, "plot_curves", act),
}


def plain(leaf: Any) -> np.ndarray:
    """A leaf of the state as numbers, which a random key does not show by itself."""
    is_key = jax.numpy.issubdtype(leaf.dtype, jax.dtypes.prng_key)
    return np.asarray(jax.random.key_data(leaf) if is_key else leaf)


def follow(plan: dict[str, Any] | None, trainer: ModuleType) -> None:
    if plan is None:
        return
    calls = 0

    def act() -> None:
        nonlocal calls
        calls += 1
        if calls == plan["call"]:
            for number in plan["signals"]:
                os.kill(os.getpid(), number)

    POINTS[plan["at"]](trainer, act)


def main() -> None:
    path, dump, plan, *flags = sys.argv[1:]
    found = importlib.util.spec_from_file_location("trainer", path)
    assert found is not None
    assert found.loader is not None
    trainer = importlib.util.module_from_spec(found)
    sys.modules["trainer"] = trainer
    found.loader.exec_module(trainer)
    train = trainer.train

    def kept(*args: Any) -> Any:
        state = train(*args)
        leaves = jax.tree_util.tree_leaves_with_path(jax.device_get(state))
        arrays = {jax.tree_util.keystr(way): plain(leaf) for way, leaf in leaves}
        np.savez(dump, **arrays)
        return state

    trainer.train = kept
    follow(json.loads(plan), trainer)
    sys.argv = [path, *flags]
    trainer.main(tyro.cli(trainer.Config))


if __name__ == "__main__":
    main()
