"""A run whose newest checkpoint is damaged goes on from it, or from the one before, and ends in the same bits."""

from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Callable
from dataclasses import asdict
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


def go_on(halted: Halted, workdir: Path) -> None:
    """Trains to the end, which is that of the run without damage."""
    c = halted.trainer.Config(workdir=workdir)
    assert bits(halted.trainer.train(c, threading.Event())) == halted.state
    assert (workdir / "metrics.jsonl").read_bytes() == halted.metrics


def restored(halted: Halted, workdir: Path) -> tuple[Any, ...]:
    """What a start reads: every bit of the state, and the means since the last row."""
    state = halted.trainer.init_state(halted.trainer.Config(), 0)
    with halted.trainer.open_checkpoints(workdir, 3) as checkpoints:
        state, means = halted.trainer.restore(checkpoints, state)
        halted.trainer.set_aside(checkpoints, int(state.step))
    return bits(state), asdict(means)


def survive(
    halted: Halted, folder: Path, numbers: range, check: Callable[[Halted, Path], None]
) -> None:
    """Checks a run after each of some damages; one that fails does not hide the others."""
    failed = []
    for number in numbers:
        damage, workdir = DAMAGES[number % len(DAMAGES)], folder / str(number)
        shutil.copytree(halted.workdir, workdir)
        damage(random.Random(number), workdir / "checkpoints" / "15")
        try:
            check(halted, workdir)
        except Exception as error:
            failed.append(f"{number}, {damage.__name__}: {type(error).__name__} {error}"[:500])
        shutil.rmtree(workdir)
    assert not failed, "\n".join(failed)


def test_damage_is_found_or_does_no_harm(halted: Halted, tmp_path: Path) -> None:
    """All that is read is in every bit what was saved, last or before."""
    shutil.copytree(halted.workdir, tmp_path / "before")
    shutil.rmtree(tmp_path / "before/checkpoints/15")
    intact = [restored(halted, workdir) for workdir in (halted.workdir, tmp_path / "before")]
    assert intact[0] != intact[1]

    def check(halted: Halted, workdir: Path) -> None:
        assert restored(halted, workdir) in intact

    survive(halted, tmp_path, range(16, 48), check)


@pytest.mark.soak
def test_300_damages_are_survived(halted: Halted, tmp_path: Path) -> None:
    survive(halted, tmp_path, range(300), go_on)


@pytest.mark.soak
def test_part_of_an_older_one_goes_with_the_next(halted: Halted, tmp_path: Path) -> None:
    """What is left when a process is killed while orbax deletes a checkpoint file by file."""
    workdir = shutil.copytree(halted.workdir, tmp_path / "run")
    (workdir / "checkpoints/5/_CHECKPOINT_METADATA").unlink()
    shutil.rmtree(workdir / "checkpoints/5/default/d")
    go_on(halted, workdir)
    names = sorted(path.name for path in (workdir / "checkpoints").iterdir())
    assert names == ["15", "20", "24"]
