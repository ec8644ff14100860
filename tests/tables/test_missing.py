"""Missing values, marks and decimal commas in trainers of tables, against scikit-learn and pandas."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import StandardScaler

from .conftest import Trainer

ROWS = 60
NUMBERS = {"age": "median", "fare": "mean", "sibs": "most_frequent"}
TEXTS = {"colour": "most_frequent", "cabin": "category"}
SAVED = {"checkpoint": {"every": "25 steps"}}
HELD_OUT, TRAINING = np.split(np.random.default_rng(0).permutation(ROWS), [ROWS // 4])


@pytest.fixture(scope="session")
def gaps() -> pd.DataFrame:
    """Numbers and text with missing values, a complete column, and one that is no feature."""
    rng = np.random.default_rng(3)
    table = pd.DataFrame(
        {
            "colour": rng.choice(["red", "blue", "green"], ROWS, p=[0.5, 0.3, 0.2]),
            "age": rng.normal(30, 10, ROWS).round(1),
            "fare": rng.gamma(2, 10, ROWS).round(2),
            "full": rng.normal(size=ROWS),
            "cabin": rng.choice(["A", "B"], ROWS),
            "sibs": rng.integers(0, 4, ROWS).astype(float),
            "id": [f"p{row}" for row in range(ROWS)],
            "kind": rng.choice(["u", "v"], ROWS),
        }
    )
    for number, name in enumerate((*NUMBERS, *TEXTS)):
        table.loc[rng.choice(ROWS, 8 + number, replace=False), name] = None
    return table


@pytest.fixture(params=["csv", "parquet"])
def kind(request: pytest.FixtureRequest) -> Any:
    return request.param


def save(table: pd.DataFrame, path: Path) -> str:
    if path.suffix == ".csv":
        table.to_csv(path, index=False)
    else:
        table.to_parquet(path)
    return path.name


def made(table: pd.DataFrame, kind: str, folder: Path, trainer: Trainer, **source: Any) -> Any:
    block = {"type": kind, "path": save(table, folder / f"t.{kind}"), "target": "kind"}
    normalize = source.pop("normalize", "standardize")
    block |= {"drop": ["id"], **source}
    return trainer(block, **SAVED, **{"data.normalize": normalize})


def load(module: ModuleType) -> Any:
    return module.load_data(module.Config())


def imputed(table: pd.DataFrame, module: ModuleType, hows: dict[str, str]) -> np.ndarray:
    """The features, by scikit-learn's imputer fitted to the training rows; categories one-hot."""
    columns = []
    for name in (*module.NUMBERS, *module.CATEGORIES):
        column = table[[name]].astype(object).where(table[[name]].notna(), np.nan)
        how, extra = hows.get(name), {}
        if how == "category":
            how, extra = "constant", {"fill_value": ""}
        if how is not None:
            imputer = SimpleImputer(strategy=how, **extra)
            if name in module.NUMBERS:
                column = column.astype(float)
            imputer.fit(column.iloc[TRAINING])
            column = pd.DataFrame(imputer.transform(column))
        if name in module.NUMBERS:
            columns.append(column.to_numpy(float))
        else:
            known = module.CATEGORIES[name]
            columns.append((column.to_numpy() == np.array(known, object)).astype(float))
    return np.hstack(columns)


def test_columns_are_imputed_as_by_scikit_learn(
    gaps: pd.DataFrame, kind: str, tmp_path: Path, trainer: Trainer
) -> None:
    hows = {**NUMBERS, **TEXTS}
    module = made(gaps, kind, tmp_path, trainer, impute=hows)
    data, expected = load(module), imputed(gaps, module, hows)
    count = len(module.NUMBERS)
    scaler = StandardScaler().fit(expected[TRAINING, :count])
    expected[:, :count] = scaler.transform(expected[:, :count])
    for examples, rows in ((data.train, TRAINING), (data.eval, HELD_OUT)):
        np.testing.assert_allclose(examples.features, expected[rows], rtol=2e-6, atol=1e-6)


@pytest.mark.parametrize("how", ["mean", "median", "most_frequent", "category"])
def test_one_way_for_the_whole_table(
    gaps: pd.DataFrame, kind: str, how: str, tmp_path: Path, trainer: Trainer
) -> None:
    """`mean` and `median` are for numbers, `category` for text; the others are complete here."""
    whole = gaps.copy()
    for name in {"mean": TEXTS, "median": TEXTS, "category": NUMBERS}.get(how, ()):
        whole[name] = whole[name].fillna(whole[name].dropna().iloc[0])
    module = made(whole, kind, tmp_path, trainer, impute=how, normalize="none")
    kinds = {"most_frequent": whole, "category": TEXTS}.get(how, module.NUMBERS)
    expected = imputed(whole, module, dict.fromkeys(kinds, how))
    train = load(module).train
    np.testing.assert_allclose(train.features, expected[TRAINING], rtol=2e-6, atol=1e-6)


def test_held_out_rows_move_no_statistic(
    gaps: pd.DataFrame, kind: str, tmp_path: Path, trainer: Trainer
) -> None:
    module = made(gaps, kind, tmp_path, trainer, impute={**NUMBERS, **TEXTS})
    before = load(module)
    other = gaps.copy()
    other.loc[HELD_OUT, ["age", "fare", "sibs"]] = 1e6
    other.loc[HELD_OUT, "colour"] = "green"
    save(other, tmp_path / f"t.{kind}")
    after = load(module)
    np.testing.assert_array_equal(after.fill, before.fill)
    np.testing.assert_array_equal(after.train.features, before.train.features)


