"""Where weights come from: each kind of source, what goes with them, and what is told of bad ones."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest
from trainers.conftest import build

from specc.own import read_code
from specc.probe import look
from specc.probe.errors import DataError
from specc.spec.code import with_code
from specc.spec.data import Data

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
    loaded = module.load_data(*([c] if kind != "python" else []))
    parts = (loaded,) if isinstance(loaded, module.Examples) else loaded
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
    train, held_out = module.load_data(module.Config())
    np.testing.assert_array_equal(held_out.weight, W[:150].astype(np.float32))
    np.testing.assert_array_equal(train.weight, W[150:].astype(np.float32))


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
    loaded = module.load_data(c)
    held_out = loaded[1] if own or placement == "device" else loaded[2]
    if own:
        np.testing.assert_array_equal(held_out.weight, W[:64].astype(np.float32))
    assert held_out.weight.shape == (module.EVAL_EXAMPLES,)
    module.train(c, threading.Event())


BAD = [
    (lambda w: w.__setitem__(7, -0.5), "1 of 400 weights are negative or not finite, the first -0.5 in row 8"),
    (lambda w: w.__setitem__([9, 3], np.nan), "2 of 400 weights are negative or not finite, the first nan in row 4"),
    (lambda w: w.__setitem__(0, np.inf), "the first inf in row 1"),
    (lambda w: w.fill(0), "weights are 0"),
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
    with pytest.raises(ValueError, match=message):
        module.load_data(module.Config())
    with pytest.raises(DataError, match=message):
        facts_of(SOURCE, tmp_path)


def test_a_side_on_which_nothing_counts(tmp_path: Path) -> None:
    module = made("classification", tmp_path)
    order = np.random.default_rng(0).permutation(ROWS)
    weight = np.ones(ROWS)
    weight[order[: module.EVAL_EXAMPLES]] = 0
    np.savez(tmp_path / "weighted.npz", x=X, y=KINDS["classification"][0], w=weight)
    with pytest.raises(ValueError, match="all 160 held-out examples have the weight 0"):
        module.load_data(module.Config())


def test_auroc_needs_examples_that_count(tmp_path: Path) -> None:
    module = made("classification", tmp_path, metrics=["auroc"])
    target = KINDS["classification"][0]
    np.savez(tmp_path / "weighted.npz", x=X, y=target, w=np.where(target == 1, 0.0, 1.0))
    with pytest.raises(ValueError, match=r"no held-out example has one of the labels \[1\]"):
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
