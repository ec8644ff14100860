"""Sinks of metrics: all have the same numbers, once, also of a run that was killed, and none changes what is trained."""

from __future__ import annotations

import contextlib
import csv
import itertools
import json
import os
import resource
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

from .conftest import BASE, bits, build, changed, emit, load

STEPS = 24
HOOK = """\
import json
import pathlib


def log(step, row, path):
    with pathlib.Path(path).open("a") as file:
        file.write(json.dumps({"step": step, **row}) + "\\n")
    row.clear()
"""
PLAIN = changed(
    BASE,
    {
        "name": "logged",
        "model.hidden": [8],
        "data.holdout": {"type": "random", "share": "15%", "test": "10%"},
        "task": {"type": "classification", "metrics": ["accuracy", "confusion_matrix"]},
        "train.duration": f"{STEPS} steps",
        "evaluate.every": "9 steps",
        "checkpoint": {"every": "12 steps"},
        "log": {"every": "1 step", "to": ["jsonl"]},
    },
)


def logged(folder: Path) -> dict[str, Any]:
    """The same with all sinks."""
    hook = {
        "type": "python",
        "source": "hooks.py",
        "name": "log",
        "args": {"path": str(folder / "hook.jsonl")},
    }
    (folder / "hooks.py").write_text(HOOK)
    sinks = ["jsonl", "csv", "tensorboard", {"type": "wandb", "mode": "offline"}, "mlflow", hook]
    return changed(PLAIN, {"log.to": sinks})


@pytest.fixture(scope="module", autouse=True)
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """MLflow keeps runs in a folder, and no tool talks to anybody."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
        patch.setenv("MLFLOW_TRACKING_URI", tmp_path_factory.mktemp("mlflow").as_uri())
        patch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
        patch.setenv("WANDB_SILENT", "true")
        for name in ("WANDB_API_KEY", "WANDB_MODE"):
            patch.delenv(name, raising=False)
        yield


class Run(NamedTuple):
    """A run that was killed, and resumed."""

    trainer: ModuleType
    workdir: Path
    state: Any
    hook: Path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Killed after the row of step 18, and resumed after step 12, or from the start."""
    folder = tmp_path_factory.mktemp("sinks")
    path = emit(logged(folder), folder)
    runner = Path(__file__).with_name("runner.py")
    plan = {"at": "rows drawn", "call": 8, "signals": [signal.SIGKILL]}
    command = [sys.executable, runner, path, folder / "dump.npz", json.dumps(plan)]
    workdir = folder / "run"
    done = subprocess.run([*command, f"--workdir={workdir}"], capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    steps = [row["step"] for row in rows_of(workdir / "metrics.jsonl")]
    assert max(steps) > 12  # rows that the resumed run has to take out
    trainer = load(path)
    state = trainer.train(trainer.Config(workdir=workdir), threading.Event())
    return Run(trainer, workdir, state, folder / "hook.jsonl")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[dict[str, Any]]]:
    """The last state and the rows of a run that has only metrics.jsonl, and was not killed."""
    folder = tmp_path_factory.mktemp("plain")
    trainer = build(PLAIN, folder)
    state = trainer.train(trainer.Config(workdir=folder / "run"), threading.Event())
    return state, rows_of(folder / "run" / "metrics.jsonl")


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def numbers(rows: list[dict[str, Any]]) -> list[dict[str, float]]:
    """Rows without their tables."""
    return [{k: x for k, x in row.items() if not isinstance(x, list)} for row in rows]


def test_nothing_changes_what_is_trained(run: Run, plain: tuple[Any, list[Any]]) -> None:
    state, rows = plain
    assert bits(run.state) == bits(state)
    assert rows_of(run.workdir / "metrics.jsonl") == rows
    assert [row["step"] for row in rows] == list(range(1, STEPS + 1))
    assert "eval_confusion_matrix" in rows[8]
    assert {"test_loss", "eval_loss", "loss"} <= set(rows[-1])


