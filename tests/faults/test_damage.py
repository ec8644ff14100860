"""A run whose newest checkpoint is damaged goes on from it, or from the one before, and ends in the same bits."""

from __future__ import annotations

import random
import shutil
import threading
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from trainers.conftest import BASE, StopAfter, bits, build, changed

from .damages import DAMAGES

# Orbax leaves coroutines behind when a file that it reads is damaged, and the collector says so later.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
SPEC = changed(
    BASE,
    {
        "model.hidden": [8],
        "model.norm": "batch",
        "optimizer.momentum": 0.9,
        "train.duration": "24 steps",
        "evaluate.every": "12 steps",
        "checkpoint": {"every": "5 steps", "keep": 3},
        "log.every": "4 steps",  # a checkpoint has the means since the last row
    },
)


class Halted(NamedTuple):
    """A run that was stopped after step 15, and how it ends when nothing happens to it."""

    trainer: ModuleType
    workdir: Path
    state: list[tuple[str, bytes]]
    metrics: bytes


@pytest.fixture(scope="module")
def halted(tmp_path_factory: pytest.TempPathFactory) -> Halted:
    folder = tmp_path_factory.mktemp("halted")
    trainer = build(SPEC, folder)
    c = trainer.Config(workdir=folder / "whole")
    whole = trainer.train(c, threading.Event())
    c = trainer.Config(workdir=folder / "run")
    trainer.train(c, StopAfter(15))
    assert sorted(path.name for path in (c.workdir / "checkpoints").iterdir()) == ["10", "15", "5"]
    return Halted(trainer, c.workdir, bits(whole), (folder / "whole/metrics.jsonl").read_bytes())


def check(halted: Halted, folder: Path, number: int) -> None:
    damage, workdir = DAMAGES[number % len(DAMAGES)], folder / str(number)
    shutil.copytree(halted.workdir, workdir)
    damage(random.Random(number), workdir / "checkpoints" / "15")
    state: Any = halted.trainer.train(halted.trainer.Config(workdir=workdir), threading.Event())
    assert bits(state) == halted.state
    assert (workdir / "metrics.jsonl").read_bytes() == halted.metrics
    shutil.rmtree(workdir)


def check_all(halted: Halted, folder: Path, numbers: range) -> None:
    failed = []
    for number in numbers:
        try:
            check(halted, folder, number)
        except Exception as error:
            name = DAMAGES[number % len(DAMAGES)].__name__
            failed.append(f"{number}, {name}: {type(error).__name__} {str(error)[:300]}")
    assert not failed, "\n".join(failed)


def test_every_kind_of_damage_is_survived(halted: Halted, tmp_path: Path) -> None:
    check_all(halted, tmp_path, range(2 * len(DAMAGES)))


@pytest.mark.soak
def test_300_damages_are_survived(halted: Halted, tmp_path: Path) -> None:
    check_all(halted, tmp_path, range(300))
