"""A run, read from its workdir, and the state that it is in."""

from __future__ import annotations

import dataclasses
import enum
import os
import re
from collections.abc import Iterable
from pathlib import Path

from specc.report.checkpoints import Checkpoint, newest
from specc.report.log import NAMES, Log, is_file, read_log
from specc.report.settings import Settings, read_settings
from specc.report.trainer import Trainer, read_trainer


class State(enum.Enum):
    """What has become of a run; the value is the word that is shown."""

    RUNNING = "running"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
    STOPPED = "stopped"  # of how many steps, its files do not say


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """A run as its workdir shows it.

    Attributes:
        folder: the workdir.
        state: what has become of it.
        step: the last that is logged or saved.
        checkpoint: the newest; None if there is none.
        seen: when it last wrote, in seconds of the epoch; None if it wrote nothing.
        log, settings, trainer: what its files say.
    """

    folder: Path
    state: State
    step: int
    checkpoint: Checkpoint | None
    seen: float | None
    log: Log
    settings: Settings
    trainer: Trainer

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.name

    @property
    def steps(self) -> int | None:
        """How many steps it is to have; None if its files do not say."""
        return self.trainer.steps

    @property
    def saved(self) -> int | None:
        """The step of its newest checkpoint."""
        return None if self.checkpoint is None else self.checkpoint.step

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences on what is missing or damaged."""
        return (*self.settings.notes, *self.trainer.notes, *self.log.notes)

    @property
    def progress(self) -> str:
        """How far it is: `440 of 1,100`."""
        return f"{self.step:,}" if self.steps is None else f"{self.step:,} of {self.steps:,}"

    @property
    def sentence(self) -> str:
        """Its state in a sentence."""
        at = f"at step {self.progress}"
        match self.state:
            case State.RUNNING:
                return f"Running, {at}."
            case State.FINISHED if self.checkpoint is not None and self.checkpoint.early:
                return f"Stopped early {at}: {self.checkpoint.early}."
            case State.FINISHED:
                return f"Finished {at}."
            case State.FAILED if self.saved is not None:
                return (
                    f"It failed or was killed {at}, after its last checkpoint; "
                    f"run it again to resume from step {self.saved:,}."
                )
            case State.FAILED:
                return f"It failed or was killed {at}; nothing was saved."
        if self.state is State.STOPPED:
            return f"Stopped {at}; its files do not say how many steps it should take."
        if self.saved is None:
            return f"Stopped {at}."
        return f"Interrupted {at}; run it again to resume from step {self.saved:,}."


def sets_of(runs: Iterable[Run]) -> tuple[str, ...]:
    """The names of all further sets that any of the runs evaluates."""
    return tuple(dict.fromkeys(name for run in runs for name in run.trainer.sets))


def is_run(folder: Path) -> bool:
    """Whether a folder is the workdir of a run."""
    names = ("config.json", "trainer.py")
    logged = any(is_file(folder / name) for name in NAMES)
    return logged or all(is_file(folder / name) for name in names)


def find_runs(top: Path) -> tuple[Path, ...]:
    """The workdirs in a folder, at any depth, by path; links to folders are not followed."""
    found = []
    for folder, inner, _ in os.walk(top):
        path = Path(folder)
        if is_run(path):
            found.append(path)
            inner.clear()
        inner[:] = sorted((name for name in inner if not name.startswith(".")), key=_natural)
    return tuple(found)


def _natural(name: str) -> list[str | float]:
    """Sorts `seed2` before `seed10`, and `lr3e-4` before `lr1e-3`."""
    parts = re.split(r"([0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)", name)  # each second one is a number
    return [float(part) if n % 2 else part for n, part in enumerate(parts)]


def read_run(folder: Path) -> Run:
    """Reads a run. What is missing or damaged is in its notes: nothing is raised for it."""
    settings, log = read_settings(folder), read_log(folder)
    trainer = read_trainer(folder, settings.values)
    checkpoint = newest(folder, settings.values, trainer.sets)
    step = max(log.step, checkpoint.step if checkpoint else 0)
    state = _state(folder, step, trainer.steps, log, checkpoint)
    return Run(folder, state, step, checkpoint, _seen(folder), log, settings, trainer)


def _state(
    folder: Path, step: int, steps: int | None, log: Log, checkpoint: Checkpoint | None
) -> State:
    """A run that stops in order saves at its last step; one whose rows go further was killed or failed."""
    if _is_locked(folder / "lock"):
        return State.RUNNING
    saved, early = (checkpoint.step, checkpoint.early) if checkpoint else (0, "")
    if early or (steps is not None and step >= steps):
        return State.FINISHED
    if _has_checkpoints(folder) and log.step > saved:
        return State.FAILED
    return State.STOPPED if steps is None else State.INTERRUPTED


def _has_checkpoints(folder: Path) -> bool:
    """Whether it is a run that saves, although it may not have yet."""
    try:
        return (folder / "checkpoints").is_dir()
    except OSError:
        return False


def _is_locked(path: Path) -> bool:
    """Whether a trainer has the workdir. A shared lock is taken to find out, and given up at once."""
    try:
        import fcntl
    except ImportError:  # trainers lock their workdirs only where this exists
        return False
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _seen(folder: Path) -> float | None:
    times = []
    for name in (*NAMES, "config.json", "lock", "checkpoints"):
        try:
            times.append((folder / name).stat().st_mtime)
        except OSError:
            continue
    return max(times, default=None)
