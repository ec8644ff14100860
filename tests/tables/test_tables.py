"""Tables: the trainer has pandas' values, and stops where they are not those it was written for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_wine
from trainers.conftest import BASE, build, changed, data_of

from .conftest import Trainer

CSV = {"type": "csv", "path": "t.csv", "target": "kind", "categorical": ["zip"]}
CSV |= {"missing": []}  # NA is a color
CSV |= {"features": ["zip", "size", "count", "color", "wet", "tiny"]}
PARQUET = {**CSV, "type": "parquet", "path": "t.parquet", "missing": None}
NUMBERS = ["size", "count", "tiny"]
NAMES = ["zip", "color", "wet"]
Write = Callable[[pd.DataFrame], None]


@pytest.fixture(params=["csv", "parquet"])
def source(request: pytest.FixtureRequest) -> dict[str, Any]:
    return CSV if request.param == "csv" else PARQUET


@pytest.fixture
def write(source: dict[str, Any], tmp_path: Path) -> Write:
    def to(table: pd.DataFrame) -> None:
        path = tmp_path / source["path"]
        if source["type"] == "csv":
            table.to_csv(path, index=False)
        else:
            table.to_parquet(path)

    return to


@pytest.fixture
def fitted(source: dict[str, Any], write: Write, table: pd.DataFrame, trainer: Trainer) -> Any:
    """The trainer for a table; its file can then be written anew."""
    write(table)
    return trainer(source)


def load(module: ModuleType) -> Any:
    return module.load_data(module.Config())


def parts(rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of the held-out and of the training examples."""
    held_out, training = np.split(np.random.default_rng(0).permutation(rows), [rows // 4])
    return held_out, training


def one_hot(table: pd.DataFrame, names: list[str]) -> np.ndarray:
    columns = [pd.get_dummies(table[name].astype(str)).to_numpy(float) for name in names]
    return np.hstack(columns)


def test_values_are_those_of_pandas(
    source: dict[str, Any], write: Write, table: pd.DataFrame, trainer: Trainer
) -> None:
    write(table)
    data = load(trainer(source, **{"data.normalize": "none"}))
    inputs = np.hstack([table[NUMBERS], one_hot(table, NAMES)]).astype(np.float32)
    labels = table["kind"].astype("category").cat.codes
    for examples, rows in zip((data.eval, data.train), parts(len(table)), strict=True):
        np.testing.assert_array_equal(examples.features, inputs[rows])
        np.testing.assert_array_equal(examples.label, labels.to_numpy()[rows])


def test_numbers_are_standardized_by_the_training_rows(
    fitted: ModuleType, table: pd.DataFrame
) -> None:
    data = load(fitted)
    names = one_hot(table, NAMES)
    rows, training = parts(len(table))
    known = table[NUMBERS].to_numpy(float)[training]
    for examples, chosen in ((data.train, training), (data.eval, rows)):
        numbers = (table[NUMBERS].to_numpy(float)[chosen] - known.mean(0)) / known.std(0)
        np.testing.assert_allclose(examples.features[:, :3], numbers, rtol=2e-6, atol=1e-6)
        np.testing.assert_array_equal(examples.features[:, 3:], names[chosen])


def test_held_out_rows_move_no_statistics(
    fitted: ModuleType, write: Write, table: pd.DataFrame
) -> None:
    before = load(fitted).train
    other = table.copy()
    rows, _ = parts(len(table))
    other.loc[rows, "size"] = 1e6
    write(other)
    after, held_out, *_ = load(fitted)
    np.testing.assert_array_equal(after.features, before.features)
    assert held_out.features[:, 0].min() > 1_000


def test_unit_divides_numbers_alone(
    source: dict[str, Any], write: Write, table: pd.DataFrame, trainer: Trainer
) -> None:
    positive = table.assign(count=table["count"].abs(), tiny=table["tiny"].abs())
    write(positive)
    train = load(trainer(source, **{"data.normalize": "unit"})).train
    _, training = parts(len(table))
    largest = positive[NUMBERS].to_numpy().max()
    np.testing.assert_allclose(
        train.features[:, :3], positive[NUMBERS].to_numpy()[training] / largest, rtol=1e-6
    )
    np.testing.assert_array_equal(train.features[:, 3:], one_hot(table, NAMES)[training])


@pytest.mark.parametrize("target", ["price", ["price", "weight"]])
def test_numbers_can_be_targets(
    source: dict[str, Any], write: Write, table: pd.DataFrame, trainer: Trainer, target: Any
) -> None:
    write(table)
    changes = {"task": "regression", "data.normalize": "none"}
    data = load(trainer({**source, "target": target}, **changes))
    names = [target] if isinstance(target, str) else target
    values = table[names].to_numpy()[parts(len(table))[1]]
    scaler = data.target_scaler
    found = data.train.target * scaler.std + scaler.mean
    np.testing.assert_allclose(found, values, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("features", [["color", "wet"], ["size"]])
def test_names_or_numbers_alone(
    source: dict[str, Any],
    write: Write,
    table: pd.DataFrame,
    trainer: Trainer,
    features: list[str],
) -> None:
    write(table)
    block = {**source, "features": features, "categorical": ["kind"]}
    train = load(trainer(block)).train
    _, training = parts(len(table))
    if features == ["size"]:
        size = table["size"].to_numpy()
        expected = ((size - size[training].mean()) / size[training].std())[training, None]
    else:
        expected = one_hot(table, features)[training]
    np.testing.assert_allclose(train.features, expected, rtol=1e-5, atol=1e-6)


def test_all_columns_are_features_unless_named(
    source: dict[str, Any], write: Write, table: pd.DataFrame, trainer: Trainer
) -> None:
    write(table)
    module = trainer({key: source[key] for key in ("type", "path", "target", "missing")})
    assert module.TARGET == "kind"
    text = source["type"] == "csv"  # so "01" is a number like any other
    numbers = ["size", "count", *(["zip"] if text else []), "tiny", "price", "weight"]
    assert numbers == module.NUMBERS
    assert list(module.CATEGORIES) == ["color", *([] if text else ["zip"]), "wet"]
    assert module.CATEGORIES["color"] == ["NA", "blue", "red"]


def test_another_order_of_columns_changes_nothing(
    fitted: ModuleType, write: Write, table: pd.DataFrame
) -> None:
    before = load(fitted).train
    write(table[table.columns[::-1]].assign(more=1))
    after = load(fitted).train
    np.testing.assert_array_equal(after.features, before.features)


def test_delimiters(table: pd.DataFrame, trainer: Trainer, tmp_path: Path) -> None:
    table.to_csv(tmp_path / "t.csv", index=False, sep="\t")
    module = trainer({**CSV, "delimiter": "\t"})
    assert len(load(module).train.label) == len(table) - len(table) // 4


DAMAGES: list[tuple[str, Callable[[pd.DataFrame], pd.DataFrame], str]] = [
    ("column", lambda t: t.drop(columns=["size", "wet"]), r"not \['size', 'wet'\]: rename"),
    ("gap", lambda t: t.assign(tiny=t["tiny"].where(t.index != 3)), "1 in 'tiny': fill or drop"),
    ("gaps", lambda t: t.assign(color=t["color"].where(t.index > 3)), "4 in 'color': fill or drop"),
    (
        "text",
        lambda t: t.assign(size=[*t["size"].astype(str)[:9], "n/a", *t["size"].astype(str)[10:]]),
        "1 values that are not numbers, .* the first in column 'size', row 10, 'n/a': correct",
    ),
    (
        "category",
        lambda t: t.assign(color=["green", "green", *t["color"][2:]]),
        "'color' has unknown values: 'green' in 2 rows; rename or drop",
    ),
    (
        "class",
        lambda t: t.assign(kind=[*t["kind"][:-1], "d"]),
        "'kind' has unknown values: 'd' in 1 rows; rename or drop",
    ),
    ("rows", lambda t: t.iloc[:-1], r"shape \(39, 11\); it must be \(40, 11\): .* build"),
    ("empty", lambda t: t.iloc[:0], r"shape \(0, 11\); it must be \(40, 11\): .* build"),
    (
        "infinite",
        lambda t: t.assign(size=np.inf),
        "40 values .* not finite in float32, the first in column 'size', row 1, 'inf': correct",
    ),
]


@pytest.mark.parametrize(("name", "damage", "message"), DAMAGES, ids=lambda item: str(item)[:10])
def test_trainer_stops_at_another_table(
    fitted: ModuleType,
    write: Write,
    table: pd.DataFrame,
    name: str,
    damage: Callable[[pd.DataFrame], pd.DataFrame],
    message: str,
) -> None:
    write(damage(table))
    with pytest.raises(ValueError, match=message):
        load(fitted)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"PAR1 and no more", b'a,b\n1,"2\n'])
def test_trainer_stops_at_another_file(
    fitted: ModuleType, source: dict[str, Any], tmp_path: Path, content: bytes
) -> None:
    (tmp_path / source["path"]).write_bytes(content)
    with pytest.raises(
        ValueError, match=f"{source['path']} (is not a readable (CSV|Parquet) file|has the)"
    ):
        load(fitted)


def test_trainer_stops_at_half_a_file(
    fitted: ModuleType, source: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / source["path"]
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(
        ValueError, match=r"not a readable|build the trainer|fill or drop|unknown values"
    ):
        load(fitted)


def test_missing_numbers_are_counted_in_every_column(
    fitted: ModuleType, write: Write, table: pd.DataFrame
) -> None:
    write(table.mask(np.arange(len(table))[:, None] % 20 == np.arange(table.shape[1])))
    match = "missing values, 2 in 'size', 2 in 'count', 2 in 'tiny', 2 in 'zip'"
    with pytest.raises(ValueError, match=match):
        load(fitted)


def test_a_table_learns_what_the_set_itself_does(tmp_path: Path, trainer: Trainer) -> None:
    wine = load_wine(as_frame=True)
    named = wine.data.assign(cultivar=[f"cultivar {label}" for label in wine.target])
    named.to_csv(tmp_path / "wine.csv", index=False)
    changes = {
        "train.duration": "60 steps",
        "data.batch_size": 32,
        "data.holdout": "25%",
        "optimizer": {"type": "adam", "learning_rate": 1e-2},
        "evaluate.every": "60 steps",
    }
    ours = trainer({"type": "csv", "path": "wine.csv", "target": "cultivar"}, **changes)
    source = {"data.source": {"type": "sklearn", "name": "wine"}, "name": "rival"}
    theirs = build(changed(BASE, {**changes, **source}), tmp_path)
    found = [accuracy(module, tmp_path / module.__name__) for module in (ours, theirs)]
    assert found[0] == found[1] > 0.9
    for mine, other in zip(load(ours)[:2], theirs.load_data()[:2], strict=True):
        np.testing.assert_array_equal(mine.features, other.features)
        np.testing.assert_array_equal(mine.label, other.label)


def accuracy(module: ModuleType, workdir: Path) -> float:
    """On the held-out examples, after training."""
    c = module.Config(workdir=workdir)
    data = data_of(module, c)
    return float(module.evaluate(c, module.train(c), data.eval)["accuracy"])


def test_gallery_spec_is_that_set() -> None:
    root = Path(__file__).parents[2]
    table = pd.read_csv(root / "specs/data/wine.csv")
    wine = load_wine()
    np.testing.assert_array_equal(table.drop(columns="cultivar"), wine.data)
    assert dict(zip(table["cultivar"], wine.target, strict=True)) == {
        "barolo": 0,
        "grignolino": 1,
        "barbera": 2,
    }
    assert (root / "specs/data/wine.csv").stat().st_size <= 20_000
