"""Where weights come from: each kind of source, what goes with them, and what is told of bad ones."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as sk
from trainers.conftest import build

from specc.language.code import with_code
from specc.language.data import Data
from specc.probe import look
from specc.probe.errors import DataError
from specc.user_code import read_code

from .conftest import spec_of
from .test_weights import KINDS, ROWS, SOURCE, W, X, made


def tabled(folder: Path, kind: str, **keys: Any) -> dict[str, Any]:
    table = pd.DataFrame({"a": X[:, 0], "b": X[:, 1], "w": W, "y": KINDS["classification"][0]})
    table["part"] = np.where(np.arange(ROWS) < 150, "test", "train")
    path = folder / f"t.{kind}"
    table.to_csv(path, index=False) if kind == "csv" else table.to_parquet(path)
    return {"type": kind, "path": path.name, "target": "y", "weight": "w", **keys}


OWN = """
import numpy as np

def load(scale):
    rng = np.random.default_rng(0)
    return rng.normal(size=(400, 5)), np.arange(400) % 3, scale * np.arange(400.0)
"""


def given(kind: str, folder: Path) -> dict[str, Any]:
    """A source of each kind that has weights, with its files."""
    for name, array in (("x", X), ("y", KINDS["classification"][0]), ("w", W)):
        np.save(folder / f"{name}.npy", array)
    np.savez(folder / "weighted.npz", x=X, y=KINDS["classification"][0], w=W)
    (folder / "mine.py").write_text(OWN)
    own = {"source": "mine.py", "name": "load", "args": {"scale": 0.5}, "weight": True}
    files = {"inputs": "x.npy", "targets": "y.npy", "weight": "w.npy"}
    return {
        "npz": lambda: SOURCE,
        "npy": lambda: {"type": "npy", **files},
        "csv": lambda: tabled(folder, "csv"),
        "csv_names": lambda: tabled(folder, "csv", categorical=["y", "a"], features=["a", "b"]),
        "csv_categories": lambda: tabled(folder, "csv", categorical=["a", "y"], features=["a"]),
        "parquet": lambda: tabled(folder, "parquet", features=["b", "a"]),
        "python": lambda: {"type": "python", **own},
    }[kind]()


def facts_of(source: dict[str, Any], folder: Path, **asks: Any) -> dict[str, Any]:
    data = Data.model_validate({"source": source, "batch_size": 1})
    block = with_code(data, read_code(folder, {"source": source}, "")).source
    return look(block, folder, asks).model_dump(mode="json", exclude_none=True)


@pytest.mark.parametrize(
    "kind", ["npz", "npy", "csv", "csv_names", "csv_categories", "parquet", "python"]
)
@pytest.mark.parametrize("holdout", ["25%", "0%"])
def test_every_source_has_weights(tmp_path: Path, kind: str, holdout: str) -> None:
    source = given(kind, tmp_path)
    changes = {"data.source": source, "data.facts": facts_of(source, tmp_path)}
    changes |= {"data.holdout": holdout} | ({"evaluate": None} if holdout == "0%" else {})
    module = build(spec_of("classification", changes), tmp_path)
    c = module.Config(workdir=tmp_path / "run")
    data = module.load_data(*([c] if kind != "python" else []))
    parts = [part for part in data if isinstance(part, module.Batch)]
    assert len(parts) == (1 if holdout == "0%" else 2)
    expected = 0.5 * np.arange(ROWS) if kind == "python" else W
    found = np.concatenate([np.asarray(part.weight) for part in parts])
    np.testing.assert_array_equal(np.sort(found), np.sort(expected).astype(np.float32))
    assert all(part.weight.dtype == jnp.float32 for part in parts)
    module.train(c)


def test_a_column_splits_rows_with_weights(tmp_path: Path) -> None:
    source = tabled(tmp_path, "csv", features=["a", "b"])
    split = {"column": "part", "held_out": "test"}
    changes = {
        "data.source": source,
        "data.facts": facts_of(source, tmp_path, holdout=split),
        "data.holdout": {"type": "column", **split},
    }
    module = build(spec_of("classification", changes), tmp_path)
    data = module.load_data(module.Config())
    np.testing.assert_array_equal(data.eval.weight, W[:150].astype(np.float32))
    np.testing.assert_array_equal(data.train.weight, W[150:].astype(np.float32))


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_column_tells_what_is_tested_with_weights(tmp_path: Path, kind: str) -> None:
    source = tabled(tmp_path, kind, features=["a", "b"])
    read, write = (pd.read_csv, "to_csv") if kind == "csv" else (pd.read_parquet, "to_parquet")
    table = read(tmp_path / source["path"])
    table.loc[300:, "part"] = "last"
    getattr(table, write)(tmp_path / source["path"], index=False)
    split = {"column": "part", "held_out": "test", "test": "last"}
    changes = {
        "data.source": source,
        "data.facts": facts_of(source, tmp_path, holdout=split),
        "data.holdout": {"type": "column", **split},
    }
    module = build(spec_of("classification", changes), tmp_path)
    data = module.load_data(module.Config())
    parts = data.train, data.eval, data.test
    for part, rows in zip(parts, (W[150:300], W[:150], W[300:]), strict=True):
        np.testing.assert_array_equal(part.weight, rows.astype(np.float32))


@pytest.mark.parametrize("placement", ["device", "host"])
@pytest.mark.parametrize("own", [True, False])
def test_weights_go_where_examples_go(tmp_path: Path, placement: str, own: bool) -> None:
    """On the host, or with data of its own for evaluation: a run to its end, and the weights of each part."""
    source = given("npy", tmp_path)
    changes = {
        "data.source": source,
        "data.facts": facts_of(source, tmp_path),
        "data.placement": placement,
        "checkpoint": {"every": "10 steps"},
    }
    if own:
        for name in "xyw":
            np.save(tmp_path / f"t{name}.npy", np.load(tmp_path / f"{name}.npy")[:64])
        other = {"inputs": "tx.npy", "targets": "ty.npy", "weight": "tw.npy"}
        changes |= {"data.evaluation": {"type": "npy", **other}, "data.holdout": "0%"}
        changes["data.evaluation_facts"] = facts_of(changes["data.evaluation"], tmp_path)
    module = build(spec_of("classification", changes, metrics=["accuracy", "auroc"]), tmp_path)
    c = module.Config(workdir=tmp_path / "run")
    held_out = module.load_data(c).eval
    if own:
        np.testing.assert_array_equal(held_out.weight, W[:64].astype(np.float32))
    assert held_out.weight.shape == (module.EVAL_EXAMPLES,)
    module.train(c, threading.Event())


@pytest.mark.parametrize("placement", ["device", "host"])
@pytest.mark.parametrize("own", [True, False], ids=["data of its own", "held out"])
def test_the_test_counts_examples_by_their_weights(
    tmp_path: Path, placement: str, own: bool
) -> None:
    """The last line of a run is what scikit-learn makes of the same outputs and `sample_weight`."""
    source = given("npy", tmp_path)
    changes = {"data.source": source, "data.placement": placement}
    changes["data.facts"] = facts_of(source, tmp_path)
    if own:
        for name in "xyw":
            np.save(tmp_path / f"t{name}.npy", np.load(tmp_path / f"{name}.npy")[:64])
        other = {"inputs": "tx.npy", "targets": "ty.npy", "weight": "tw.npy"}
        changes |= {"data.test": {"type": "npy", **other}, "data.holdout": "20%"}
        changes["data.test_facts"] = facts_of(changes["data.test"], tmp_path)
    else:
        changes["data.holdout"] = {"type": "random", "share": "20%", "test": "25%"}
    module = build(spec_of("classification", changes, metrics=["accuracy", "auroc"]), tmp_path)
    c = module.Config(workdir=tmp_path / "run")
    rows = np.arange(64)
    if not own:
        rows = np.random.default_rng(0).permutation(ROWS)[80:180]
    test = module.load_data(c).test
    np.testing.assert_array_equal(test.weight, W[rows].astype(np.float32))

    state = module.train(c)
    last = json.loads((c.workdir / "metrics.jsonl").read_text().splitlines()[-1])
    logits = np.asarray(module.predict(c, state, test.features))
    chance = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
    label, weight = KINDS["classification"][0][rows], {"sample_weight": W[rows]}
    each = [sk.roc_auc_score(label == n, chance[:, n], **weight) for n in range(3)]
    assert last["step"] == c.steps
    assert {name: value for name, value in last.items() if name.startswith("test_")} == {
        "test_loss": pytest.approx(sk.log_loss(label, chance, **weight), rel=1e-5),
        "test_accuracy": pytest.approx(sk.accuracy_score(label, logits.argmax(1), **weight)),
        "test_auroc": pytest.approx(np.mean(each)),
    }
    assert abs(last["test_loss"] - sk.log_loss(label, chance)) > 1e-3, "weights matter"


def test_a_test_alone_with_micro_batches(tmp_path: Path) -> None:
    """Training sums over micro-batches, and the test alone takes a mean."""
    changes = {
        "data.holdout": {"type": "random", "share": "0%", "test": "25%"},
        "train.accumulate": 2,
        "evaluate": None,
    }
    module = made("classification", tmp_path, changes, metrics=["accuracy"])
    c = module.Config(workdir=tmp_path / "run")
    test = module.load_data(c).test
    state = module.train(c)
    last = json.loads((c.workdir / "metrics.jsonl").read_text().splitlines()[-1])
    logits = module.predict(c, state, test.features)
    right = np.asarray(logits).argmax(1) == np.asarray(test.label)
    assert last["test_accuracy"] == pytest.approx(np.average(right, weights=test.weight))


BAD = [
    (lambda w: w.__setitem__(7, -0.5), "1 of 400 {} are negative or not finite, the first -0.5 in row 8"),
    (lambda w: w.__setitem__([9, 3], np.nan), "2 of 400 {} are negative or not finite, the first nan in row 4"),
    (lambda w: w.__setitem__(0, np.inf), "1 of 400 {} are negative or not finite, the first inf in row 1"),
    (lambda w: w.fill(0), "{none}"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "message"), BAD, ids=["negative", "nan", "inf", "zero"])
def test_bad_weights_are_told_before_the_first_step(
    tmp_path: Path, spoil: Any, message: str
) -> None:
    changes: dict[str, Any] = {"data.holdout": "0%", "evaluate": None}
    module = made("classification", tmp_path, changes)
    spoiled = W.copy()
    spoil(spoiled)
    np.savez(tmp_path / "weighted.npz", x=X, y=KINDS["classification"][0], w=spoiled)
    told = message.format("values of weight", none="all 400 training examples have the weight 0")
    with pytest.raises(ValueError, match=told):
        module.load_data(module.Config())
    with pytest.raises(DataError, match=message.format("weights", none="weights are 0")):
        facts_of(SOURCE, tmp_path)


def test_a_side_on_which_nothing_counts(tmp_path: Path) -> None:
    module = made("classification", tmp_path)
    order = np.random.default_rng(0).permutation(ROWS)
    weight = np.ones(ROWS)
    weight[order[: module.EVAL_EXAMPLES]] = 0
    np.savez(tmp_path / "weighted.npz", x=X, y=KINDS["classification"][0], w=weight)
    with pytest.raises(ValueError, match="all 160 held-out examples have the weight 0"):
        module.load_data(module.Config())


def test_a_test_in_which_nothing_counts(tmp_path: Path) -> None:
    """Held out of the source, or all of its own data."""
    for name in ("drawn", "own"):
        (tmp_path / name).mkdir()
    changes = {"data.holdout": {"type": "random", "share": "40%", "test": "10%"}}
    module = made("classification", tmp_path / "drawn", changes)
    weight = np.ones(ROWS)
    weight[np.random.default_rng(0).permutation(ROWS)[160:200]] = 0
    target = KINDS["classification"][0]
    np.savez(tmp_path / "drawn/weighted.npz", x=X, y=target, w=weight)
    with pytest.raises(ValueError, match="all 40 test examples have the weight 0"):
        module.load_data(module.Config())
    changes = {"data.test": {**SOURCE, "path": "test.npz"}}
    changes["data.test_facts"] = {"rows": 64, "shape": [5], "low": -1, "high": 1, "classes": 3}
    module = made("classification", tmp_path / "own", changes)
    np.savez(tmp_path / "own/test.npz", x=X[:64], y=target[:64], w=np.zeros(64))
    with pytest.raises(ValueError, match="all 64 test examples have the weight 0"):
        module.load_data(module.Config())


def test_auroc_needs_examples_that_count(tmp_path: Path) -> None:
    module = made("classification", tmp_path, metrics=["auroc"])
    target = KINDS["classification"][0]
    np.savez(tmp_path / "weighted.npz", x=X, y=target, w=np.where(target == 1, 0.0, 1.0))
    with pytest.raises(ValueError, match=r"the held-out examples have none of the classes \[1\]"):
        module.load_data(module.Config())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weight": "v"}, "has no array v, only x, y, w"),
        ({"weight": "x"}, "weights have the shape \\(400, 5\\), and there are 400 examples"),
    ],
)
def test_the_probe_says_what_is_wrong_with_an_array(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    given("npz", tmp_path)
    with pytest.raises(DataError, match=message):
        facts_of({**SOURCE, **change}, tmp_path)


def test_the_probe_says_what_is_wrong_with_a_column(tmp_path: Path) -> None:
    source = tabled(tmp_path, "csv")
    with pytest.raises(DataError, match="has no column v"):
        facts_of({**source, "weight": "v"}, tmp_path)
    with pytest.raises(DataError, match=r"column part of .* has names, such as 'test'"):
        facts_of({**source, "weight": "part", "features": ["a"]}, tmp_path)
    assert facts_of(source, tmp_path)["columns"] == ["a", "b", "part"]


def test_the_probe_counts_what_a_function_returns(tmp_path: Path) -> None:
    source = given("python", tmp_path)
    two = {key: value for key, value in source.items() if key != "weight"}
    with pytest.raises(DataError, match="return inputs and targets: two numpy arrays"):
        facts_of(two, tmp_path)
    (tmp_path / "mine.py").write_text(OWN.replace(", scale * np.arange(400.0)", ""))
    with pytest.raises(DataError, match="return inputs, targets and weights: three numpy arrays"):
        facts_of(source, tmp_path)
