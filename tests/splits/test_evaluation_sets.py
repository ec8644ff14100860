"""Further sets that are evaluated: what their metrics are of, and what they leave as it is."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss
from sources.world import probe, trainer
from trainers.conftest import BASE, StopAfter, bits, changed

from specc.cli.main import main

ROWS = {"train": 90, "eval": 31, "shifted": 40, "noisy_2": 23, "test": 20}
SETS = [
    {"name": name, "source": {"type": "npz", "path": f"{name}.npz"}}
    for name in ("shifted", "noisy_2")
]


def write(folder: Path, **changes: Any) -> Path:
    """A spec with files of points of three classes; those of each set are elsewhere."""
    for seed, (name, rows) in enumerate(ROWS.items()):
        rng = np.random.default_rng(seed)
        x = rng.normal(0.3 * seed, 1 + seed / 5, (rows, 4))
        y = np.digitize(x[:, 0] + rng.normal(0, 0.5, rows), [-0.2, 0.8])
        y[:3] = [0, 1, 2]
        np.savez(folder / f"{name}.npz", x=x, y=y)
    spec = {
        **BASE,
        "task": {"type": "classification", "metrics": ["accuracy", "f1"]},
        "model": {"type": "mlp", "hidden": [6]},
        "data": {
            "source": {"type": "npz", "path": "train.npz"},
            "evaluation": {"type": "npz", "path": "eval.npz"},
            "test": {"type": "npz", "path": "test.npz"},
            "evaluation_sets": SETS,
            "batch_size": 30,
        },
        "train": {"duration": "12 steps"},
        "evaluate": {"every": "4 steps", "batch_size": 7, "first": True},
        "checkpoint": {"every": "2 steps", "best": {"metric": "noisy_2_accuracy"}},
        "log": {"every": "2 steps", "to": ["jsonl"]},
    }
    path = folder / "small.json"
    path.write_text(json.dumps(changed(spec, changes)))
    return path


def rows_of(workdir: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (workdir / "metrics.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sets")


@pytest.fixture(scope="module")
def module(folder: Path) -> ModuleType:
    path = write(folder)
    assert probe(path) == 0
    return trainer(path)


@pytest.fixture(scope="module")
def state(module: ModuleType, folder: Path) -> Any:
    return module.train(module.Config(workdir=folder / "whole"), threading.Event())


def test_metrics_are_those_of_each_set(module: ModuleType, state: Any, folder: Path) -> None:
    """From the files, scaled as training is; the log has them at the steps of other evaluations."""
    rows = rows_of(folder / "whole")
    for name in ("eval", "shifted", "noisy_2"):
        steps = [row["step"] for row in rows if f"{name}_accuracy" in row]
        assert steps == [0, 4, 8, 12]
    known = np.load(folder / "train.npz")["x"]
    for name in ("eval", "shifted", "noisy_2", "test"):
        with np.load(folder / f"{name}.npz") as file:
            x, y = (file["x"] - known.mean(0)) / known.std(0), file["y"]
        logits = np.asarray(module.predict(module.Config(), state, x.astype(np.float32)), float)
        chances = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        assert rows[-1][f"{name}_accuracy"] == pytest.approx(accuracy_score(y, logits.argmax(1)))
        assert rows[-1][f"{name}_loss"] == pytest.approx(log_loss(y, chances), rel=1e-4)
    assert len({rows[-1][f"{name}_loss"] for name in ROWS if name != "train"}) == 4
    best = max(
        (row for row in rows if row["step"] and "noisy_2_accuracy" in row),
        key=lambda row: (row["noisy_2_accuracy"], -row["step"]),
    )
    _, kept = module.load(folder / "whole", best=True)
    assert kept.step == best["step"]


def test_a_killed_run_goes_on_as_if_it_had_not_been(
    module: ModuleType, state: Any, folder: Path
) -> None:
    c = module.Config(workdir=folder / "killed")
    assert module.train(c, StopAfter(2)).step < 12
    assert bits(module.train(c, threading.Event())) == bits(state)
    whole, killed = ((folder / name / "metrics.jsonl").read_bytes() for name in ("whole", "killed"))
    assert whole == killed


def test_training_is_the_same_without_them(state: Any, folder: Path, tmp_path: Path) -> None:
    """So are the metrics of the other sets; without them the trainer has no trace of them."""
    best = {"metric": "eval_accuracy"}
    path = write(tmp_path, **{"data.evaluation_sets": [], "checkpoint.best": best})
    (tmp_path / "specc.lock").write_bytes((folder / "specc.lock").read_bytes())
    alone = trainer(path)
    assert not hasattr(alone, "evaluate_sets")
    assert bits(alone.train(alone.Config(workdir=tmp_path / "run"), threading.Event())) == bits(
        state
    )
    rows = [
        {key: value for key, value in row.items() if not key.startswith(("shifted", "noisy_2"))}
        for row in rows_of(folder / "whole")
    ]
    assert rows_of(tmp_path / "run") == rows


def test_facts_are_in_the_lock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not the one that was probed is noticed, and one that does not fit is refused."""
    path = write(tmp_path)

    def says() -> list[tuple[str, Any]]:
        capsys.readouterr()
        with pytest.raises(SystemExit):
            main(["check", "--format", "json", str(path)])
        return [(d["code"], d["path"]) for d in json.loads(capsys.readouterr().out)]

    def put(columns: int) -> None:
        x, y = np.random.default_rng(0).normal(size=(9, columns)), np.arange(9) % 3
        np.savez(tmp_path / "noisy_2.npz", x=x, y=y)

    place = ["data", "evaluation_sets", 1, "source"]
    assert [code for code, _ in says()] == ["D001"]
    assert probe(path) == 0
    lock = json.loads((tmp_path / "specc.lock").read_text())
    known = {item["source"]["path"]: item["facts"]["rows"] for item in lock["sources"]}
    assert known == {f"{name}.npz": rows for name, rows in ROWS.items()}
    assert says() == []
    put(4)
    assert says() == [("D156", place)]
    put(3)
    assert probe(path) == 0
    assert says() == [("D168", place)]


def test_loading_many_sets_is_described_in_a_line(tmp_path: Path) -> None:
    path = write(tmp_path, **{"data.placement": "host", "data.normalize": "none"})
    assert probe(path) == 0
    said = trainer(path).load_data.__doc__
    assert said == "The training examples on the host, and the other ones on the device."
