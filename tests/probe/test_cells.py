"""Columns of tables, and arrays, that are not what they seem: the probe names them and the edit that works."""

from __future__ import annotations

import io
import pathlib
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from specc.language.data import Data
from specc.probe import survey
from specc.probe.cells import MARKS
from specc.probe.errors import DataError
from specc.probe.survey import Survey

ROWS = 60


def look(folder: pathlib.Path, holdout: Any = None, **source: Any) -> Survey:
    data = Data.model_validate(
        {"source": {"target": "y", **source}, "batch_size": 1}
        | ({} if holdout is None else {"holdout": holdout})
    )
    return survey(data.source, folder, data.asks)


def refusal(folder: pathlib.Path, **source: Any) -> DataError:
    with pytest.raises(DataError) as stop:
        look(folder, **source)
    return stop.value


def edited(source: dict[str, Any], fix: str) -> dict[str, Any]:
    """The source with what a fix has in backticks, up to its "or"."""
    changes = re.findall(r"`([^`]*)`", fix.split(" in the source")[0].split(", or")[0])
    return source | {
        key: value for change in changes for key, value in yaml.safe_load(change).items()
    }


@pytest.fixture
def numbers() -> list[str]:
    rng = np.random.default_rng(0)
    return [f"{x:.1f}" for x in rng.normal(20, 5, ROWS)]


LABELS = ["u", "v"] * (ROWS // 2)


def write(folder: pathlib.Path, kind: str, **columns: Any) -> dict[str, Any]:
    table = pd.DataFrame({**columns, "y": LABELS})
    if kind == "csv":
        table.to_csv(folder / "t.csv", index=False)
    else:
        table.to_parquet(folder / "t.parquet")
    return {"type": kind, "path": f"t.{kind}"}


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (lambda n, _: n.replace(".", ","), "temp of .* 60 numbers with the decimal mark ','"),
        (lambda n, i: "?" if i % 5 < 3 else n, r"36 values .* '\?' in row 1 \(36 times\)"),
        (
            lambda n, i: "-" if i == 7 else "?" if i == 3 else n,
            "2 values .* '?' in row 4, '-' in row 8",
        ),
        (lambda n, i: "" if i == 7 else n, "missing values, 1 in temp"),
        (lambda n, i: "?" if i % 2 else n.replace(".", ","), "30 numbers with the decimal mark"),
    ],
)
def test_the_fix_of_odd_cells_works(
    tmp_path: pathlib.Path, kind: str, cell: Any, message: str, numbers: list[str]
) -> None:
    """Numbers are found after the edits that the errors ask for, and nothing is taken for categories."""
    cells = [cell(number, i) for i, number in enumerate(numbers)]
    source = write(tmp_path, kind, temp=cells)
    first = refusal(tmp_path, **source)
    assert re.search(message.replace("'?'", r"'\?'"), first.message), first.message
    for _ in range(3):
        try:
            found = look(tmp_path, **source)
        except DataError as error:
            assert source | error.options == edited(source, error.fix)
            source = edited(source, error.fix)
        else:
            break
    expected = pd.to_numeric(pd.Series(cells).str.replace(",", "."), errors="coerce")
    column = found.columns[0]
    assert (column.name, column.kind, column.classes) == ("temp", "numbers", None)
    assert (column.low, column.high) == (expected.min(), expected.max())
    assert column.missing == expected.isna().sum()


def test_marks_are_those_of_pandas() -> None:
    """Trainers leave them to pandas."""
    text = "x\n" + "".join(f'"{mark}"\n' for mark in (*MARKS, "", "?", "none", "-"))
    missing = pd.read_csv(io.StringIO(text), dtype=str, skip_blank_lines=False)["x"].isna()
    assert missing.tolist() == [True] * (len(MARKS) + 1) + [False] * 3


def test_numbers_stored_as_text(tmp_path: pathlib.Path, numbers: list[str]) -> None:
    """Fractions in a typed file are numbers; whole numbers there are codes, as zip codes are."""
    codes = [f"0{i % 3}" for i in range(ROWS)]
    found = look(tmp_path, **write(tmp_path, "parquet", temp=numbers, zip=codes))
    assert [column.kind for column in found.columns] == ["numbers", "text", "text"]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_separators_of_thousands(tmp_path: pathlib.Path, kind: str) -> None:
    source = write(tmp_path, kind, price=[f"{1_000 + 37 * i:,}.5" for i in range(ROWS)])
    error = refusal(tmp_path, **source)
    assert "60 numbers with separators of thousands, the first '1,000.5' in row 1" in error.message
    assert error.fix == "write them without separators"


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_nearly_as_many_names_as_rows(tmp_path: pathlib.Path, kind: str) -> None:
    source = write(tmp_path, kind, **{"full name": [f"n{i % 50}" for i in range(ROWS)]})
    error = refusal(tmp_path, **source)
    assert "column 'full name' of" in error.message
    assert "50 different values in 60 rows" in error.message
    assert edited(source, error.fix)["drop"] == ["full name"] == error.options["drop"]
    assert look(tmp_path, **source, categorical=["full name"]).facts.shape == (50,)


