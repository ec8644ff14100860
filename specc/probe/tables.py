"""The facts of tables, whatever the file.

The types of columns are determined here; the trainer is compiled for them and stops if they no longer hold.
"""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from specc.fast_dataclasses import dataclass
from specc.language.table import OF_NUMBERS, Table
from specc.language.wording import counted
from specc.probe.arrays import LARGEST, facts_of
from specc.probe.cells import (
    check_names,
    dropping,
    edit,
    imputing,
    is_text,
    marks_of,
    numbers,
    shown,
)
from specc.probe.errors import DataError
from specc.probe.survey import Column, Role, Survey

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_MOST_NAMES = 1_000
"""The most different names that a column can have: each is an input, or an output, of the model."""

_SHOWN = 10
"""The most values of a column that are listed because only held-out rows have them."""


@dataclass(frozen=True)
class _Read:
    """A table as it was read.

    Attributes:
        cells: of the columns that are used; missing ones are NaN.
        marks: the texts in it that stand for missing values, the empty one aside.
        typed: whether cells have types of their own; otherwise all are text, numbers too.
        roles: of the columns.
        texts: the columns that hold names, not numbers.
    """

    source: Table
    path: pathlib.Path
    cells: pd.DataFrame
    marks: tuple[str, ...]
    typed: bool
    roles: Mapping[Any, Role]
    texts: frozenset[Any] = frozenset()

    def where(self, name: object) -> str:
        """A column, for messages."""
        return f"column {shown(name)} of {self.path}"


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
        table: as it is in the file.
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
    if len(table) == 0:
        raise DataError(f"{path} has no rows", "check that it is the right file")
    read = _kinds(_read(source, table, path, _roles(source, columns, holdout), typed=typed))
    _check_missing(read)
    categories = {name: _categories(read, name) for name in columns if name in read.texts}
    columns = [name for name in columns if name not in read.texts] + list(categories)
    parts = [
        _one_hot(read.cells[name], categories[name])
        if name in categories
        else _numbers(read, name)[:, None]
        for name in columns
    ]
    targets, class_names = _targets(read) if source.has_targets else (None, None)
    weights = None if source.weight is None else _numbers(read, source.weight)
    facts = facts_of(np.hstack(parts), targets, weights, gaps=True)
    known: dict[str, Any] = {"columns": tuple(columns), "categories": categories or None}
    if class_names is not None:
        known |= {"class_names": class_names, "targets": None}
    if not isinstance(source.target, str):  # a list is one of numbers, though it be of one
        known |= {"classes": None, "class_rows": None, "labels": None}
    if holdout is not None:
        labels = [] if facts.classes is None else list(source.targets)
        known |= _held_out(read, holdout, [*categories, *labels])
    seen = tuple(_column(read, name) for name in (*columns, *source.targets, *aside))
    return Survey(facts.model_copy(update=known), seen)


def _roles(source: Table, columns: list[Any], holdout: Mapping[str, str] | None) -> dict[Any, Role]:
    roles: dict[Any, Role] = dict.fromkeys(columns, "feature")
    roles |= dict.fromkeys(source.targets, "target")
    roles |= {} if source.weight is None else {source.weight: "weight"}
    return roles | ({} if holdout is None else {holdout["column"]: "holdout"})


def _columns(source: Table, table: pd.DataFrame, path: pathlib.Path, aside: list[str]) -> list[str]:
    """The columns of inputs, in the order of the spec or of the file; `aside` are others."""
    found: list[Any] = list(table)
    named = [*source.targets, *(source.features or ()), *(source.categorical or ()), *aside]
    named += [*(source.drop or ()), *(source.impute if isinstance(source.impute, Mapping) else ())]
    if absent := [name for name in dict.fromkeys(named) if name not in found]:
        there = ", ".join(map(shown, found))
        raise DataError(
            f"{path} has no column {', '.join(map(shown, absent))}, but {there}",
            "name one of these",
        )
    if source.features is not None:
        return list(source.features)
    others = {*source.targets, *aside, *(source.drop or ())}
    inputs = [name for name in found if name not in others]
    for name in inputs:
        if not isinstance(name, str) or not name or name.startswith("Unnamed: "):
            raise DataError(
                f"column {found.index(name) + 1} of {path} has no name, as row numbers have none",
                "remove it, name it, or list the `features`",
            )
    if not inputs:
        raise DataError(
            f"{path} has no column but {', '.join(map(shown, found))}", "add some to learn from"
        )
    return inputs