def test_csv_has_every_row_once_under_one_header(run: Run, plain: tuple[Any, list[Any]]) -> None:
    path = run.workdir / "metrics.csv"
    with path.open() as file:
        found = [{k: float(x) for k, x in row.items() if x} for row in csv.DictReader(file)]
    assert found == numbers(plain[1])  # in every bit
    table = pd.read_csv(path, index_col="step")
    assert {str(kind) for kind in table.dtypes} == {"float64"}
    assert table["eval_loss"].dropna().index.tolist() == [9, 18, STEPS]
    assert table["loss"].notna().all()


def scalars(folder: Path) -> dict[str, list[tuple[int, float]]]:
    """What TensorBoard shows, by its own reader."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(folder), size_guidance={"scalars": 0})
    events.Reload()
    return {
        tag: [(event.step, event.value) for event in events.Scalars(tag)]
        for tag in events.Tags()["scalars"]
    }


def test_tensorboard_shows_every_number_once(run: Run, plain: tuple[Any, list[Any]]) -> None:
    found = scalars(run.workdir / "tensorboard")
    expected: dict[str, list[tuple[int, float]]] = {}
    for row in numbers(plain[1]):
        for name, x in row.items():
            if name != "step":
                expected.setdefault(name, []).append((int(row["step"]), float(np.float32(x))))
    assert found == expected
    assert len(list((run.workdir / "tensorboard").iterdir())) == 2


def log_records(path: Path) -> Iterator[bytes]:
    """The records of a log in LevelDB's format, whose blocks have 32,768 bytes, after wandb's header of 7."""
    data, position, parts = path.read_bytes(), 7, []
    while position + 7 <= len(data):
        if (left := 32_768 - position % 32_768) < 7:
            position += left
            continue
        _, length, kind = struct.unpack_from("<IHB", data, position)
        parts.append(data[position + 7 : position + 7 + length])
        position += 7 + length
        if kind in (1, 4):  # complete, or the last part
            yield b"".join(parts)
            parts = []


def wandb_records(path: Path, kind: str) -> list[Any]:
    """The records of one kind of an offline run."""
    from wandb.proto.wandb_internal_pb2 import Record

    records = map(Record.FromString, log_records(path))
    return [getattr(r, kind) for r in records if r.WhichOneof("record_type") == kind]


def wandb_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of an offline run."""
    rows = []
    for record in wandb_records(path, "history"):
        items = {x.key or x.nested_key[0]: json.loads(x.value_json) for x in record.item}
        assert items["_step"] == record.step.num
        row = {name: x for name, x in items.items() if not name.startswith("_")}
        rows.append({"step": record.step.num, **row})
    return rows


def test_wandb_has_every_row_once_in_one_run(run: Run, plain: tuple[Any, list[Any]]) -> None:
    [path] = run.workdir.glob("wandb/offline-run-*/*.wandb")
    assert len(list(run.workdir.glob("wandb/killed-offline-run-*"))) == 1
    saved = json.loads((run.workdir / "wandb.json").read_text())
    begun = wandb_records(path, "run")
    assert {(r.run_id, r.project) for r in begun} == {(saved["id"], "logged")}
    config = {item.key: json.loads(item.value_json) for item in begun[-1].config.update}
    assert (config["seed"], config["batch_size"], config["hidden"]) == (0, 64, [8])
    assert wandb_rows(path) == numbers(plain[1])
    assert saved["sent"] == STEPS


def test_wandb_goes_on_after_an_orderly_stop(run: Run, tmp_path: Path) -> None:
    """Two folders, for `wandb sync`, with rows that follow each other."""
    (tmp_path / "config.json").write_text("{}")
    c = run.trainer.Config(workdir=tmp_path)
    for restored, steps in (0, (1, 2, 3)), (2, (3, 4)):
        with run.trainer.open_wandb(c, restored) as log:
            for step in steps:
                log.log(step, {"loss": step / 4})
    paths = sorted(tmp_path.glob("wandb/offline-run-*/*.wandb"))
    assert len(paths) == 2
    assert [[row["step"] for row in wandb_rows(path)] for path in paths] == [[1, 2, 3], [4]]
    assert [row["step"] for row in rows_of(tmp_path / "wandb.jsonl")] == [1, 2, 3, 4]


