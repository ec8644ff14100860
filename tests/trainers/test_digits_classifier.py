"""The trainer of the gallery's first spec: it learns, survives, and computes what it says."""

from __future__ import annotations

import importlib.util
import json
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest

import specc

ROOT = pathlib.Path(__file__).parents[2]
SPEC = ROOT / "specs/digits_classifier.yaml"
SHORT = [
    "model.hidden=[32]",
    "train.duration=20 epochs",
    "checkpoint.every=4 epochs",
    "evaluate.every=2 epochs",
    "log.curves=true",
]

RUNNER = """\
import os, pathlib, signal, sys, zlib
import jax, numpy as np
import digits_classifier as trainer

def die_at(owner, name, number, when):
    original, calls = getattr(owner, name), []
    def replacement(*args, **kwargs):
        calls.append(name)
        if len(calls) == number and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*args, **kwargs)
        if len(calls) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    setattr(owner, name, replacement)

workdir, point = pathlib.Path(sys.argv[1]), sys.argv[2]
if point == "before-checkpoint":  # the line is written, its checkpoint is not
    die_at(trainer, "save", 2, "before")
elif point == "during-write":  # orbax has begun to write in the background
    die_at(trainer, "save", 2, "after")
elif point == "after-claim":
    die_at(trainer, "claim_workdir", 1, "after")
elif point == "during-rewrite":  # of metrics.jsonl, on resuming
    die_at(pathlib.Path, "replace", 1, "before")  # other files are as they were
elif point == "mid-line":
    class Log:
        def __init__(self, *args):
            self.file, self.lines = open_log(*args), 0

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.file.close()

        def write(self, line):
            self.lines += 1
            self.file.write(line if self.lines < 5 else line[:20])
            if self.lines == 5:
                self.file.flush()
                os.kill(os.getpid(), signal.SIGKILL)

    open_log, trainer.open_log = trainer.open_log, Log
trainer.main(trainer.Config(workdir=workdir))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trainer")
    [text] = specc.compile(specc.read(SPEC, SHORT)).values()
    (folder / "digits_classifier.py").write_text(text)
    (folder / "runner.py").write_text(RUNNER)
    return folder


@pytest.fixture(scope="module")
def trainer(folder):
    spec = importlib.util.spec_from_file_location("trained", folder / "digits_classifier.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["trained"] = module
    spec.loader.exec_module(module)
    return module


def start(folder, workdir, point="") -> subprocess.Popen:
    command = [sys.executable, "runner.py", str(workdir), point]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, stdout=pipe, stderr=pipe)


def finish(folder, workdir) -> bytes:
    process = start(folder, workdir)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err.decode()[-2000:]
    return out


def outcome(trainer, workdir):
    """Everything that a run leaves: its metrics, and its last state with its checksum."""
    _, state = trainer.load(workdir)
    return (workdir / "metrics.jsonl").read_bytes(), int(state.step), trainer.checksum(state)


@pytest.fixture(scope="module")
def uninterrupted(folder, trainer):
    out = finish(folder, folder / "whole")
    assert b"eval_accuracy" in out
    return outcome(trainer, folder / "whole")


def test_a_run_learns_and_leaves_its_curves(folder, uninterrupted):
    metrics, step, _ = uninterrupted
    assert step == 220
    last = json.loads(metrics.splitlines()[-1])
    assert last["eval_accuracy"] > 0.9
    assert (folder / "whole/curves.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "point",
    [
        "during-write",
        *(
            pytest.param(point, marks=pytest.mark.soak)
            for point in ("after-claim", "before-checkpoint", "mid-line")
        ),
    ],
)
def test_killed_at_a_named_point_and_run_again(folder, trainer, uninterrupted, point):
    workdir = folder / point
    process = start(folder, workdir, point)
    process.communicate(timeout=300)
    assert process.returncode == -signal.SIGKILL
    finish(folder, workdir)
    assert outcome(trainer, workdir) == uninterrupted


@pytest.mark.soak
def test_killed_while_metrics_are_rewritten(folder, trainer, uninterrupted):
    workdir = folder / "rewrite"
    for point in ("during-write", "during-rewrite"):
        process = start(folder, workdir, point)
        process.communicate(timeout=300)
        assert process.returncode == -signal.SIGKILL
    finish(folder, workdir)
    assert outcome(trainer, workdir) == uninterrupted


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.soak)]
)
def test_a_signal_saves_and_exits_with_75(folder, trainer, uninterrupted, number):
    workdir = folder / f"signal{number}"
    process = start(folder, workdir)
    metrics = workdir / "metrics.jsonl"
    while process.poll() is None and not (metrics.exists() and metrics.read_bytes()):
        time.sleep(0.01)
    process.send_signal(number)
    _, err = process.communicate(timeout=300)
    assert process.returncode == 75, err.decode()[-2000:]
    assert any((workdir / "checkpoints").iterdir())
    assert b"Resuming after step" in finish(folder, workdir)
    assert outcome(trainer, workdir) == uninterrupted


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(21))
def test_killed_at_random_moments(folder, trainer, uninterrupted, seed):
    draw, workdir = random.Random(seed), folder / f"random{seed}"
    process, begun = start(folder, workdir), time.monotonic()
    config = workdir / "config.json"
    while not config.exists() and time.monotonic() - begun < 60:
        time.sleep(0.01)
    time.sleep(draw.uniform(0, 3))
    process.kill()
    process.communicate(timeout=60)
    finish(folder, workdir)
    assert outcome(trainer, workdir) == uninterrupted


@pytest.fixture
def finished(folder, uninterrupted, tmp_path):
    """The workdir of a run that has ended, of a test's own."""
    return shutil.copytree(folder / "whole", tmp_path / "run")