def _read(
    source: Table,
    table: pd.DataFrame,
    path: pathlib.Path,
    roles: Mapping[Any, Role],
    *,
    typed: bool,
) -> _Read:
    """The columns that are used, with NaN where a text stands for a missing value."""
    import pandas as pd
    from pandas.api import types

    cells = table[list(roles)].reset_index(drop=True)
    marks, used = marks_of(source), set[str]()
    for name in roles:
        column = cells[name]
        if isinstance(column.dtype, pd.CategoricalDtype) or types.is_numeric_dtype(column):
            continue
        if not all(types.is_scalar(value) for value in column):
            continue  # refused with the reason, below
        missing = column.isin(marks)
        used |= set(column[missing])
        cells[name] = column.mask(missing)
    return _Read(source, path, cells, tuple(sorted(used - {""})), typed, roles)


def _kinds(read: _Read) -> _Read:
    """Says which columns hold names."""
    source, texts = read.source, set()
    for name, role in read.roles.items():
        column = read.cells[name]
        if not column.notna().any():
            drops = role == "feature" and source.features is None
            options = dropping(source, str(name)) if drops else {}
            fix = edit(options) if drops else "leave it out"
            raise DataError(f"{read.where(name)} has no values", fix, options)
        if name in (source.categorical or ()) or role == "holdout":
            texts.add(name)
        elif is_text(column, source, read.where(name), role, read.marks, typed=read.typed):
            if role == "weight":
                example = str(column.dropna().iloc[0])
                raise DataError(
                    f"{read.where(name)} has names, such as {example!r}, and weights are numbers",
                    "name another column as `weight`",
                )
            check_names(column, source, read.where(name), role)
            texts.add(name)
    return dataclasses.replace(read, texts=frozenset(texts))


def _check_missing(read: _Read) -> None:
    """Raises if values are missing and nothing replaces them."""
    source = read.source
    for name, how in source.impute.items() if isinstance(source.impute, Mapping) else ():
        if (name in read.texts) is (how in OF_NUMBERS) and how != "most_frequent":
            kind, other = ("text", "category") if name in read.texts else ("numbers", "median")
            options = imputing(source, {name: other})
            raise DataError(
                f"{read.where(name)} has {kind}, which `{how}` is not for",
                f"{edit(options)} in the source",
                options,
            )
    rest: dict[str, tuple[str, int]] = {}
    for name, role in read.roles.items():
        missing = int(read.cells[name].isna().sum())
        text = name in read.texts
        if missing and (role != "feature" or source.imputes(name, text=text) is None):
            rest[name] = ("most_frequent" if text else "median"), missing
    if not rest:
        return
    counts = ", ".join(f"{n:,} in {shown(name)}" for name, (_, n) in rest.items())
    marked = f" (empty, or {', '.join(map(repr, read.marks))})" if read.marks else ""
    values = ""
    if read.marks and source.missing is None:
        values = f", or `missing: []` if {read.marks[0]!r} is a value"
    if needed := [name for name in rest if read.roles[name] != "feature"]:
        fix = f"drop these rows: nothing is made up for the {read.roles[needed[0]]}{values}"
        raise DataError(f"{read.path} has missing values{marked}, {counts}", fix)
    hows = {name: how for name, (how, _) in rest.items()}
    if isinstance(source.impute, str):  # for the columns of the other kind
        kept: dict[Any, str] = {
            name: source.impute
            for name in read.roles
            if read.cells[name].isna().any() and name not in rest
        }
        hows = {**kept, **hows}
    options = imputing(source, hows)
    raise DataError(
        f"{read.path} has missing values{marked}, {counts}",
        f"{edit(options)} in the source, or drop their rows or columns{values}",
        options,
    )


def _categories(read: _Read, name: str) -> tuple[str, ...]:
    """The different values of a feature as text, sorted; '' is a missing one, if that is a category."""
    column = read.cells[name]
    names = _names(read, name)
    own = read.source.imputes(name, text=True) == "category" and column.isna().any()
    return ("", *names) if own else names


def _names(read: _Read, name: str) -> tuple[str, ...]:
    """The different values of a column as text, sorted."""
    names = sorted(set(read.cells[name].dropna().astype(str)))
    if len(names) > _MOST_NAMES:
        raise DataError(
            f"{read.where(name)} has {len(names):,} different names, more than {_MOST_NAMES:,}",
            "group them, or leave the column out of `features`; texts to learn from have the source"
            " `type: texts`",
        )
    return tuple(names)


