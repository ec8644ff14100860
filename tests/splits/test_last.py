"""The test at the end of the run: on examples that nothing else has seen, once, and written down once."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from flax import nnx
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sources.world import probe, trainer
from trainers.conftest import BASE, build, changed, emit, load

RANDOM = {"type": "random", "share": "15%", "test": "10%"}
STRATIFIED = {"type": "stratified", "share": "15%", "test": "10%"}
CHECKPOINTS = {"checkpoint": {"every": "20 steps"}}


def lines(workdir: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (workdir / "metrics.jsonl").read_text().splitlines()]


def accuracy(module: ModuleType, params: Any, images: np.ndarray, labels: np.ndarray) -> float:
    model = nnx.merge(module.init_state(module.Config(), 0).graphdef, params)
    return float(np.mean(np.argmax(model(images.astype(np.float32)), -1) == labels))


def test_evaluation_and_training_are_as_without_a_test(tmp_path):
    """The examples for a test come out of those for training; those for evaluation stay."""
    with_test = build(changed(BASE, {"data.holdout": RANDOM}), tmp_path / "a")
    without = build(BASE, tmp_path / "b")
    train, held_out, test = with_test.load_data()
    more, same = without.load_data()
    np.testing.assert_array_equal(held_out.image, same.image)
    np.testing.assert_array_equal(np.concatenate([test.image, train.image]), more.image)
    assert len(test.label) == with_test.TEST_EXAMPLES == 180


def test_a_stratified_test_is_the_split_of_scikit_learn(tmp_path):
    module = build(changed(BASE, {"data.holdout": STRATIFIED}), tmp_path)
    labels = load_digits().target
    rest, held_out = train_test_split(
        np.arange(1797), stratify=labels, test_size=270, random_state=0
    )
    train, test = train_test_split(rest, stratify=labels[rest], test_size=180, random_state=0)
    for examples, rows in zip(module.load_data(), (train, held_out, test), strict=True):
        np.testing.assert_array_equal(examples.image, load_digits().images[rows] / 16)
    np.testing.assert_allclose(np.bincount(labels[test]), np.bincount(labels) / 10, atol=1)


@pytest.mark.parametrize("placement", ["device", "host"])
def test_the_last_line_has_the_metrics_of_the_test(placement, tmp_path, capsys):
    changes = {"data.holdout": RANDOM, "log.to": ["console", "jsonl"], **CHECKPOINTS}
    module = build(changed(BASE, {**changes, "data.placement": placement}), tmp_path)
    state = module.train(module.Config(workdir=tmp_path / "run"), threading.Event())
    *others, last = lines(tmp_path / "run")
    assert not any("test_loss" in row for row in others)
    assert {key for key in last if key.startswith("test_")} == {"test_loss", "test_accuracy"}
    assert last["step"] == 50
    test = module.load_data().test
    assert last["test_accuracy"] == pytest.approx(
        accuracy(module, state.params, np.asarray(test.image), np.asarray(test.label))
    )
    *_, printed, rate = capsys.readouterr().out.splitlines()
    assert rate.endswith("steps per second, including compilation")
    assert printed.startswith("step      50  ")
    assert f"  test_accuracy {last['test_accuracy']:.4g}" in printed


def test_a_finished_run_is_not_tested_again(tmp_path, monkeypatch):
    module = build(changed(BASE, {"data.holdout": RANDOM, **CHECKPOINTS}), tmp_path)
    c = module.Config(workdir=tmp_path / "run")
    module.train(c, threading.Event())
    before = (c.workdir / "metrics.jsonl").read_bytes()
    monkeypatch.setattr(module, "evaluate", None)
    module.train(c, threading.Event())
    assert (c.workdir / "metrics.jsonl").read_bytes() == before


@pytest.mark.parametrize("every", [20, 50], ids=["last save apart", "last save in the loop"])
def test_a_run_that_dies_in_the_test_is_tested_when_it_goes_on(every, tmp_path, monkeypatch):
    """Nothing of the last step is saved before the test is written down."""
    spec = changed(BASE, {"data.holdout": RANDOM, "checkpoint": {"every": f"{every} steps"}})
    module = build(spec, tmp_path)
    module.train(module.Config(workdir=tmp_path / "whole"), threading.Event())
    c = module.Config(workdir=tmp_path / "run")
    evaluate = module.evaluate

    def dies(c: Any, state: Any, data: Any) -> Any:
        if len(data.label) == module.TEST_EXAMPLES:
            raise MemoryError
        return evaluate(c, state, data)

    monkeypatch.setattr(module, "evaluate", dies)
    with pytest.raises(MemoryError):
        module.train(c, threading.Event())
    monkeypatch.setattr(module, "evaluate", evaluate)
    module.train(c, threading.Event())
    assert lines(c.workdir) == lines(tmp_path / "whole")


def test_a_test_alone_is_looked_at_once(tmp_path):
    """Without `evaluate` the run sees the test and nothing else; metrics of whole sets come with it."""
    changes = {
        "data.holdout": {"type": "random", "share": "0%", "test": "20%"},
        "task": {"type": "classification", "metrics": ["accuracy", "auroc"]},
        "evaluate": None,
        "train.duration": "200 steps",
        "log.every": "100 steps",
    }
    module = build(changed(BASE, changes), tmp_path)
    assert not hasattr(module, "EVAL_EXAMPLES")
    module.main(module.Config(workdir=tmp_path / "run"))
    found = lines(tmp_path / "run")
    assert [row["step"] for row in found] == [100, 200]
    assert found[-1]["test_auroc"] > 0.95


def table(rows: int, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    size = rng.normal(size=rows)
    part = rng.choice(["train", "valid", "last"], rows, p=[0.6, 0.2, 0.2])
    return pd.DataFrame({"size": size, "part": part, "y": (size > 0).astype(int)})


def write(folder: Path, **data: Any) -> Path:
    """The spec for a table, which is written beside it."""
    table(60, 0).to_csv(folder / "t.csv", index=False)
    source = {"type": "csv", "path": "t.csv", "target": "y"}
    path = folder / "small.json"
    block = {"source": source, "batch_size": 4, "normalize": "standardize", **data}
    spec = {**BASE, **CHECKPOINTS, "data": block, "train": {"duration": "60 steps"}}
    path.write_text(json.dumps(spec))
    return path


def test_a_column_names_the_rows_of_the_test(tmp_path):
    split = {"type": "column", "column": "part", "held_out": "valid", "test": "last"}
    path = write(tmp_path, holdout=split)
    assert probe(path) == 0
    module = trainer(path)
    found = table(60, 0)
    data = module.load_data(module.Config())
    mean = found["size"][found["part"] == "train"].mean()
    np.testing.assert_allclose(data.scaler.mean, [mean], rtol=1e-5)
    for examples, part in ((data.train, "train"), (data.eval, "valid"), (data.test, "last")):
        np.testing.assert_array_equal(examples.label, found["y"][found["part"] == part])
    moved = found.replace({"part": {"last": "valid"}})
    moved.to_csv(tmp_path / "t.csv", index=False)
    with pytest.raises(ValueError, match=r"rows are held-out examples, expected"):
        module.load_data(module.Config())
    assert probe(path) == 2  # no row has the value


@pytest.mark.parametrize("placement", ["device", "host"])
@pytest.mark.parametrize("holdout", ["0%", "20%"])
def test_data_of_its_own_is_scaled_as_training_is(holdout, placement, tmp_path):
    """Beside a split of the source, or instead of one."""
    other = table(25, 1)
    other.to_csv(tmp_path / "last.csv", index=False)
    source = {"type": "csv", "path": "last.csv", "target": "y", "features": ["size"]}
    data = {"source": {**source, "path": "t.csv"}, "test": source, "holdout": holdout}
    normalize = "standardize" if placement == "device" else "none"
    path = write(tmp_path, **data, placement=placement, normalize=normalize)
    spec = json.loads(path.read_text())
    if holdout == "0%":
        del spec["evaluate"]
        path.write_text(json.dumps(spec))
    assert probe(path) == 0
    module = trainer(path)
    state = module.train(module.Config(workdir=tmp_path / "run"), threading.Event())
    inputs = other[["size"]].to_numpy()
    if placement == "device":
        data = module.load_data(module.Config())
        inputs = (inputs - data.scaler.mean) / data.scaler.std
        assert len(data.train.label) == (48 if holdout == "20%" else 60)
    *others, last = lines(tmp_path / "run")
    assert any("eval_loss" in row for row in others) == (holdout == "20%")
    expected = accuracy(module, state.params, inputs, other["y"].to_numpy())
    assert last["test_accuracy"] == pytest.approx(expected)


def test_facts_of_the_test_are_asked_for(tmp_path):
    import specc

    source = {"type": "npz", "path": "a.npz"}
    facts = {"rows": 60, "shape": [1], "classes": 3, "low": 0, "high": 59}
    changes = {"data.source": source, "data.facts": facts, "data.test": {**source, "path": "b.npz"}}
    with pytest.raises(specc.SpecError) as caught:
        emit(changed(BASE, changes), tmp_path)
    [found] = caught.value.diagnostics
    assert (found.code, found.path) == ("D001", ("data", "test"))
    assert "data.test_facts" in found.label


def test_a_share_for_the_test_survives_the_printed_spec(tmp_path):
    import specc
    from specc.compiler import analyze
    from specc.resolve.resolved import as_data

    written = tmp_path / "spec.json"
    spec = changed(BASE, {"data.holdout": RANDOM})
    written.write_text(json.dumps(spec))
    resolved = analyze(specc.read(written)).require()
    printed = as_data(resolved)
    assert printed["data"]["holdout"] == RANDOM
    again = emit(printed, tmp_path / "again").read_text()
    assert again == emit(spec, tmp_path / "once").read_text()
    assert load(tmp_path / "again/small.py").TEST_EXAMPLES == 180