@pytest.mark.parametrize("kind", ["csv"])
def test_a_run_fills_new_rows_as_in_training(
    gaps: pd.DataFrame, kind: str, tmp_path: Path, trainer: Trainer
) -> None:
    """Rows without the dropped column and the target, by what the checkpoint has."""
    module = made(gaps, kind, tmp_path, trainer, impute={**NUMBERS, **TEXTS})
    module.train(module.Config(workdir=tmp_path / "run"), threading.Event())
    _, state = module.load(tmp_path / "run")
    save(gaps.drop(columns=["id", "kind"]), tmp_path / f"new.{kind}")
    raw = module.read_inputs(tmp_path / f"new.{kind}")
    assert np.isnan(raw).any()
    found = module.prepare_inputs(raw, state.fill, state.scaler)
    np.testing.assert_allclose(found[TRAINING], load(module).train.features, rtol=1e-4, atol=1e-5)


def test_other_columns_may_not_be_missing(
    gaps: pd.DataFrame, kind: str, tmp_path: Path, trainer: Trainer
) -> None:
    module = made(gaps, kind, tmp_path, trainer, impute={**NUMBERS, **TEXTS})
    for name in ("full", "kind"):
        save(gaps.assign(**{name: gaps[name].where(gaps.index != 3)}), tmp_path / f"t.{kind}")
        with pytest.raises(module.DataError, match=f"missing values, 1 in '{name}': fill or drop"):
            load(module)
    save(
        gaps.assign(age=np.where(np.isin(gaps.index, TRAINING), np.nan, 1)), tmp_path / f"t.{kind}"
    )
    with pytest.raises(module.DataError, match="column 'age' has no value in any training example"):
        load(module)
    save(gaps.assign(age="?"), tmp_path / f"t.{kind}")
    with pytest.raises(module.DataError, match=r"first in column 'age', row 1, '\?'"):
        load(module)


def test_marks_and_decimal_commas(
    gaps: pd.DataFrame, kind: str, tmp_path: Path, trainer: Trainer
) -> None:
    """The same features whether a number is 1.5 or "1,5", and missing or "?"."""
    impute = {**NUMBERS, **TEXTS}
    plain = load(made(gaps, kind, tmp_path, trainer, impute=impute))
    text = gaps.copy()
    for name in (*NUMBERS, "full"):
        text[name] = [str(value).replace(".", ",") for value in gaps[name]]
        text[name] = text[name].where(gaps[name].notna(), "?")
    text = text.fillna({"colour": "-", "cabin": "-"})
    module = made(text, kind, tmp_path, trainer, impute=impute, decimal=",", missing=["?", "-"])
    found = load(module)
    np.testing.assert_allclose(found.train.features, plain.train.features, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(found.eval.features, plain.eval.features, rtol=1e-6, atol=1e-6)
    text.loc[4, "full"] = "1.234,5"
    save(text, tmp_path / f"t.{kind}")
    with pytest.raises(module.DataError, match=r"has 1 values .* 'full', row 5, '1\.234,5'"):
        load(module)


def test_trainer_stops_at_values_beyond_float32(
    gaps: pd.DataFrame, kind: str, tmp_path: Path, trainer: Trainer
) -> None:
    module = made(gaps, kind, tmp_path, trainer, impute={**NUMBERS, **TEXTS})
    for name, value in (("full", 1e300), ("full", 3.5e38), ("age", -np.inf), ("age", 1.7e308)):
        save(
            gaps.assign(**{name: gaps[name].where(gaps.index != 6, value)}), tmp_path / f"t.{kind}"
        )
        with pytest.raises(module.DataError, match=f"float32, the first in column '{name}', row 7"):
            load(module)


def test_an_index_is_a_column(tmp_path: Path, trainer: Trainer) -> None:
    frame = pd.DataFrame({"a": range(ROWS), "b": np.arange(ROWS) % 7, "kind": ["u", "v"] * 30})
    module = made(frame.set_index("a"), "parquet", tmp_path, trainer, drop=None, normalize="none")
    np.testing.assert_array_equal(load(module).train.features, frame[["a", "b"]].iloc[TRAINING])


@pytest.mark.parametrize("kind", ["csv"])
def test_data_errors_end_as_a_sentence(
    gaps: pd.DataFrame, kind: str, tmp_path: Path, trainer: Trainer
) -> None:
    module = made(gaps, kind, tmp_path, trainer, impute={**NUMBERS, **TEXTS})
    save(gaps.assign(colour="pink"), tmp_path / f"t.{kind}")
    command = [sys.executable, str(module.__file__), "--workdir", str(tmp_path / "run")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("Stopped: column 'colour' has unknown values")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("kind", ["npz", "npy"])
def test_labels_may_be_text(kind: str, tmp_path: Path, trainer: Trainer) -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(ROWS, 3)), rng.choice(["b", "a", "ä"], ROWS)

    def write(labels: np.ndarray, inputs: np.ndarray = x) -> None:
        np.savez(tmp_path / "a.npz", x=inputs, y=labels)
        np.save(tmp_path / "x.npy", inputs)
        np.save(tmp_path / "y.npy", labels)

    write(y)
    files = {"npz": {"path": "a.npz"}, "npy": {"inputs": "x.npy", "targets": "y.npy"}}
    module = trainer({"type": kind, **files[kind]})
    assert module.CLASSES == ["a", "b", "ä"]
    labels = np.searchsorted(["a", "b", "ä"], y)
    np.testing.assert_array_equal(load(module).train.label, labels[TRAINING])
    write(np.where(y == "b", "c", y))
    with pytest.raises(module.DataError, match=r"classes \['c'\] are unknown"):
        load(module)
    write(y, x * 1e300)
    with pytest.raises(module.DataError, match="180 of 180 values of features are not finite in"):
        load(module)
