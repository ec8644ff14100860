"""Runs that are stopped, killed or damaged, and go on as if nothing had happened; runs that refuse."""

from __future__ import annotations

import dataclasses
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import numpy as np
import pytest
import tyro

from .conftest import BASE, StopAfter, build, changed, emit, load, numbers

SPEC = changed(
    BASE,
    {
        "name": "small",
        "model.norm": "batch",
        "model.dropout": 0.2,
        "optimizer": {
            "type": "adamw",
            "clip_by_global_norm": 1.0,
            "learning_rate": {"type": "cosine", "peak": 3e-3, "warmup": "10%", "floor": "10%"},
        },
        "train.duration": "240 steps",
        "evaluate": {"every": "30 steps"},
        "checkpoint": {"every": "20 steps", "keep": 3},
        "log": {"every": "10 steps", "to": ["console", "jsonl"], "curves": True},
    },
)
# Orbax leaves coroutines behind when a file that it reads is damaged, and the collector says so later.
pytestmark = [
    pytest.mark.soak,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

RUNNER = Path(__file__).with_name("runner.py")
LIMIT = 120  # seconds, for a process that takes five

Bits = dict[str, tuple[str, bytes]]


@dataclasses.dataclass(frozen=True)
class End:
    """All that a finished run leaves behind."""

    state: Bits
    metrics: bytes


class Run:
    """A workdir, and processes that train in it."""

    def __init__(self, trainer: Path, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        self.trainer = trainer
        self.folder = folder
        self.workdir = folder / "run"

    def start(self, plan: dict[str, Any] | None = None) -> subprocess.Popen[str]:
        dump = self.folder / "end.npz"
        command = [sys.executable, RUNNER, self.trainer, dump, json.dumps(plan)]
        return subprocess.Popen(
            [*map(str, command), "--workdir", str(self.workdir)],
            cwd=self.folder,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def go(self, plan: dict[str, Any] | None = None) -> tuple[int, str, str]:
        process = self.start(plan)
        out, err = process.communicate(timeout=LIMIT)
        return process.returncode, out, err

    def finish(self) -> str:
        """Runs to the end and returns what it printed."""
        code, out, err = self.go()
        assert code == 0, err
        assert "cannot be used" not in err
        return out

    @property
    def saved(self) -> list[int]:
        """The steps that have a checkpoint."""
        folder = self.workdir / "checkpoints"
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        return sorted(int(name) for name in names if name.isdigit())

    @property
    def end(self) -> End:
        with np.load(self.folder / "end.npz") as arrays:
            state = {name: (str(a.dtype), a.tobytes()) for name, a in arrays.items()}
        return End(state, (self.workdir / "metrics.jsonl").read_bytes())


@pytest.fixture(scope="module")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return emit(SPEC, tmp_path_factory.mktemp("trainer"))


@pytest.fixture(scope="module")
def whole(trainer: Path, tmp_path_factory: pytest.TempPathFactory) -> End:
    """The run that was never interrupted."""
    run = Run(trainer, tmp_path_factory.mktemp("whole"))
    run.finish()
    assert run.saved == [200, 220, 240]
    return run.end


@pytest.fixture
def run(trainer: Path, tmp_path: Path) -> Run:
    return Run(trainer, tmp_path)


def test_the_log_has_every_line_once(whole: End) -> None:
    rows = [json.loads(line) for line in whole.metrics.splitlines()]
    assert [row["step"] for row in rows if "loss" in row] == list(range(10, 241, 10))
    assert [row["step"] for row in rows if "eval_loss" in row] == list(range(30, 241, 30))
    assert len(rows) == 24


# ------------------------------------------------------------------------------------- signals


def test_a_signal_stops_with_a_checkpoint(run: Run, whole: End) -> None:
    # The eighth time, the seventh call is running, to step 70, after which no checkpoint follows.
    code, _, err = run.go({"at": "rows drawn", "call": 8, "signals": [signal.SIGINT]})
    assert code == 75, err
    assert run.saved == [40, 60, 70]
    assert "Resuming after step 70 of 240" in run.finish()
    assert run.end == whole


def test_a_signal_from_outside_stops_too(run: Run, whole: End) -> None:
    process = run.start()
    await_metrics(run, process)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=LIMIT)
    assert process.returncode == 75, err
    assert run.saved
    assert f"Resuming after step {run.saved[-1]} of 240" in run.finish()
    assert run.end == whole


def test_a_signal_before_the_first_step_counts(run: Run) -> None:
    code, _, err = run.go({"at": "workdir claimed", "call": 1, "signals": [signal.SIGTERM]})
    assert code == 75, err
    assert run.saved == []
    assert (run.workdir / "metrics.jsonl").read_bytes() == b""


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_it_at_once(run: Run, second: signal.Signals) -> None:
    plan = {"at": "line written", "call": 9, "signals": [signal.SIGTERM, second]}
    code, _, err = run.go(plan)
    assert code == -second, err
    assert 70 not in run.saved


# --------------------------------------------------------------------------------------- kills


POINTS = [
    ("workdir claimed", 1),
    ("settings half written", 1),
    ("line written", 5),  # of step 40, whose checkpoint follows
    ("checkpoint begun", 2),
    ("line written", 8),
    ("metrics half rewritten", 1),
    ("checkpoint not yet named", 2),
    ("curves drawn", 1),
]


def kill_at(run: Run, point: str, call: int) -> None:
    code, _, err = run.go({"at": point, "call": call, "signals": [signal.SIGKILL]})
    assert code == -signal.SIGKILL, f"{point!r} was never reached: {err}"
    assert "cannot be used" not in err


def test_killed_at_one_point_after_the_other(run: Run, whole: End) -> None:
    for point, call in POINTS:
        kill_at(run, point, call)
    run.finish()
    assert run.end == whole


@pytest.mark.soak
@pytest.mark.parametrize(("point", "call"), POINTS)
def test_killed_at_a_point(run: Run, whole: End, point: str, call: int) -> None:
    kill_at(run, point, call)
    run.finish()
    assert run.end == whole


def await_metrics(run: Run, process: subprocess.Popen[str]) -> None:
    """Until a line has been logged."""
    log, begun = run.workdir / "metrics.jsonl", time.monotonic()
    while not (log.exists() and log.stat().st_size):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < begun + LIMIT
        time.sleep(0.005)


def kill_at_random(run: Run, times: int, seed: int) -> None:
    """Kills as many runs, somewhere between the import of the trainer and its end, then finishes."""
    chance = random.Random(seed)
    for _ in range(times):
        process = run.start()
        if chance.random() < 0.2:
            time.sleep(chance.uniform(0.5, 4))
        else:
            before = (run.workdir / "metrics.jsonl").stat().st_mtime_ns if run.saved else 0
            while process.poll() is None and (
                not (run.workdir / "metrics.jsonl").exists()
                or (run.workdir / "metrics.jsonl").stat().st_mtime_ns == before
            ):
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.5))
        process.kill()
        process.communicate(timeout=LIMIT)
    run.finish()


