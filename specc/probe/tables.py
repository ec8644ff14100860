"""The facts of tables, whatever the file.

The types of columns are determined here; the trainer is compiled for them and stops if they no longer hold.
"""

from __future__ import annotations

import pathlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from specc.language.table import Table
from specc.language.wording import counted
from specc.probe.arrays import facts_of
from specc.probe.errors import DataError
from specc.probe.survey import Column, Role, Survey

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_MOST_NAMES = 1_000
"""The most different names that a column can have: each is an input, or an output, of the model."""

_MOSTLY = 0.5
"""The share of names up to which a column is one of numbers with mistakes."""


def facts_of_table(
    source: Table,
    table: pd.DataFrame,
    path: pathlib.Path,
    *,
    typed: bool,
    holdout: Mapping[str, str] | None = None,
) -> Survey:
    """What the inputs and targets are like that a trainer makes of a table, and each of its columns.

    Args:
        source: as the spec has it.
        table: NaN where there is nothing.
        path: of the file, for messages.
        typed: whether cells have types of their own; otherwise all are text, numbers too.
        holdout: a `column` that is no input, and its value in the rows that are `held_out`, and in
            those for the `test`, if there are any.

    Raises:
        DataError: the table is not one that can be trained on.
    """
    import numpy as np

    aside = [] if source.weight is None else [source.weight]
    aside += [] if holdout is None else [holdout["column"]]
    columns = _columns(source, table, path, aside)
    used = table[[*columns, *source.targets, *aside]]
    if len(table) == 0:
        raise DataError(f"{path} has no rows", "see that it is the right file")
    if empty := [f"{n:,} in {name}" for name, n in used.isna().sum().items() if n]:
        shown = ", ".join(empty)
        raise DataError(
            f"{path} has empty cells, {shown}",
            "fill them in, drop their rows, or leave columns out",
        )
    named: set[Any] = {
        name
        for name in (*columns, *source.targets)
        if name in (source.categorical or ()) or _has_names(used[name], path, typed)
    }
    for name in named.intersection(columns):
        different = used[name].nunique()
        if different == len(used) > 2 and name not in (source.categorical or ()):
            raise DataError(
                f"column {name} of {path} has another name in each of {len(used):,} rows",
                "leave it out of `features`, or name it under `categorical`",
            )
    categories = {name: _names(used[name], path) for name in columns if name in named}
    columns = [name for name in columns if name not in named] + list(categories)
    parts = [
        np.eye(len(categories[name]))[_places(used[name], categories[name])]
        if name in named
        else _numbers(used[name]).to_numpy(float)[:, None]
        for name in columns
    ]
    targets, class_names = _targets(source, used, named, path)
    facts = facts_of(np.hstack(parts), targets, _weights(source, used, path, typed))
    known: dict[str, Any] = {"columns": tuple(columns), "categories": categories or None}
    if class_names is not None:
        known |= {"class_names": class_names, "targets": None}
    if not isinstance(source.target, str):  # a list is one of numbers, though it be of one
        known |= {"classes": None, "class_rows": None, "labels": None}
    if holdout is not None:
        values = used[holdout["column"]].astype(str)
        for fact, key in (("held_out_rows", "held_out"), ("test_rows", "test")):
            if key not in holdout:
                continue
            known[fact] = int((values == holdout[key]).sum())
            if not 0 < known[fact] < len(used):
                shown = ", ".join(
                    f"{value!r} in {n:,}" for value, n in values.value_counts()[:5].items()
                )
                raise DataError(
                    f"column {holdout['column']} of {path} has {holdout[key]!r} in"
                    f" {known[fact]:,} of {len(used):,} rows ({shown})",
                    f"name another value as `{key}`",
                )
    roles: dict[Any, Role] = dict.fromkeys(columns, "feature")
    roles |= dict.fromkeys(source.targets, "target")
    roles |= {} if source.weight is None else {source.weight: "weight"}
    roles |= {} if holdout is None else {holdout["column"]: "holdout"}
    seen = tuple(
        _column(used[name], role, text=name in named or role == "holdout")
        for name, role in roles.items()
    )
    return Survey(facts.model_copy(update=known), seen)


def _column(column: pd.Series[Any], role: Role, *, text: bool) -> Column:
    """What a column became."""
    missing = int(column.isna().sum())
    if text:
        classes = tuple(sorted(set(column.dropna().astype(str))))
        return Column(str(column.name), role, "text", classes, missing, None, None)
    values = _numbers(column)
    low, high = float(values.min()), float(values.max())
    return Column(str(column.name), role, "numbers", None, missing, low, high)


