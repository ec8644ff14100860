"""Which examples are held out: those that scikit-learn and pandas would take, in every run."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_digits, load_iris
from sklearn.model_selection import train_test_split
from sources.world import probe, trainer
from trainers.conftest import BASE, changed, data_of, emit, load

import specc

STRATIFIED = {"data.holdout": {"type": "stratified", "share": "15%"}, "data.split_seed": 3}
SPLIT = {"type": "column", "column": "split", "held_out": "test"}
ROWS = 40


def loaded(module: ModuleType) -> Any:
    return data_of(module, module.Config())


@pytest.fixture(scope="module")
def stratified(tmp_path_factory) -> ModuleType:
    return load(emit(changed(BASE, STRATIFIED), tmp_path_factory.mktemp("stratified")))


def test_stratified_is_the_split_of_scikit_learn(stratified):
    images, labels = load_digits().images, load_digits().target
    train, held_out = loaded(stratified)
    expected = train_test_split(images, labels, stratify=labels, test_size=270, random_state=3)
    np.testing.assert_array_equal(train.image, expected[0] / 16)
    np.testing.assert_array_equal(held_out.image, expected[1] / 16)
    np.testing.assert_array_equal(train.label, expected[2])
    np.testing.assert_array_equal(held_out.label, expected[3])


def test_stratified_keeps_the_share_of_each_class(stratified):
    train, held_out = loaded(stratified)
    assert (stratified.TRAIN_EXAMPLES, stratified.EVAL_EXAMPLES) == (1527, 270)
    assert (len(train.label), len(held_out.label)) == (1527, 270)
    of_all = np.bincount(load_digits().target) / 1797
    np.testing.assert_allclose(np.bincount(held_out.label) / 270, of_all, atol=1 / 270)


def test_every_run_has_the_same_split(stratified):
    for first, second in zip(loaded(stratified), loaded(stratified), strict=True):
        np.testing.assert_array_equal(first.label, second.label)


def test_another_seed_is_another_split(stratified, tmp_path):
    other = load(emit(changed(BASE, {**STRATIFIED, "data.split_seed": 4}), tmp_path))
    assert not np.array_equal(loaded(other).eval.label, loaded(stratified).eval.label)


def test_statistics_are_of_the_training_examples(tmp_path):
    changes = {"data.source.name": "iris", "data.normalize": "standardize", "data.batch_size": 10}
    spec = changed(BASE, {**STRATIFIED, **changes, "checkpoint": {"every": "50 steps"}})
    x, y = load_iris(return_X_y=True)
    train, _, _, _ = train_test_split(x, y, stratify=y, test_size=22, random_state=3)
    scaler = loaded(load(emit(spec, tmp_path))).scaler
    np.testing.assert_allclose(scaler.mean, train.mean(0), rtol=1e-6)


@pytest.mark.parametrize("split", [STRATIFIED, {}], ids=["stratified", "random"])
def test_placement_changes_no_bit(split, tmp_path):
    found = []
    for placement in ("device", "host"):
        changes = {**split, "data.placement": placement, "train.duration": "20 steps"}
        module = load(emit(changed(BASE, changes), tmp_path / placement))
        module.train(module.Config(workdir=tmp_path / placement / "run"))
        found.append((tmp_path / placement / "run/metrics.jsonl").read_bytes())
    assert found[0] == found[1]


def test_a_share_is_a_mapping_and_the_same_trainer(tmp_path):
    plain = emit(BASE, tmp_path / "a").read_text()
    spelled = changed(BASE, {"data.holdout": {"type": "random", "share": "15%"}})
    assert emit(spelled, tmp_path / "b").read_text() == plain


def table(kind: str) -> pd.DataFrame:
    """A column of numbers, one of names, and one that splits: text that looks like numbers, or words."""
    rng = np.random.default_rng(0)
    values = {"words": ["train", "test", "valid"], "numbers": ["01", "1", "10"]}[kind]
    size = rng.normal(size=ROWS)
    return pd.DataFrame(
        {
            "size": size,
            "split": rng.choice(values, ROWS),
            "color": rng.choice(["red", "blue"], ROWS),
            "y": (size > 0).astype(int),
        }
    )


def write(folder: Path, found: pd.DataFrame, kind: str, split: dict[str, Any], **data: Any) -> Path:
    """The spec for a table, which is written beside it."""
    if kind == "csv":
        found.to_csv(folder / "t.csv", index=False)
    else:
        found.to_parquet(folder / "t.parquet")
    source = {"type": kind, "path": f"t.{kind}", "target": "y"}
    block = {"source": source, "holdout": split, "batch_size": 4, **data}
    path = folder / "small.json"
    path.write_text(json.dumps({**BASE, "data": block, "train": {"duration": "6 steps"}}))
    return path


@pytest.mark.parametrize("placement", ["device", "host"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize(("values", "held_out"), [("words", "test"), ("numbers", "1")])
def test_a_column_holds_out_what_pandas_selects(kind, values, held_out, placement, tmp_path):
    found = table(values)
    split = {**SPLIT, "held_out": held_out}
    path = write(tmp_path, found, kind, split, placement=placement, normalize="none")
    assert probe(path) == 0
    module = trainer(path)
    apart, others = found[found["split"] == held_out], found[found["split"] != held_out]
    assert [len(apart), len(others)] == [module.EVAL_EXAMPLES, module.TRAIN_EXAMPLES]
    data = loaded(module)
    train = data.train if placement == "device" else module.gather(data, np.arange(len(others)))
    for examples, rows in ((train, others), (data.eval, apart)):
        inputs = np.stack([rows["size"], rows["color"] == "blue", rows["color"] == "red"], axis=1)
        np.testing.assert_array_equal(examples.features, inputs.astype(np.float32))
        np.testing.assert_array_equal(examples.label, rows["y"])
    module.train(module.Config(workdir=tmp_path / "run"))


def test_a_column_with_other_rows_is_an_error(tmp_path):
    found = table("words")
    path = write(tmp_path, found, "csv", SPLIT)
    assert probe(path) == 0
    module = trainer(path)
    expected = module.EVAL_EXAMPLES
    found.loc[found["split"].eq("train").idxmax(), "split"] = "test"
    found.to_csv(tmp_path / "t.csv", index=False)
    with pytest.raises(
        ValueError, match=f"{expected + 1} rows are held-out examples, expected {expected}"
    ):
        loaded(module)


def test_the_lock_tells_splits_of_one_file_apart(tmp_path):
    """As a feature the column is one of the inputs; as a split it is none."""
    with_column = write(tmp_path, table("words"), "csv", SPLIT)
    assert probe(with_column) == 0
    without = with_column.with_name("other.json")
    spec = json.loads(with_column.read_text())
    spec["data"]["holdout"] = "20%"
    without.write_text(json.dumps(spec))
    assert probe(without) == 0
    modules = [trainer(path) for path in (with_column, without)]
    assert [loaded(module)[0].features.shape[1] for module in modules] == [3, 6]


def test_a_value_that_no_row_has_is_an_error(tmp_path, capsys):
    path = write(tmp_path, table("words"), "csv", {**SPLIT, "held_out": "tset"})
    assert probe(path) == 2
    counts = table("words")["split"].value_counts()
    said = capsys.readouterr().err
    assert "'tset' in 0 of 40 rows (" in said
    assert all(f"{value!r} in {n}" in said for value, n in counts.items())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"data.holdout": SPLIT}, "only a table (csv, parquet) has columns to split by"),
        (
            {
                "data.source": {"type": "csv", "path": "t.csv", "target": "split"},
                "data.holdout": SPLIT,
            },
            "'split' is the target, so it cannot split the rows",
        ),
        (
            {
                "data.source": {"type": "csv", "path": "t", "target": "y", "features": ["split"]},
                "data.holdout": SPLIT,
            },
            "'split' splits the rows, so it cannot be a feature, too",
        ),
        ({"data.holdout": "120%"}, "120% is more than 100%"),
        ({"data.holdout": {"type": "stratified"}}, "missing key `data.holdout.share`"),
        ({"data.holdout": {"type": "sorted"}}, "no holdout has the type `sorted`"),
    ],
)
def test_errors_are_located(changes, message, tmp_path):
    written = tmp_path / "spec.json"
    written.write_text(json.dumps(changed(BASE, changes), indent=1))
    with pytest.raises(specc.SpecError) as caught:
        specc.compile(specc.read(written))
    [found] = caught.value.diagnostics
    assert found.message == message
    assert found.path[:2] == ("data", "holdout")
    assert found.span


def test_the_split_is_disjoint_and_whole(tmp_path):
    """Inputs that are row numbers say which examples are where."""
    np.savez(tmp_path / "n.npz", x=np.arange(60.0)[:, None], y=np.arange(60) % 3)
    facts = {"rows": 60, "shape": [1], "classes": 3, "low": 0, "high": 59}
    data = {"data.source": {"type": "npz", "path": "n.npz"}, "data.facts": facts}
    spec = changed(BASE, {**data, **STRATIFIED, "data.batch_size": 8, "data.normalize": "none"})
    train, held_out = loaded(load(emit(spec, tmp_path)))
    rows = jax.device_get(np.concatenate([train.features, held_out.features]))
    assert len(held_out.label) == 9
    np.testing.assert_array_equal(np.sort(rows[:, 0]), np.arange(60))