def test_killed_at_random_moments(run: Run, whole: End) -> None:
    kill_at_random(run, 3, seed=0)
    assert run.end == whole


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, 5))
def test_killed_at_many_random_moments(run: Run, whole: End, seed: int) -> None:
    kill_at_random(run, 20, seed)
    assert run.end == whole


# -------------------------------------------------------------------------- damage, in one process


def arrays_of(state: Any) -> Bits:
    leaves = jax.tree_util.tree_leaves_with_path(state)
    arrays = {jax.tree_util.keystr(way): numbers(leaf) for way, leaf in leaves}
    return {name: (str(a.dtype), a.tobytes()) for name, a in arrays.items()}


def contents(folder: Path) -> dict[str, bytes]:
    """Its files, but for the lock, which names the last process."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def module(trainer: Path) -> ModuleType:
    return load(trainer)


@pytest.fixture(scope="module")
def half(module: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workdir of a run that was stopped when it had three checkpoints."""
    workdir = tmp_path_factory.mktemp("half") / "run"
    module.train(module.Config(workdir=workdir), StopAfter(8))
    assert sorted(path.name for path in (workdir / "checkpoints").iterdir()) == ["40", "60", "80"]
    return workdir


@pytest.fixture
def workdir(half: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(half, tmp_path / "run"))


def largest(checkpoint: Path) -> Path:
    """The file with the arrays in it."""
    return max((p for p in checkpoint.rglob("*") if p.is_file()), key=lambda p: p.stat().st_size)


def flip_a_bit(checkpoint: Path) -> None:
    path = largest(checkpoint)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut(checkpoint: Path) -> None:
    path = largest(checkpoint)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(checkpoint: Path) -> None:
    shutil.rmtree(checkpoint)
    checkpoint.mkdir()


