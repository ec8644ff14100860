"""Runs that end when their evaluations no longer improve."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import numpy as np
import pytest
from safetensors.numpy import load_file

from .conftest import BASE, StopAfter, bits, build, changed
from .evaluated import STOPPING, KilledError, play, run, saved

VALUES = {
    1: 9.0,
    2: 8.0,
    3: 7.6,
    4: 7.8,
    5: 7.0,
    6: 6.9,
    7: 6.6,
    8: 6.55,
    9: 1.0,
    10: 1,
    11: 1,
    12: 1,
}
"""With a least improvement of 0.5, steps 1, 2 and 5 improve, and the third after that is step 8."""


@pytest.fixture(scope="module")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return build(STOPPING, tmp_path_factory.mktemp("stopping"))


def stop_step(values: Mapping[int, float], patience: int, delta: float, threshold: float) -> int:
    """The step after which a run ends, from the definition."""
    best, improved = float("inf"), 0
    numbers = sorted(values)
    for place, step in enumerate(numbers, start=1):
        if values[step] > threshold:
            return step
        if best - values[step] > delta:
            best, improved = values[step], place
        if place - improved == patience:
            return step
    return numbers[-1]


def files(workdir: Path) -> tuple[bytes, list[int]]:
    """What a run leaves behind: its log, and which checkpoints."""
    return (workdir / "metrics.jsonl").read_bytes(), saved(workdir)


@pytest.fixture
def whole(trainer: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The state and the files of the run that was never killed."""
    with monkeypatch.context() as patch:
        play(trainer, patch, VALUES)
        state, _ = run(trainer, tmp_path / "whole")
    return bits(state), files(tmp_path / "whole")