def test_mlflow_has_every_row_once_in_one_run(run: Run, plain: tuple[Any, list[Any]]) -> None:
    from mlflow import MlflowClient

    client = MlflowClient()
    [experiment] = client.search_experiments(filter_string="name = 'logged'")
    [found] = client.search_runs([experiment.experiment_id])
    assert found.info.run_id == (run.workdir / "mlflow.txt").read_text()
    assert found.info.status == "FINISHED"
    assert (found.data.params["seed"], found.data.params["learning_rate"]) == ("0", "0.1")
    for name in ("loss", "eval_loss", "test_accuracy"):
        points = [(m.step, m.value) for m in client.get_metric_history(found.info.run_id, name)]
        assert points == [(row["step"], row[name]) for row in plain[1] if name in row]


def test_a_function_gets_every_row(run: Run, plain: tuple[Any, list[Any]]) -> None:
    """Those after the checkpoint again."""
    found = rows_of(run.hook)
    steps = [row["step"] for row in found]
    killed = next(n for n, (a, b) in enumerate(itertools.pairwise(steps), 1) if b < a)
    restored = steps[killed] - 1
    assert restored in (0, 12)  # the checkpoint may not have been complete
    rows = numbers(plain[1])
    assert found == rows[:killed] + rows[restored:]


@contextlib.contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file can become larger than some bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_is_told_with_its_place(run: Run, tmp_path: Path) -> None:
    from tensorboard.compat.proto.summary_pb2 import Summary

    trainer = run.trainer
    value = Summary(value=[Summary.Value(tag="loss", simple_value=1.0)])
    opened: list[Any] = []

    def fill(open_sink: Callable[..., Any], write: Callable[[Any, int], None]) -> None:
        with contextlib.ExitStack() as resources:
            opened.append(resources.enter_context(open_sink(tmp_path, 0)))
            resources.enter_context(full_disk(200))
            for step in range(100):
                write(opened[-1], step)

    with pytest.raises(trainer.RunError) as error:
        fill(trainer.open_table, lambda table, step: table.write({"step": step, "loss": 1 / 3}))
    assert str(error.value).startswith(
        f"{tmp_path / 'metrics.csv'}: File too large; free some space"
    )
    with pytest.raises(trainer.RunError) as error:
        fill(trainer.open_board, lambda board, step: board.write(step, summary=value))
    assert str(error.value).startswith(f"{opened[-1].path}: File too large; free some space")


def test_half_a_line_is_cut_and_a_strange_one_is_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "metrics.csv"
    path.write_text("step,loss\n1,0.5\n2,0.25\n3,0.1")
    with run.trainer.open_table(tmp_path, 5) as table:
        table.write({"step": 3, "loss": 0.125, "eval_loss": 0.75})
    assert path.read_text() == "step,loss,eval_loss\n1,0.5,\n2,0.25,\n3,0.125,0.75\n"
    path.write_text("step,loss\n1,0.5\nhello\n")
    with pytest.raises(run.trainer.RunError, match=r"metrics\.csv has a line that is not a row"):
        run.trainer.open_table(tmp_path, 5).__enter__()


def test_trackers_that_cannot_be_reached_say_what_to_do(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = run.trainer
    monkeypatch.setenv("HOME", str(tmp_path))  # without the key of anybody
    (tmp_path / "config.json").write_text("{}")
    c = trainer.Config(workdir=tmp_path, wandb_mode="online")
    with pytest.raises(trainer.RunError, match=r"No API key .*--wandb-mode offline"):
        trainer.open_wandb(c, 0).__enter__()
    c = trainer.Config(workdir=tmp_path, mlflow_tracking_uri="http://127.0.0.1:9")
    with pytest.raises(trainer.RunError, match=r"MLflow: .*127\.0\.0\.1.*--mlflow-tracking-uri"):
        trainer.open_mlflow(c).__enter__()


def test_a_function_that_fails_is_told_with_its_place(run: Run) -> None:
    def broken(step: int, row: dict[str, float]) -> None:
        row["missing"]

    with pytest.raises(run.trainer.RunError) as error:
        run.trainer.call_function(broken, 7, {"loss": 1.0})
    line = broken.__code__.co_firstlineno + 1
    place = f"({__file__}, line {line})"
    assert str(error.value) == (
        f"broken, at step 7: KeyError: 'missing' {place}; correct it, then run again"
    )


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleType, Path]:
    """A VAE that was trained for a few steps without checkpoints, with all that TensorBoard shows."""
    folder = tmp_path_factory.mktemp("shown")
    trainer = build(
        {
            "specc": 1,
            "name": "shown",
            "task": {"type": "generation", "loss": "elbo"},
            "model": {"type": "vae", "hidden": [8], "latent": 2},
            "data": BASE["data"],
            "optimizer": {"type": "adam", "learning_rate": 1e-3},
            "train": {"duration": "8 steps"},
            "evaluate": {"every": "4 steps"},
            "sample": {"every": "4 steps", "count": 4},
            "events": [{"type": "weight_histogram", "every": "4 steps", "bins": 5}],
            "log": {"to": ["csv", {"type": "tensorboard", "samples": True, "histograms": True}]},
        },
        folder,
    )
    trainer.train(trainer.Config(workdir=folder / "run"))
    return trainer, folder / "run"