def without_checksum(checkpoint: Path) -> None:
    (checkpoint / "_CHECKPOINT_METADATA").unlink()


DAMAGES = [flip_a_bit, cut, empty, without_checksum]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_checkpoint_is_passed_over(
    module: ModuleType,
    workdir: Path,
    whole: End,
    damage: Callable[[Path], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    damage(workdir / "checkpoints" / "80")
    state = module.train(module.Config(workdir=workdir), threading.Event())
    out, err = capsys.readouterr()
    assert "Checkpoint 80 cannot be used" in err
    assert "Resuming after step 60 of 240" in out
    assert End(arrays_of(state), (workdir / "metrics.jsonl").read_bytes()) == whole
    names = sorted(path.name for path in (workdir / "checkpoints").iterdir())
    assert names[:3] == ["200", "220", "240"]
    assert [name.partition("-")[0] for name in names[3:]] == ["80.damaged"]


def test_an_empty_checkpoint_newer_than_all_is_passed_over(
    module: ModuleType, workdir: Path, whole: End, capsys: pytest.CaptureFixture[str]
) -> None:
    (workdir / "checkpoints" / "100").mkdir()
    state = module.train(module.Config(workdir=workdir), threading.Event())
    out, err = capsys.readouterr()
    assert "Checkpoint 100 cannot be used" in err
    assert "Resuming after step 80 of 240" in out
    assert End(arrays_of(state), (workdir / "metrics.jsonl").read_bytes()) == whole


@pytest.mark.parametrize("damage", DAMAGES)
def test_with_every_checkpoint_damaged_it_stops_and_deletes_nothing(
    module: ModuleType, workdir: Path, damage: Callable[[Path], None]
) -> None:
    for checkpoint in (workdir / "checkpoints").iterdir():
        damage(checkpoint)
    before = contents(workdir)
    with pytest.raises(
        module.RunError, match=r"no intact checkpoint in .*; start over with --fresh"
    ):
        module.train(module.Config(workdir=workdir), threading.Event())
    assert contents(workdir) == before
    names = sorted(path.name for path in (workdir / "checkpoints").iterdir())
    assert names == ["40", "60", "80"]


# ------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seed": 1}, "seed: 0 -> 1"),
        (
            {"learning_rate": 0.5, "dropout": 0.0},
            "dropout: 0.2 -> 0.0\n  learning_rate: 0.003 -> 0.5",
        ),
        ({"steps": 300}, "steps: 240 -> 300"),
    ],
)
def test_other_settings_are_refused(
    module: ModuleType, workdir: Path, changes: dict[str, Any], said: str
) -> None:
    before = contents(workdir)
    with pytest.raises(module.RunError, match=re.escape(f"differs:\n  {said}\n")):
        module.train(module.Config(workdir=workdir, **changes), threading.Event())
    assert contents(workdir) == before