def _weights(
    source: Table, used: pd.DataFrame, path: pathlib.Path, typed: bool
) -> np.ndarray[Any, Any] | None:
    """How much each row counts, (n,), if a column says so."""
    if source.weight is None:
        return None
    if _has_names(used[source.weight], path, typed):
        example = used[source.weight].iloc[0]
        raise DataError(
            f"column {source.weight} of {path} has names, such as {str(example)!r}, and weights are numbers",
            "name another column as `weight`",
        )
    return _numbers(used[source.weight]).to_numpy(float)


def _columns(source: Table, table: pd.DataFrame, path: pathlib.Path, aside: list[str]) -> list[str]:
    """The columns of inputs, in the order of the spec or of the file; `aside` are others."""
    found: list[Any] = list(table)
    named = [*source.targets, *(source.features or ()), *(source.categorical or ()), *aside]
    if absent := [name for name in dict.fromkeys(named) if name not in found]:
        shown = ", ".join(map(str, found))
        raise DataError(
            f"{path} has no column {', '.join(absent)}, but {shown}", "name one of these"
        )
    if source.features is not None:
        return list(source.features)
    inputs = [name for name in found if name not in (*source.targets, *aside)]
    for name in inputs:
        if not isinstance(name, str) or not name or name.startswith("Unnamed: "):
            raise DataError(
                f"column {found.index(name) + 1} of {path} has no name, as row numbers have none",
                "remove it, name it, or list the `features`",
            )
    if not inputs:
        raise DataError(
            f"{path} has no column but {', '.join([*source.targets, *aside])}",
            "add some to learn from",
        )
    return inputs


def _has_names(column: pd.Series[Any], path: pathlib.Path, typed: bool) -> bool:
    """Whether a column holds names, not numbers."""
    import pandas as pd
    from pandas.api import types

    if types.is_bool_dtype(column) or isinstance(column.dtype, pd.CategoricalDtype):
        return True
    if types.is_numeric_dtype(column):
        return False
    if typed and types.is_string_dtype(column):
        return True
    if not types.is_string_dtype(column.dtype) and not types.is_object_dtype(column):
        raise DataError(
            f"column {column.name} of {path} is {column.dtype}",
            "make numbers or names of it, or leave it out of `features`",
        )
    other = next((value for value in column if not types.is_scalar(value)), None)
    if other is not None:
        raise DataError(
            f"column {column.name} of {path} has cells with several values ({type(other).__name__})",
            "make a column of each value, or leave it out of `features`",
        )
    bad = _numbers(column.astype(str)).isna().to_numpy()
    if not bad.any() or bad.mean() > _MOSTLY:
        return bool(bad.any())
    row = int(bad.argmax())
    raise DataError(
        f"column {column.name} of {path} has {counted(int(bad.sum()), 'value')} that should be numbers,"
        f" the first {column.iloc[row]!r} in row {row + 1:,}",
        "repair them or drop their rows, or name the column under `categorical`",
    )


def _numbers(column: pd.Series[Any]) -> pd.Series[Any]:
    import pandas as pd

    return pd.to_numeric(column, errors="coerce")


def _names(column: pd.Series[Any], path: pathlib.Path) -> tuple[str, ...]:
    """The different values of a column as text, sorted."""
    names = sorted(set(column.astype(str)))
    if len(names) > _MOST_NAMES:
        raise DataError(
            f"column {column.name} of {path} has {len(names):,} different names, more than"
            f" {_MOST_NAMES:,}",
            "group them, or leave the column out of `features`",
        )
    return tuple(names)


def _places(column: pd.Series[Any], names: tuple[str, ...]) -> np.ndarray[Any, Any]:
    import pandas as pd

    return pd.Index(names).get_indexer(pd.Index(column.astype(str)))


def _targets(
    source: Table, used: pd.DataFrame, named: set[str], path: pathlib.Path
) -> tuple[np.ndarray[Any, Any], tuple[str, ...] | None]:
    """The targets, (n,) or (n, k), and the names of their classes, if they are names."""
    if isinstance(source.target, str) and source.target in named:
        names = _names(used[source.target], path)
        if len(names) < 2:
            raise DataError(
                f"column {source.target} of {path} has {names[0]!r} in every row",
                "name another column as `target`",
            )
        return _places(used[source.target], names), names
    if texts := sorted(named.intersection(source.targets)):
        raise DataError(
            f"column {texts[0]} of {path} has names, and several targets are numbers",
            "remove it from `target`",
        )
    numbers = used[list(source.targets)].apply(_numbers).to_numpy()
    return (numbers[:, 0] if isinstance(source.target, str) else numbers), None
