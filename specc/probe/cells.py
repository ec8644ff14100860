"""What the cells of a column are: numbers, or text.

Nothing is guessed that a person would have to know. A column that looks like numbers, and has cells that are
none, is an error that names them and says what to write in the spec.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from specc.language.table import Table
from specc.language.wording import counted
from specc.probe.errors import DataError
from specc.probe.survey import Role

if TYPE_CHECKING:
    import pandas as pd

MARKS = (
    *("#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN"),
    *("<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"),
)
"""What pandas takes for a missing value in a CSV file, besides the empty cell."""

_OTHER = {".": ",", ",": "."}
_SWAP = str.maketrans(",.", ".,")

_MOSTLY = 0.5
"""The share of cells, or of different ones, up to which a column is one of numbers with others between."""

_FEW = 20
"""Different names that no number of rows makes suspicious."""

_GROUPED = r"[-+]?\d{1,3}(?:[,.' ]\d{3})+(?:[.,]\d+)?"
"""A number with separators of thousands."""


def marks_of(source: Table) -> tuple[str, ...]:
    """The texts that stand for a missing value; the empty one always does."""
    if source.missing is not None:
        return ("", *source.missing)
    return ("", *MARKS) if source.type == "csv" else ("",)  # type: ignore[attr-defined]


def shown(name: object) -> str:
    """The name of a column for a message: quoted where it could be taken for several words."""
    text = str(name)
    return text if text.replace("_", "a").replace("-", "a").isalnum() else repr(text)


def listed(names: Iterable[str]) -> str:
    """Names as a list in a spec."""
    return f"[{', '.join(map(entry, names))}]"


def entry(name: object) -> str:
    """A name in a spec: quoted unless it is a plain word."""
    text = str(name)
    plain = text.isidentifier() and text.lower() not in {"null", "true", "false", "nan"}
    return text if plain else json.dumps(text, ensure_ascii=False)


def edit(options: Mapping[str, Any]) -> str:
    """Options as a message quotes them: "`missing: ["?"]` and `impute: {age: median}`"."""
    return " and ".join(f"`{key}: {_value(value)}`" for key, value in options.items())


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{entry(key)}: {how}" for key, how in value.items()) + "}"
    return entry(value) if isinstance(value, str) else listed(value)


def numbers(column: pd.Series[Any], decimal: str) -> pd.Series[Any]:
    """The cells as numbers; NaN where they are missing, or none."""
    import pandas as pd
    from pandas.api import types

    if decimal == "," and not types.is_numeric_dtype(column):
        column = column.astype(str).str.translate(_SWAP).where(column.notna())
    return pd.to_numeric(column, errors="coerce")


def is_text(
    column: pd.Series[Any],
    source: Table,
    where: str,
    role: Role,
    used: tuple[str, ...] = (),
    *,
    typed: bool,
) -> bool:
    """Whether a column holds names, not numbers.

    Args:
        column: missing values are NaN.
        source: as the spec has it.
        where: the column and its file, for messages.
        role: of the column.
        used: the marks of missing values that the table has.
        typed: whether cells have types of their own; otherwise all are text, numbers too.

    Raises:
        DataError: it is neither.
    """
    import pandas as pd
    from pandas.api import types

    if types.is_bool_dtype(column) or isinstance(column.dtype, pd.CategoricalDtype):
        return True
    if types.is_numeric_dtype(column):
        return False
    if not types.is_string_dtype(column.dtype) and not types.is_object_dtype(column):
        raise DataError(
            f"{where} is {column.dtype}", f"make numbers or names of it, or {_leave_out(source)}"
        )
    cells = column[column.notna()]
    other = next((value for value in cells if not types.is_scalar(value)), None)
    if other is not None:
        raise DataError(
            f"{where} has cells with several values ({type(other).__name__})",
            f"make a column of each value, or {_leave_out(source)}",
        )
    if all(isinstance(value, bool) for value in cells):
        return True
    found = numbers(cells, source.decimal)
    odd = cells[found.isna()].astype(str)
    if odd.empty:
        return typed and bool(cells.astype(str).str.fullmatch(r"\s*[-+]?\d+\s*").all())
    _check_marks(cells.astype(str), source, where)
    share = min(len(odd) / len(cells), odd.nunique() / cells.nunique())
    if share <= _MOSTLY and len(odd) < len(cells):
        fix, options = _repair(column, odd, source, role, used)
        raise DataError(
            f"{where} has {counted(len(odd), 'value')} that should be numbers, {_first(odd)}",
            fix,
            options,
        )
    return True


def check_names(column: pd.Series[Any], source: Table, where: str, role: Role) -> None:
    """Looks whether text has few enough different values to learn something of each.

    Raises:
        DataError: nearly every row has another one.
    """
    different, rows = column.nunique(), int(column.notna().sum())
    if different == rows > 2 or different > max(_FEW, rows * _MOSTLY):
        fix = f"`categorical: {listed([str(column.name)])}` if each is a class of its own"
        options: dict[str, Any] = {}
        if role == "feature" and source.features is None:
            options = dropping(source, str(column.name))
            fix = f"{edit(options)}, or {fix}"
        elif role == "feature":
            fix = "leave it out of `features`, or name it under `categorical`"
        else:
            fix = f"name another column as `target`, or {fix}"
        raise DataError(
            f"{where} is text with {different:,} different values in {rows:,} rows, such as"
            f" {str(column.dropna().iloc[0])!r}",
            fix,
            options,
        )


def _most(cells: pd.Series[Any], chosen: pd.Series[Any]) -> bool:
    """Whether most cells, or most of the different ones, are chosen."""
    return bool(chosen.mean() > _MOSTLY or cells[chosen].nunique() > _MOSTLY * cells.nunique())


def _check_marks(cells: pd.Series[Any], source: Table, where: str) -> None:
    """Looks whether most cells are numbers under another decimal mark, or with groups of digits."""
    other = _OTHER[source.decimal]
    good = numbers(cells, other).notna() & cells.str.contains(other, regex=False)
    grouped = cells.str.fullmatch(_GROUPED)
    plain = numbers(cells, source.decimal).notna()
    sure = good & ~grouped
    if sure.any() and _most(cells, sure | plain):
        first = cells[sure].head(1)
        options = {"decimal": other}
        change = f"{edit(options)} in the source"
        if other == ".":
            options, change = {}, "remove `decimal`, or write all numbers with a comma"
        raise DataError(
            f"{where} has {counted(int(good.sum()), 'number')} with the decimal mark {other!r},"
            f" {_first(first)}",
            change,
            options,
        )
    if grouped.any() and _most(cells, grouped | plain):
        fix = "write them without separators"
        if good.any():
            fix += f", or, if those are decimal marks, {edit({'decimal': other})} in the source"
        raise DataError(
            f"{where} has {counted(int(grouped.sum()), 'number')} with separators of thousands,"
            f" {_first(cells[grouped].head(1))}",
            fix,
        )


def _first(cells: pd.Series[Any]) -> str:
    """The first cells of a few different values: "the first '?' in row 3 (40 times)"."""
    parts = []
    for value, rows in list(cells.groupby(cells, sort=False))[:3]:
        times = f" ({len(rows):,} times)" if len(rows) > 1 else ""
        parts.append(f"{value!r} in row {_row(rows):,}{times}")
    return f"the first {', '.join(parts)}"


def _row(cells: pd.Series[Any]) -> int:
    """The number of the first row, counted from 1 without the header."""
    return int(cells.index[0]) + 1


def _repair(
    column: pd.Series[Any], odd: pd.Series[Any], source: Table, role: Role, used: tuple[str, ...]
) -> tuple[str, dict[str, Any]]:
    """What to do about cells that are not numbers, and the options if they can be missing values.

    `used` are the marks that the table has already.
    """
    name, different = str(column.name), sorted(set(odd))
    categorical = f"`categorical: {listed([*(source.categorical or ()), name])}` if they are names"
    if role == "weight" or not isinstance(source.target, str):
        categorical = ""
    if role != "feature":
        return f"repair them or drop their rows{f', or {categorical}' if categorical else ''}", {}
    if len(different) > 5:
        return f"repair them or drop their rows, or {categorical}", {}
    options: dict[str, Any] = {"missing": [*used, *different]}
    if source.imputes(name, text=False) is None:
        options |= imputing(source, {name: "median"})
    return f"{edit(options)} in the source, or {categorical}", options


def imputing(source: Table, more: Mapping[str, str]) -> dict[str, Any]:
    """The option `impute` with further columns."""
    known = dict(source.impute) if isinstance(source.impute, Mapping) else {}
    return {"impute": {**known, **more}}


def dropping(source: Table, name: str) -> dict[str, Any]:
    """The option `drop` with a further column."""
    return {"drop": [*(source.drop or ()), name]}


def _leave_out(source: Table) -> str:
    return "leave it out of `features`" if source.features is not None else "`drop` it"