def test_it_stops_saves_and_ends_with_the_best(
    trainer: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Run again, it says why it has stopped, touches nothing, and gives no error."""
    play(trainer, monkeypatch, VALUES)
    c = trainer.Config(workdir=tmp_path)
    trainer.main(c)
    said = "eval_loss has not improved since step 5, where it was 7"
    assert f"Stopped early at step 8: {said}" in capsys.readouterr().out
    rows = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    assert [row["step"] for row in rows] == list(range(1, 9))
    # The smallest loss is that of the last evaluation, whatever improvements count for stopping.
    assert rows[-1]["test_loss"] == 8
    assert [row for row in rows if "test_loss" in row] == rows[-1:]
    assert trainer.load(tmp_path)[1].step == 8
    before = files(tmp_path)
    trainer.main(c)
    out = capsys.readouterr().out
    assert "Already finished at step 8" in out
    assert f"It stopped early: {said}" in out
    assert files(tmp_path) == before


def test_the_best_parameters_are_tested_and_loaded(
    trainer: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {1: 9.0, 2: 5.0, 3: 6.0, 4: 5.0, 5: 7.0, **dict.fromkeys(range(6, 13), 8.0)}
    play(trainer, monkeypatch, values)
    run(trainer, tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    assert (rows[-1]["step"], rows[-1]["test_loss"]) == (5, 2)
    assert [int(trainer.load(tmp_path, best=best)[1].step) for best in (True, False)] == [2, 5]
    assert trainer.load(tmp_path)[1].params["now"] == 2


def test_the_weights_of_the_best_are_exported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the trainer says so; without `restore_best` these are the newest."""
    for restores, which in (True, "best"), (False, "newest"):
        folder = tmp_path / which
        folder.mkdir()
        stopping = {"metric": "eval_loss", "restore_best": restores}
        changes = {"evaluate.early_stopping": stopping, "train.duration": "4 steps"}
        changes |= {"checkpoint.best": {"metric": "eval_loss"}, "export": "safetensors"}
        module = build(changed(STOPPING, {**changes, "name": f"exports_{which}"}), folder)
        assert f"# write the {which} weights to a file\n" in str(module.__doc__)
        assert f"the weights of the {which} checkpoint." in module.export_checkpoint.__doc__
        c = module.Config(workdir=folder / "run", learning_rate=100.0)
        module.train(c, threading.Event())
        best, newest = (int(module.load(c.workdir, best=x)[1].step) for x in (True, False))
        assert best < newest == 4
        module.main(dataclasses.replace(c, export=folder / "weights"))
        step = {"best": best, "newest": newest}[which]
        assert f"Weights of step {step}" in capsys.readouterr().out
        found = load_file(folder / "weights" / "model.safetensors")
        known = module.load(c.workdir, best=which == "best")[1].params
        assert sorted(x.tobytes() for x in found.values()) == sorted(
            np.asarray(x).tobytes() for x in jax.tree.leaves(known)
        )


@pytest.mark.parametrize(
    "before",
    [
        "train_steps",
        "save",
        *(pytest.param(name, marks=pytest.mark.soak) for name in ("evaluate", "best_state")),
    ],
)
def test_killed_at_any_call_it_decides_the_same(
    before: str, trainer: ModuleType, whole: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = []
    for call in (0, 1, 4, 7, 9):
        with monkeypatch.context() as patch:
            play(trainer, patch, VALUES, kill=[call], before=before)
            state, kills = run(trainer, tmp_path / str(call))
        killed.append(kills)
        assert (bits(state), files(tmp_path / str(call))) == whole
    assert max(killed)


@pytest.mark.parametrize("threshold", [8.5, 100.0])
def test_the_step_is_that_of_the_definition(
    threshold: float,
    trainer: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    orders = [
        [4, 3, 2, 9, 9, 9, 9],
        [9, 8, 7, 6, 5, 4, 3],
        [3, 3, 3, 3, 3, 3, 3],
        [5, 6, 4, 6, 4, 3.4, 6],
    ]
    for number, order in enumerate(orders):
        values = {n: float((order * 2)[n - 1]) for n in range(1, 13)}
        with monkeypatch.context() as patch:
            play(trainer, patch, values)
            settings = {"patience": 2, "divergence_threshold": threshold}
            state, _ = run(trainer, tmp_path / str(number), **settings)
        assert state.step == stop_step(values, 2, 0.5, threshold)
    diverged = "eval_loss is 9, beyond the threshold of 8.5: the run diverges"
    assert (diverged in capsys.readouterr().out) == (threshold < 9)


def test_a_longer_patience_goes_on(
    trainer: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(trainer, monkeypatch, VALUES)
    run(trainer, tmp_path)
    with pytest.raises(trainer.RunError, match="patience: 3 -> 5"):
        run(trainer, tmp_path, patience=5)
    with pytest.raises(trainer.RunError, match="eval_every: 1 -> 2"):
        run(trainer, tmp_path, eval_every=2)
    state, _ = run(trainer, tmp_path, patience=5, accept_changes=True)
    assert state.step == 12


# ------------------------------------------------------------------------------ what training does


PLAIN = changed(
    BASE,
    {
        "train.duration": "24 steps",
        "evaluate": {"every": "4 steps"},
        "checkpoint": {"every": "6 steps", "keep": 1},
        "log.every": "3 steps",
    },
)
ADDED: dict[str, dict[str, Any]] = {
    "best": {"checkpoint.best": {"metric": "eval_loss"}},
    "keep_every": {"checkpoint.keep_every": "12 steps"},
    "first": {"evaluate.first": True},
    "early stopping": {
        "evaluate.early_stopping": {"metric": "eval_accuracy", "patience": 2, "min_delta": 0.9}
    },
    "early stopping, unsaved": {
        "evaluate.early_stopping": {
            "metric": "eval_accuracy",
            "patience": 2,
            "min_delta": 0.9,
            "restore_best": False,
        },
        "checkpoint": None,
    },
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[int, Any], list[dict[str, Any]]]:
    """The states after 12 and 24 steps of a run that none of this is asked of, and its rows."""
    folder = tmp_path_factory.mktemp("plain")
    module = build(PLAIN, folder)
    c = module.Config(workdir=folder / "run")
    half = module.train(c, StopAfter(6))  # of two steps: rows do not end calls
    states = {12: bits(half), 24: bits(module.train(c, threading.Event()))}
    return states, read(folder / "run")


def read(workdir: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (workdir / "metrics.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("name", ADDED)
def test_training_is_the_same_in_every_bit(name: str, plain: Any, tmp_path: Path) -> None:
    """Until a run stops: its third evaluation, after step 12, is the second without an improvement."""
    states, rows = plain
    module = build(changed(PLAIN, ADDED[name]), tmp_path)
    c = module.Config(workdir=tmp_path / "run")
    stop = () if "unsaved" in name else (threading.Event(),)
    state = module.train(c, *stop)
    last = 12 if "early" in name else 24
    assert int(state.step) == last
    assert bits(state) == states[last]
    found = read(tmp_path / "run")
    if name == "first":
        first, *found = found
        expected = module.evaluate(c, module.init_state(c, 0), module.load_data().eval)
        assert first == {"step": 0} | {f"eval_{k}": v.item() for k, v in expected.items()}
    assert found == [row for row in rows if row["step"] <= last]


def test_a_run_that_begins_again_has_one_first_row(tmp_path: Path) -> None:
    module = build(changed(PLAIN, ADDED["first"]), tmp_path)
    c = module.Config(workdir=tmp_path / "run")
    with pytest.MonkeyPatch.context() as patch:

        def killed(*_: object) -> None:
            raise KilledError

        patch.setattr(module, "save", killed)
        with pytest.raises(KilledError):
            module.train(c, threading.Event())
    module.train(c, threading.Event())
    steps = [row["step"] for row in read(tmp_path / "run")]
    assert steps == sorted({*steps})
    assert steps[0] == 0


def test_the_last_row_has_means_of_the_last_steps(tmp_path: Path) -> None:
    spec = changed(PLAIN, {**ADDED["early stopping"], "log.every": "5 steps"})
    module = build(spec, tmp_path)
    module.train(module.Config(workdir=tmp_path / "run"), threading.Event())
    last = read(tmp_path / "run")[-1]
    assert last["step"] == 12
    assert {"loss", "eval_loss"} <= last.keys()