def test_other_data_is_refused_before_the_first_step(
    module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = module.load_digits

    def cropped() -> Any:
        digits = original()
        digits.images = digits.images[:, :, :7]
        return digits

    monkeypatch.setattr(module, "load_digits", cropped)
    monkeypatch.setattr(module, "train_steps", None)  # a call of it would be a TypeError
    with pytest.raises(ValueError, match=r"8, 7") as refusal:
        module.train(module.Config(workdir=tmp_path / "run"), threading.Event())
    assert "1797" in str(refusal.value).replace(",", "")
    assert {path.name for path in (tmp_path / "run").iterdir()} == {"lock"}


def test_a_loss_that_is_no_number_stops_the_run(tmp_path: Path) -> None:
    changes = {"checkpoint": {"every": "20 steps"}, "log.every": "5 steps"}
    trainer = build(changed(BASE, changes), tmp_path)
    c = trainer.Config(workdir=tmp_path / "run", learning_rate=1e30)
    with pytest.raises(FloatingPointError, match=r"at step [1-5]"):
        trainer.train(c, threading.Event())
    assert (tmp_path / "run" / "metrics.jsonl").read_text() == ""
    assert not any((tmp_path / "run" / "checkpoints").iterdir())


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ({"batch_size": 0}, "batch_size is 0; it must be from 1 to 1,527"),
        ({"batch_size": 1528}, "batch_size is 1528; it must be from 1 to 1,527"),
        ({"steps": 0}, "steps is 0; it must be at least 1"),
        ({"seed": -1}, "seed is -1; it must be from 0 to 4,294,967,295"),
        ({"seed": 2**32}, "seed is 4294967296; it must be from 0 to 4,294,967,295"),
        ({"learning_rate": 0.0}, "learning_rate is 0.0; it must be more than 0"),
        ({"learning_rate": float("nan")}, "learning_rate is nan; it must be more than 0"),
        ({"learning_rate": float("inf")}, "learning_rate is inf; it must be more than 0"),
        ({"warmup": 1.5}, "warmup is 1.5; it must be"),
        ({"warmup": 1.0}, "warmup is 1.0; it must be"),
        ({"weight_decay": -0.1}, "weight_decay is -0.1; it must be at least 0"),
        ({"clip_norm": 0.0}, "clip_norm is 0.0; it must be more than 0"),
        ({"dropout": 1.0}, "dropout is 1.0; it must be in [0, 1)"),
        ({"eval_every": 0}, "eval_every is 0; it must be at least 1"),
        ({"log_every": 0}, "log_every is 0; it must be at least 1"),
        ({"checkpoint_every": 0}, "checkpoint_every is 0; it must be at least 1"),
        ({"keep_checkpoints": 0}, "keep_checkpoints is 0; it must be at least 1"),
    ],
)
def test_bad_settings_are_refused_with_numbers(
    module: ModuleType, flags: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        module.Config(**flags)


@pytest.mark.parametrize("batch", [0, -1])
def test_a_bad_batch_size_is_named_where_durations_divide_by_it(tmp_path: Path, batch: int) -> None:
    changes = {
        "train.duration": "6400 examples",
        "evaluate.every": "50%",
        "log.every": "640 examples",
    }
    trainer = build(changed(BASE, changes), tmp_path)
    with pytest.raises(ValueError, match=rf"batch_size is {batch}; it must be from 1 to 1,527"):
        trainer.Config(batch_size=batch)


# ------------------------------------------------------------------------------------- program


def python(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        env=os.environ | {"COLUMNS": "200", "PYTHONDONTWRITEBYTECODE": "1"},
    )


def test_as_a_program_it_leaves_the_same_metrics_and_a_picture(
    trainer: Path, whole: End, tmp_path: Path
) -> None:
    done = python(trainer, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    workdir = tmp_path / "runs" / "small"
    assert (workdir / "metrics.jsonl").read_bytes() == whole.metrics
    picture = (workdir / "curves.png").read_bytes()
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert picture.endswith(b"IEND\xaeB`\x82")
    assert str(Path("runs/small/curves.png")) in done.stdout


def said_by(module: ModuleType, arguments: list[str], capsys: Any) -> tuple[Any, str]:
    """What the command line answers, in one line without frames, and the code that it exits with."""
    with pytest.raises(SystemExit) as stop:
        tyro.cli(module.Config, args=arguments)
    out, err = capsys.readouterr()
    return stop.value.code, " ".join(re.sub("[│|╭╮╰╯─]", " ", out + err).split())


def test_help_has_every_setting_with_what_it_is(
    trainer: Path, module: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = said_by(module, ["--help"], capsys)
    assert code == 0
    source = trainer.read_text()
    for field in dataclasses.fields(module.Config):
        comment = re.search(rf"^    {field.name}: .* = .*?  # (.+)$", source, re.MULTILINE)
        assert comment, f"{field.name} has no help text"
        flag = f"--{field.name.replace('_', '-')}"
        found = re.search(rf"{flag}(?:, --no\S+)? ((?:(?! --).)*)", said)
        assert found, f"{flag} is not listed"
        entry = found[0]
        assert comment[1] in entry, f"--help does not say what {field.name} is"


def test_a_bad_flag_is_answered_with_the_numbers(
    module: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = said_by(module, ["--batch-size", "5000"], capsys)
    assert code not in (0, 75)
    assert "batch_size is 5000; it must be from 1 to 1,527" in said


def test_importing_it_does_nothing(trainer: Path, tmp_path: Path) -> None:
    code = (
        "import signal, sys, jax\n"
        "from jax._src import xla_bridge\n"
        f"sys.path.insert(0, {str(trainer.parent)!r})\n"
        "before = [signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGINT)]\n"
        "import small\n"
        "assert before == [signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGINT)]\n"
        "assert not xla_bridge.backends_are_initialized()\n"
    )
    done = python("-c", code, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not any(tmp_path.iterdir())