def test_names_of_absent_columns_are_quoted(tmp_path: pathlib.Path) -> None:
    source = write(tmp_path, "csv", **{"a b": range(ROWS)})
    assert "no column 'c d', but 'a b', y" in refusal(tmp_path, **source, drop=["c d"]).message


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("decimal", [".", ","])
def test_forgotten_delimiter(tmp_path: pathlib.Path, delimiter: str, decimal: str) -> None:
    pd.DataFrame({"a": [0.5, 1.5], "b": [1, 2], "y": ["u", "v"]}).to_csv(
        tmp_path / "t.csv", sep=delimiter, decimal=decimal, index=False
    )
    source = {"type": "csv", "path": "t.csv"}
    error = refusal(tmp_path, **source)
    assert "has a single column with the delimiter ','" in error.message
    assert edited(source, error.fix)["delimiter"] == delimiter


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("value", [np.inf, 1e300, -1.7e308, 3.5e38])
@pytest.mark.parametrize("name", ["a", "w"])
def test_values_that_float32_cannot_hold(
    tmp_path: pathlib.Path, kind: str, value: float, name: str
) -> None:
    columns = {"a": np.arange(ROWS, dtype=float), "w": np.ones(ROWS)}
    columns[name][4] = value
    error = refusal(tmp_path, **write(tmp_path, kind, **columns), weight="w")
    assert f"column {name} of" in error.message
    assert f"the first {value} in row 5" in error.message


def test_values_that_are_all_0_in_float32(tmp_path: pathlib.Path) -> None:
    source = write(tmp_path, "csv", a=np.arange(ROWS) * 1e-300)
    assert "which is 0 in float32" in refusal(tmp_path, **source).message
    np.savez(tmp_path / "a.npz", x=np.ones((4, 2)) * 1e-300, y=np.arange(4) % 2)
    with pytest.raises(DataError, match="which is 0 in float32"):
        survey(Data.model_validate(NPZ).source, tmp_path)


@pytest.mark.parametrize("how", ["mean", "category", {"a": "median", "b": "mean"}, None])
def test_the_fix_of_missing_values_works(tmp_path: pathlib.Path, how: Any) -> None:
    a = pd.Series(np.arange(ROWS, dtype=float)).where(lambda x: x != 3)
    b = pd.Series(["p", "q"] * (ROWS // 2)).where(a != 5)
    source = write(tmp_path, "csv", a=a, b=b) | ({} if how is None else {"impute": how})
    found = look(tmp_path, **edited(source, refusal(tmp_path, **source).fix))
    assert [column.missing for column in found.columns] == [1, 1, 0]


def test_missing_targets_are_never_replaced(tmp_path: pathlib.Path) -> None:
    (tmp_path / "t.csv").write_text("a,y\n1,u\n2,\n3,v\n")
    error = refusal(tmp_path, type="csv", path="t.csv", impute="mean")
    assert "1 in y" in error.message
    assert "drop these rows" in error.fix


@pytest.mark.parametrize("named", [True, False])
def test_an_index_is_a_column(tmp_path: pathlib.Path, named: bool) -> None:
    """That of a data frame, if it has a name."""
    frame = pd.DataFrame({"b": np.arange(4.0), "y": ["u", "v"] * 2}, index=[3, 5, 7, 9])
    frame.rename_axis("a" if named else None).to_parquet(tmp_path / "t.parquet")
    found = look(tmp_path, type="parquet", path="t.parquet")
    assert found.facts.columns == (("a", "b") if named else ("b",))


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_values_that_only_held_out_rows_have(tmp_path: pathlib.Path, kind: str) -> None:
    split = ["test" if i < 20 else "train" for i in range(ROWS)]
    colors = ["blue" if i < 12 else "red" for i in range(ROWS)]
    labels = ["w" if i < 5 else LABELS[i] for i in range(ROWS)]
    source = write(tmp_path, kind, color=colors, split=split, label=labels)
    holdout = {"type": "column", "column": "split", "held_out": "test"}
    found = look(tmp_path, holdout, **{**source, "target": "label", "drop": ["y"]})
    assert found.facts.unseen == {"color": {"blue": 12}, "label": {"w": 5}}


NPZ = {"source": {"type": "npz", "path": "a.npz"}, "batch_size": 1}


@pytest.mark.parametrize("dtype", ["<U3", "S3"])
def test_labels_of_arrays_may_be_text(tmp_path: pathlib.Path, dtype: str) -> None:
    np.savez(tmp_path / "a.npz", x=np.eye(4), y=np.array(["v", "u", "v", "w"], dtype))
    facts = survey(Data.model_validate(NPZ).source, tmp_path).facts
    assert (facts.classes, facts.class_names, facts.targets) == (3, ("u", "v", "w"), None)
    assert facts.class_rows == (1, 2, 1)


class Payload:
    """Runs code when it is unpickled."""

    def __reduce__(self) -> Any:
        return exec, ("raise SystemExit('unpickled')",)


@pytest.mark.parametrize("value", ["u", Payload()])
def test_objects_are_not_unpickled(tmp_path: pathlib.Path, value: Any) -> None:
    array = np.array([value] * 4, dtype=object)
    np.savez(tmp_path / "a.npz", x=np.eye(4), y=array)
    np.save(tmp_path / "x.npy", np.eye(4))
    np.save(tmp_path / "y.npy", array, allow_pickle=True)
    npy = {"type": "npy", "inputs": "x.npy", "targets": "y.npy"}
    for source in (NPZ["source"], npy):
        with pytest.raises(DataError, match=r"of dtype object, .* a pickle") as stop:
            survey(Data.model_validate({"source": source, "batch_size": 1}).source, tmp_path)
        assert "astype(str)" in stop.value.fix