def again(trainer, workdir, **settings):
    return trainer.train(trainer.Config(workdir=workdir, **settings), threading.Event())


def test_a_flipped_bit_is_found_and_the_checkpoint_before_is_used(
    trainer, finished, uninterrupted, capsys
):
    latest = finished / "checkpoints/220"
    files = [file for file in latest.rglob("*") if file.is_file() and "/d/" in str(file)]
    largest = max(files, key=lambda file: file.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 1
    largest.write_bytes(content)
    again(trainer, finished)
    out, err = capsys.readouterr()
    assert "Checkpoint 220 cannot be used" in err
    assert "Resuming after step 176" in out
    assert outcome(trainer, finished) == uninterrupted


def test_an_empty_checkpoint_is_passed_over_again_and_again(trainer, finished, uninterrupted):
    for _ in range(2):  # the second time, one of this step has already been set aside
        for file in (finished / "checkpoints/220").rglob("*"):
            if file.is_file():
                file.unlink()
        again(trainer, finished)
        assert outcome(trainer, finished) == uninterrupted


def test_loading_leaves_damaged_checkpoints_alone(trainer, finished, capsys):
    for file in (finished / "checkpoints/220").rglob("*"):
        if file.is_file():
            file.write_bytes(b"")
    before = sorted(finished.rglob("*"))
    _, state = trainer.load(finished)
    assert state.step == 176
    assert "Checkpoint 220 cannot be used" in capsys.readouterr().err
    assert sorted(finished.rglob("*")) == before


def test_if_no_checkpoint_can_be_used_nothing_is_deleted(trainer, finished):
    for file in (finished / "checkpoints").rglob("*"):
        if file.is_file():
            file.write_bytes(b"")
    before = sorted((finished / "checkpoints").rglob("*"))
    with pytest.raises(
        trainer.RunError, match=r"no intact checkpoint in .*; start over with --fresh"
    ):
        again(trainer, finished)
    assert sorted((finished / "checkpoints").rglob("*")) == before


def test_other_settings_are_refused(trainer, finished):
    with pytest.raises(trainer.RunError, match=r"dropout: 0\.2 -> 0\.3"):
        again(trainer, finished, dropout=0.3)


def test_every_setting_has_a_flag_with_a_help_text_and_bounds(trainer, capsys):
    import tyro

    with pytest.raises(SystemExit):
        tyro.cli(trainer.Config, args=["--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert "--learning-rate FLOAT peak of the schedule" in shown
    assert "--seed INT random seed; the split has a seed of its own" in shown
    for flag, value, said in (
        ("--batch-size", "9999", "batch_size is 9999; it must be from 1 to 1,527"),
        ("--dropout", "1", "dropout is 1.0; it must be in [0, 1)"),
    ):
        with pytest.raises(SystemExit):
            tyro.cli(trainer.Config, args=[flag, value])
        assert said in capsys.readouterr().err


def test_any_seed_begins(trainer, tmp_path):
    """Also those that are too large for a signed integer."""
    assert again(trainer, tmp_path, seed=2**32 - 1).step == 220


def test_other_data_stops_before_the_first_step(trainer, monkeypatch):
    import types

    from sklearn.datasets import load_digits

    digits = load_digits()
    changed = types.SimpleNamespace(images=digits.images.reshape(-1, 64), target=digits.target)
    monkeypatch.setattr(trainer, "load_digits", lambda: changed)
    with pytest.raises(ValueError, match=r"\(1797, 64\)"):
        trainer.load_data()


def test_the_length_of_a_call_changes_no_bit(trainer, tmp_path):
    c = trainer.Config(workdir=tmp_path)
    data = trainer.load_data().train
    seen = set()
    for lengths in ([20], [1] * 20, [5] * 4):
        state, step, means = trainer.init_state(c, 0), 0, trainer.Means()
        for count in lengths:
            state, metrics = trainer.train_steps(c, state, data, trainer.batch_rows(c, step, count))
            step += count
            means.add(metrics, step)
        seen.add((trainer.checksum(state), tuple(means.take().items())))
    assert len(seen) == 1


@pytest.mark.parametrize("size", [90, 100, 1000])
def test_evaluation_counts_every_example_once(trainer, tmp_path, size):
    import flax.nnx as nnx
    import jax
    import numpy as np

    c = trainer.Config(workdir=tmp_path, eval_batch_size=size)
    held_out = trainer.load_data().eval
    state = trainer.init_state(c, 0)
    before = trainer.checksum(state)
    found = trainer.evaluate(c, state, held_out)
    model = nnx.merge(state.graphdef, state.params, state.batch_stats)
    model.eval()
    logits = np.asarray(model(held_out.image), np.float64)
    label = np.asarray(held_out.label)
    log_sums = np.log(np.exp(logits - logits.max(-1, keepdims=True)).sum(-1)) + logits.max(-1)
    loss = (log_sums - logits[np.arange(270), label]).mean()
    assert float(found["loss"]) == pytest.approx(loss, rel=1e-5)
    assert float(found["accuracy"]) == pytest.approx((logits.argmax(-1) == label).mean())
    assert trainer.checksum(state) == before
    assert jax.tree.structure(found).num_leaves == 2


def test_every_epoch_shows_other_rows_and_depends_on_seed_and_step_alone(trainer, tmp_path):
    import numpy as np

    c = trainer.Config(workdir=tmp_path)
    rows = trainer.batch_rows(c, 0, 33)
    assert rows.shape == (33, 128)
    for epoch in range(3):
        shown = rows[11 * epoch : 11 * epoch + 11].ravel()
        assert len(set(shown.tolist())) == 11 * 128
        assert shown.min() >= 0
        assert shown.max() < 1527
    for step in (0, 1, 10, 11):
        assert np.array_equal(trainer.batch_rows(c, step, 20), rows[step : step + 20])


def test_metrics_are_read_while_the_next_call_runs(trainer, tmp_path, monkeypatch):
    """A loop that waited for each call would leave the device idle between two."""
    order = []

    def follow(owner, name, label):
        original = getattr(owner, name)

        def followed(*args, **kwargs):
            order.append(label)
            return original(*args, **kwargs)

        monkeypatch.setattr(owner, name, followed)

    follow(trainer, "train_steps", "call")
    follow(trainer.Means, "add", "read")
    follow(trainer, "save", "save")
    config = trainer.Config(workdir=tmp_path / "run", epochs=4, eval_every=1, checkpoint_every=2)
    trainer.train(config, threading.Event())
    ahead = ["call", "call", "read", "read", "save"]
    assert order == ahead * 2
