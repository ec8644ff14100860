"""Rows that are held out by number: numpy's slices of the source, whatever it is and wherever it is kept."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from pydantic import ValidationError
from sources.world import CLASSES, ROWS, images, labels, probe, trainer, write
from sources.world import write_spec as write_bare
from trainers.conftest import BASE, changed

import specc
from specc.language.splits.rows import RowSplit

HOLDOUT = {"type": "rows", "eval": ["40-49", 3], "test": "50-58"}
EVAL, TEST = [3, *range(40, 50)], [*range(50, 59)]
TRAIN = sorted({*range(ROWS)} - {*EVAL, *TEST})


def write_spec(folder: Path, source: dict[str, Any], **data: Any) -> Path:
    """A spec that evaluates, if anything is held out for that."""
    path = write_bare(folder, source, **data)
    if "eval" in data["holdout"]:
        path.write_text(
            json.dumps({**json.loads(path.read_text()), "evaluate": {"every": "2 steps"}})
        )
    return path


def sets(module: ModuleType) -> tuple[Any, Any, Any]:
    """Labels of the three sets."""
    data = module.load_data(module.Config())
    train = data.train if hasattr(data.train, "label") else data.train["label"]
    train = getattr(train, "label", train)
    if hasattr(data, "train_rows"):
        train = train[data.train_rows]
    return tuple(np.asarray(x) for x in (train, data.eval.label, data.test.label))


def check(module: ModuleType, expected: np.ndarray[Any, Any]) -> None:
    assert len(TRAIN) == module.TRAIN_EXAMPLES
    for found, rows in zip(sets(module), (TRAIN, EVAL, TEST), strict=True):
        np.testing.assert_array_equal(found, expected[rows])


def values() -> np.ndarray[Any, Any]:
    """Labels whose order says which rows are where: no regular pattern."""
    return np.random.default_rng(5).permutation(labels())


@pytest.mark.parametrize("placement", ["device", "host"])
@pytest.mark.parametrize("kind", ["npz", "npy", "idx.gz"])
def test_rows_of_arrays(kind: str, placement: str, tmp_path: Path) -> None:
    source = write(tmp_path, kind, images(), values())
    path = write_spec(tmp_path, source, holdout=HOLDOUT, placement=placement)
    assert probe(path) == 0
    check(trainer(path), values().astype(np.int32))


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_rows_of_tables(kind: str, tmp_path: Path) -> None:
    table = pd.DataFrame({"x": np.arange(ROWS) / 7, "y": values()})
    getattr(table, f"to_{kind}")(tmp_path / f"t.{kind}", index=False)
    source = {"type": kind, "path": f"t.{kind}", "target": "y"}
    path = write_spec(tmp_path, source, holdout=HOLDOUT)
    assert probe(path) == 0
    module = trainer(path)
    check(module, values())


@pytest.mark.parametrize("placement", ["device", "files"])
def test_rows_of_folders_are_files_by_class_and_name(placement: str, tmp_path: Path) -> None:
    per_class = ROWS // CLASSES
    for label, name in enumerate("abc"):
        (tmp_path / "im" / name).mkdir(parents=True)
        for number in range(per_class):
            pixels = np.full((4, 4), 20 * label + number, np.uint8)
            Image.fromarray(pixels).save(tmp_path / "im" / name / f"{number:02}.png")
    source = {"type": "image_folder", "path": "im", "mode": "gray"}
    path = write_spec(tmp_path, source, holdout=HOLDOUT, placement=placement)
    assert probe(path) == 0
    module = trainer(path)
    check(module, np.repeat(np.arange(CLASSES), per_class))
    images_of_eval = module.load_data(module.Config()).eval.image
    scale = 1 if images_of_eval.dtype == np.uint8 else 255
    np.testing.assert_allclose(np.asarray(images_of_eval)[:, 0, 0] * scale, EVAL, atol=1e-4)


def test_the_trainer_stops_if_a_class_is_held_out(tmp_path: Path) -> None:
    """As of sets that are sorted by class, of which a range of rows easily has all of one."""
    source = write(tmp_path, "npz", images(), np.sort(labels()))
    path = write_spec(tmp_path, source, holdout={"type": "rows", "eval": "40-59"})
    assert probe(path) == 0
    module = trainer(path)
    with pytest.raises(
        ValueError, match=r"no training row has the classes \[2\], .* held-out rows"
    ):
        module.load_data(module.Config())


def test_missing_classes_of_tables_have_names(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {"x": np.arange(ROWS) / 7, "y": np.sort(np.array(["u", "v", "w"])[labels()])}
    )
    table.to_csv(tmp_path / "t.csv", index=False)
    source = {"type": "csv", "path": "t.csv", "target": "y"}
    path = write_spec(tmp_path, source, holdout={"type": "rows", "test": "40-59"})
    assert probe(path) == 0
    module = trainer(path)
    with pytest.raises(
        ValueError, match=r"no training row has the classes \['w'\], which test rows"
    ):
        module.load_data(module.Config())


def test_targets_without_classes_are_not_looked_at(tmp_path: Path) -> None:
    table = pd.DataFrame({"x": np.arange(ROWS) / 7, "y": np.arange(ROWS) * 1.5})
    table.to_csv(tmp_path / "t.csv", index=False)
    source = {"type": "csv", "path": "t.csv", "target": "y"}
    path = write_spec(tmp_path, source, holdout={"type": "rows", "eval": "40-59"})
    spec = {**json.loads(path.read_text()), "task": {"type": "regression", "standardize": False}}
    path.write_text(json.dumps(spec))
    assert probe(path) == 0
    found = trainer(path)
    assert not hasattr(found, "check_trained")
    targets = found.load_data(found.Config()).eval.target
    np.testing.assert_allclose(np.asarray(targets).ravel(), np.arange(40, 60) * 1.5)


@pytest.mark.parametrize(
    ("written", "ranges"),
    [
        ("1000-1349", ((1000, 1349),)),
        ("1_000 - 1_349", ((1000, 1349),)),
        (7, ((7, 7),)),
        ([8, "1-3"], ((1, 3), (8, 8))),
        ("8, 1-3", ((1, 3), (8, 8))),
    ],
)
def test_how_rows_are_written(written: Any, ranges: Any) -> None:
    split = RowSplit.model_validate({"type": "rows", "eval": written})
    assert split.eval is not None
    assert split.eval.ranges == ranges
    again = RowSplit.model_validate(split.model_dump(mode="json"))
    assert again == split


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({}, "give rows for `eval` or `test`"),
        ({"eval": "0-9", "test": "5-20"}, "rows 5-9 are in `eval` and in `test`"),
        ({"eval": [1, 4], "test": [4]}, "row 4 is in `eval` and in `test`"),
        ({"eval": "9-0"}, "9-0 is empty: its last row is before the first"),
        ({"eval": []}, "the list is empty: it has no rows"),
        ({"eval": ["0-9", "8-12"]}, "rows 8-9 are in two of the ranges, 0-9 and 8-12"),
        ({"eval": "0-9999999999"}, "0-9999999999 goes beyond 2,147,483,647"),
    ],
)
def test_errors_are_located(rows: dict[str, Any], message: str, tmp_path: Path) -> None:
    written = tmp_path / "spec.json"
    written.write_text(json.dumps(changed(BASE, {"data.holdout": {"type": "rows", **rows}})))
    with pytest.raises(specc.SpecError) as caught:
        specc.compile(specc.read(written))
    [found] = caught.value.diagnostics
    assert message in found.message
    assert found.path[:2] == ("data", "holdout")
    assert found.span


@pytest.mark.parametrize("value", ["ten", "-3", -3, 1.5, True, "3:9", {"a": 1}, ["1-2-3"]])
def test_other_values_are_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        RowSplit.model_validate({"type": "rows", "eval": value, "test": value})