def _one_hot(column: pd.Series[Any], names: tuple[str, ...]) -> np.ndarray[Any, Any]:
    """Indicators (n, names); NaN where a value is missing that the most frequent one will replace."""
    import numpy as np

    places = _places(column, names)
    return np.where(places[:, None] < 0, np.nan, np.eye(len(names))[places])


def _places(column: pd.Series[Any], names: tuple[str, ...]) -> np.ndarray[Any, Any]:
    """The place of each value in `names`, -1 where it is missing and not one of them."""
    import pandas as pd

    texts = column.astype(str).where(column.notna(), "")
    return pd.Index(names).get_indexer(pd.Index(texts))


def _numbers(read: _Read, name: str) -> np.ndarray[Any, Any]:
    """The numbers of a column, (n,), NaN where they are missing.

    Raises:
        DataError: float32 cannot hold one of them.
    """
    import numpy as np

    values = numbers(read.cells[name], read.source.decimal).to_numpy(float, na_value=np.nan)
    bad = np.flatnonzero(np.abs(values) > LARGEST)
    if bad.size:
        first = read.cells[name].iloc[bad[0]]
        raise DataError(
            f"{read.where(name)} has {counted(len(bad), 'value')} not finite in float32, which ends at"
            f" {LARGEST:.2g}, the first {first} in row {bad[0] + 1:,}",
            "correct them, drop their rows, or use a smaller unit",
        )
    largest = np.nanmax(np.abs(values))
    if 0 < largest < np.finfo(np.float32).tiny:
        raise DataError(
            f"{read.where(name)} has no value larger than {largest:g}, which is 0 in float32",
            "use another unit",
        )
    return values


def _targets(read: _Read) -> tuple[np.ndarray[Any, Any], tuple[str, ...] | None]:
    """The targets, (n,) or (n, k), and the names of their classes, if they are names."""
    import numpy as np

    target = read.source.target
    if isinstance(target, str) and target in read.texts:
        names = _names(read, target)
        if len(names) < 2:
            raise DataError(
                f"{read.where(target)} has {names[0]!r} in every row",
                "name another column as `target`",
            )
        return _places(read.cells[target], names), names
    if texts := sorted(read.texts.intersection(read.source.targets)):
        raise DataError(
            f"{read.where(texts[0])} has names, and several targets are numbers",
            "remove it from `target`",
        )
    for name in read.source.targets:
        _numbers(read, name)
    found = [numbers(read.cells[name], read.source.decimal) for name in read.source.targets]
    stacked = np.stack([column.to_numpy() for column in found], axis=1)
    return (found[0].to_numpy() if isinstance(target, str) else stacked), None


def _held_out(read: _Read, holdout: Mapping[str, str], named: list[str]) -> dict[str, Any]:
    """How many rows are held out, and which values of the columns `named` only they have."""
    known: dict[str, Any] = {}
    values = read.cells[holdout["column"]].astype(str)
    for fact, key in (("held_out_rows", "held_out"), ("test_rows", "test")):
        if key not in holdout:
            continue
        known[fact] = int((values == holdout[key]).sum())
        if not 0 < known[fact] < len(values):
            there = ", ".join(
                f"{value!r} in {n:,}" for value, n in values.value_counts()[:5].items()
            )
            raise DataError(
                f"column {shown(holdout['column'])} of {read.path} has {holdout[key]!r} in"
                f" {known[fact]:,} of {len(values):,} rows ({there})",
                f"name another value as `{key}`",
            )
    aside = values.isin([holdout[key] for key in ("held_out", "test") if key in holdout])
    unseen: dict[str, dict[str, int]] = {}
    for name in named:
        column = read.cells[name].astype(str).where(read.cells[name].notna(), "")
        new = column[aside & ~column.isin(set(column[~aside]))]
        if len(new):
            counts = sorted(new.value_counts().items())[:_SHOWN]
            unseen[name] = {str(value): int(n) for value, n in counts}
    return {**known, "unseen": unseen or None}


def _column(read: _Read, name: Any) -> Column:
    """What a column became."""
    column, role = read.cells[name], read.roles[name]
    missing = int(column.isna().sum())
    if name in read.texts:
        classes = tuple(sorted(set(column.dropna().astype(str))))
        return Column(str(name), role, "text", classes, missing, None, None)
    values = numbers(column, read.source.decimal)
    low, high = float(values.min()), float(values.max())
    return Column(str(name), role, "numbers", None, missing, low, high)