def test_tensorboard_shows_samples_and_histograms(shown: tuple[ModuleType, Path]) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    _, workdir = shown
    events = EventAccumulator(str(workdir / "tensorboard"))
    events.Reload()
    assert events.Tags()["images"] == ["reconstructions", "samples"]
    for image in events.Images("samples"):
        assert image.encoded_image_string == (workdir / f"samples_{image.step:06}.png").read_bytes()
    assert [image.step for image in events.Images("samples")] == [4, 8]
    assert events.Images("samples")[0].width > 8
    with np.load(workdir / "histograms_000008.npz") as arrays:
        names = {name.rpartition(".")[0] for name in arrays}
        assert set(events.Tags()["histograms"]) == names
        for name in names:
            shown_last = events.Histograms(name)[-1].histogram_value
            assert list(shown_last.bucket) == arrays[f"{name}.counts"].tolist()
            assert list(shown_last.bucket_limit) == arrays[f"{name}.edges"][1:].tolist()


def test_a_run_that_cannot_go_on_is_not_overwritten(shown: tuple[ModuleType, Path]) -> None:
    trainer, workdir = shown
    before = (workdir / "metrics.csv").read_text()
    with pytest.raises(trainer.RunError, match="has a run: choose another --workdir"):
        trainer.train(trainer.Config(workdir=workdir))
    assert (workdir / "metrics.csv").read_text() == before


def test_a_metric_that_is_not_finite_is_told_before_anything_is_drawn(
    shown: tuple[ModuleType, Path], tmp_path: Path
) -> None:
    """Neither a histogram nor samples of such weights are made."""
    trainer, _ = shown
    c = trainer.Config(workdir=tmp_path / "run", learning_rate=1e30)
    with pytest.raises(FloatingPointError, match="at step"):
        trainer.train(c)
    assert not [*c.workdir.glob("samples_*"), *c.workdir.glob("histograms_*")]


@pytest.mark.soak
def test_tensorboard_shows_texts(tmp_path: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    (tmp_path / "text.txt").write_text("the cat sat on the mat. " * 200)
    spec = {
        "specc": 1,
        "name": "texts",
        "task": "language_modeling",
        "model": {"type": "transformer", "layers": 1, "heads": 1, "width": 8, "context": 8},
        "data": {
            "source": {"type": "text", "path": "text.txt"},
            "batch_size": 4,
            "holdout": "10%",
        },
        "optimizer": {"type": "adam", "learning_rate": 1e-3},
        "train": {"duration": "4 steps"},
        "evaluate": {"every": "4 steps"},
        "sample": {"every": "2 steps", "count": 20},
        "log": {"to": [{"type": "tensorboard", "samples": True}]},
    }
    (tmp_path / "spec.json").write_text(json.dumps(spec))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    probe = [sys.executable, "-m", "specc", "probe", tmp_path / "spec.json"]
    subprocess.run(probe, check=True, env=environment, capture_output=True)
    trainer = build(spec, tmp_path)
    trainer.train(trainer.Config(workdir=tmp_path / "run"))
    events = EventAccumulator(str(tmp_path / "run/tensorboard"))
    events.Reload()
    found = events.Tensors("samples")
    assert [event.step for event in found] == [2, 4]
    last = found[-1].tensor_proto.string_val[0].decode()
    assert last == (tmp_path / "run/samples_000004.txt").read_text()
