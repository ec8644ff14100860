"""Tables: the delimiter, the target, and the columns that can be inputs."""

from __future__ import annotations

import csv
import difflib
import pathlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from specc.init import texts
from specc.init.files import relative
from specc.init.sighting import Sighting
from specc.language.sources.csv import Csv
from specc.language.sources.parquet import Parquet
from specc.language.table import Table
from specc.language.wording import counted
from specc.probe.cells import is_text, marks_of, numbers
from specc.probe.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

_DELIMITERS = (",", "\t", ";", "|")
_TARGETS = ("target", "label", "labels", "class", "y", "outcome", "species", "diagnosis", "price")
"""What a column to predict is called."""

_SPLITS = ("split", "subset", "fold", "partition")
_EVALUATION = ("val", "valid", "validation", "eval", "dev", "test", "testing")
_TEST = ("test", "testing")

_MOST_CLASSES = 20
"""The most different integers that are taken for classes."""

_ROWS_PER_CLASS = 10
_MOST_NAMES = 100
"""The most different names of a column of categories: each is an input of the network."""

_WORDS_OF_A_TEXT = 3
"""A column with so many words in a cell has texts, and not names."""


def look_csv(data: pathlib.Path, folder: pathlib.Path, targets: Sequence[str]) -> Sighting:
    """Reads the table, every cell as text.

    Raises:
        DataError: it is no table with a header and a target.
    """
    import pandas as pd

    delimiter = _delimiter(data)
    try:
        table = pd.read_csv(data, sep=delimiter, dtype=str, keep_default_na=False, na_values=[""])
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise DataError(f"{data} cannot be read as a table: {reason}", "repair it") from None
    given: dict[str, Any] = {} if delimiter == "," else {"delimiter": delimiter}
    return _sighting(Csv, given, table, data, folder, targets)


def delimiter_of(data: pathlib.Path) -> str | None:
    """The one that parts all of the first lines into the same number of cells, two or more; or None.

    Raises:
        DataError: it is not in UTF-8.
    """
    lines = _first_lines(data)
    found = {}
    for delimiter in _DELIMITERS if len(lines) > 1 else ():
        counts = {len(row) for row in csv.reader(lines, delimiter=delimiter)}
        if len(counts) == 1 and max(counts) > 1:
            found[delimiter] = max(counts)
    return max(found, key=lambda delimiter: found[delimiter]) if found else None


def _delimiter(data: pathlib.Path) -> str:
    """That of a table, or the likeliest for a damaged one."""
    lines = _first_lines(data)
    if len(lines) < 2:
        raise DataError(f"{data} has {counted(len(lines), 'line')}", "give it a header and rows")
    return delimiter_of(data) or max(_DELIMITERS, key=lines[0].rstrip().count)


def _first_lines(data: pathlib.Path) -> list[str]:
    try:
        with data.open(encoding="utf-8-sig", newline="") as file:
            return [line for _, line in zip(range(50), file, strict=False) if line.strip()]
    except UnicodeDecodeError as error:
        raise DataError(f"{data} is no UTF-8 text: {error.reason}", "save it as UTF-8") from None


def look_parquet(data: pathlib.Path, folder: pathlib.Path, targets: Sequence[str]) -> Sighting:
    """Reads the table.

    Raises:
        DataError: it is no table with a target.
    """
    import pandas as pd
    import pyarrow.parquet  # noqa: F401  # pandas' own message names no package

    try:
        table = pd.read_parquet(data)
    except (ValueError, OSError) as error:
        reason = " ".join(str(error).split())
        raise DataError(f"{data} cannot be read: {reason}", "write it again") from None
    return _sighting(Parquet, {}, table, data, folder, targets)


def _sighting(
    kind: type[Table],
    given: dict[str, Any],
    table: pd.DataFrame,
    data: pathlib.Path,
    folder: pathlib.Path,
    targets: Sequence[str],
) -> Sighting:
    columns = [str(name) for name in table]
    if len(set(columns)) != len(columns) or len(columns) < 2:
        raise DataError(
            f"{data} has the columns {', '.join(columns)}", "give it two or more, all different"
        )
    if all(_is_number(name) for name in columns):
        raise DataError(
            f"the first line of {data} has numbers, {', '.join(columns[:3])}, and no names",
            "put a header above it",
        )
    table, reasons = table.set_axis(columns, axis=1), {}
    probed = kind(path=str(data), target=columns[-1], **given)
    table = _marked(table, probed)
    if comma := _comma(table, probed):
        given, reasons = {**given, "decimal": ","}, {"decimal": f"{comma}."}
        probed = kind(path=str(data), target=columns[-1], **given)
        table = _with_points(table)
    chosen, guesses = _targets(table, targets, data)
    split = _split(table, chosen)
    dropped = {
        name: why
        for name in columns
        if name not in (*chosen, split and split["column"])
        and (why := _unusable(table[name], probed))
    }
    kept = [name for name in columns if name not in (*chosen, *dropped, split and split["column"])]
    if not kept and (found := _as_texts(table, data, folder, given, chosen, guessed=not targets)):
        return found
    if not kept:
        shown = "; ".join(f"{name} {why}" for name, why in dropped.items())
        raise DataError(f"no column of {data} can be an input: {shown}", "repair some of them")
    target = chosen[0] if len(chosen) == 1 else list(chosen)
    options: dict[str, Any] = {"path": relative(data, folder), "target": target, **given}
    classes = None
    notes = [f"{counted(len(kept), 'column')} to learn from."]
    if dropped:
        key, named = ("features", kept) if "" in dropped else ("drop", [*dropped])
        options[key] = named
        why = "; ".join(f"{name} {why}" for name, why in dropped.items())
        reasons[key] = f"{why}." if key == "drop" else f"Left out: {why}."
    if len(chosen) == 1:
        classes = _classes(table[chosen[0]], chosen[0], data)
        if classes and _numbers(table[chosen[0]]) is not None and not _from_zero(table[chosen[0]]):
            options["categorical"] = [chosen[0]]
            notes.append(
                f"{chosen[0]} has few different integers, which are classes (`categorical`); without"
            )
            notes[-1] += " it, and with `task: regression`, they are numbers."
    return Sighting(
        kind(**options),
        holdout=split,
        classes=classes,
        notes=(" ".join(notes),),
        guesses=guesses,
        reasons=reasons,
    )


def _as_texts(
    table: pd.DataFrame,
    data: pathlib.Path,
    folder: pathlib.Path,
    given: Mapping[str, Any],
    targets: Sequence[str],
    *,
    guessed: bool,
) -> Sighting | None:
    """A column of texts and one target, where no column can be an input of a table; None if there is none."""
    if given or len(targets) != 1:
        return None  # `type: texts` reads commas alone, and predicts one column
    words = {
        str(name): table[name].astype(str).str.count(r"\S+").mean()
        for name in table
        if str(name) not in targets and _has_text(table[name])
    }
    column = max(words, key=lambda name: words[name], default=None)
    if column is None or words[column] < _WORDS_OF_A_TEXT:
        return None
    suffix = data.suffix.lower()
    form: Literal["csv", "parquet"] | None = None
    if suffix not in (".csv", ".parquet"):
        form = "parquet" if suffix == ".pq" else "csv"
    path = relative(data, folder)
    return texts.labeled(path, column, targets[0], guessed=guessed, form=form)


def _marked(table: pd.DataFrame, source: Table) -> pd.DataFrame:
    """The table with NaN where a text stands for a missing value, as the probe has it."""
    marks = marks_of(source)
    found = {str(name): table[name] for name in table if _has_text(table[name])}
    return table.assign(**{name: cells.mask(cells.isin(marks)) for name, cells in found.items()})


def _has_text(column: pd.Series[Any]) -> bool:
    """Whether cells may be texts, a single value each."""
    from pandas.api import types

    text = types.is_string_dtype(column.dtype) or types.is_object_dtype(column)
    return text and all(types.is_scalar(value) for value in column)


def _comma(table: pd.DataFrame, source: Table) -> str | None:
    """What has decimal commas; None if nothing has."""
    for name in table:
        try:
            _is_text(table[name], source)
        except DataError as error:
            if error.options.get("decimal") == ",":
                return f"{name} {error.message.strip()}"
    return None


def _with_points(table: pd.DataFrame) -> pd.DataFrame:
    """The table with numbers for texts with decimal commas, in columns that have nothing else."""
    found = {str(name): numbers(table[name], ",") for name in table if _has_text(table[name])}
    whole = {name: x for name, x in found.items() if (x.notna() == table[name].notna()).all()}
    return table.assign(**whole)


def _is_text(column: pd.Series[Any], source: Table) -> bool:
    """Whether the probe takes a column for names; it says why in a message without the column's name."""
    return is_text(column, source, "", "feature", typed=source.type != "csv")  # type: ignore[attr-defined]


def _targets(
    table: pd.DataFrame, targets: Sequence[str], data: pathlib.Path
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns to predict, and what is said about a guess."""
    columns = [str(name) for name in table]
    for name in targets:
        if name not in columns:
            near = difflib.get_close_matches(name, columns, 1)
            fix = f"did you mean {near[0]}?" if near else "name one of these"
            raise DataError(f"{data} has no column {name}, but {', '.join(columns)}", fix)
    if targets:
        return tuple(targets), ()
    known = [name for name in columns if name.lower() in _TARGETS]
    best = min(known, key=lambda name: _TARGETS.index(name.lower())) if known else columns[-1]
    why = "by its name" if known else "the last column"
    if not known and [name for name in columns if _numbers(table[name]) is None] == columns[:1]:
        best, why = columns[0], "the only column with names"
    return (best,), (f"the target is {best}, {why}; --target COLUMN takes another",)


def _split(table: pd.DataFrame, targets: Sequence[str]) -> dict[str, str] | None:
    """A column that says which rows are held out."""
    for name in table:
        if str(name).lower() not in _SPLITS or name in targets:
            continue
        values = {value.lower(): value for value in set(table[name].dropna().astype(str))}
        held = next((values[word] for word in _EVALUATION if word in values), None)
        if held is None or table[name].isna().any() or len(values) > 3:
            continue
        test = next((values[word] for word in _TEST if word in values), held)
        found = {"type": "column", "column": str(name), "held_out": held}
        return found if test == held else {**found, "test": test}
    return None


def _unusable(column: pd.Series[Any], source: Table) -> str | None:
    """Why a column is left out; None if it is an input."""
    from pandas.api import types

    if not column.name or str(column.name).startswith("Unnamed: "):
        return "has no name"
    cells = column.dropna()
    if cells.empty:
        return "has no values"
    if not (
        types.is_numeric_dtype(column)
        or types.is_string_dtype(column)
        or types.is_object_dtype(column)
        or types.is_bool_dtype(column)
        or isinstance(column.dtype, types.CategoricalDtype)
    ):
        return f"is {column.dtype}"
    if any(not types.is_scalar(value) for value in cells):
        return "has several values in a cell"
    different = cells.nunique()
    try:
        text = _is_text(column, source)
    except DataError as error:  # with options, these make an input of it
        return None if error.options else error.message.strip()
    if different == 1 and not (text and len(cells) < len(column)):
        return "has the same value in all rows"
    if text:
        many = different > min(_MOST_NAMES, len(cells) / 2)
        return f"has {different:,} different names" if many else None
    name = str(column.name).lower()
    is_id = name in ("id", "index", "row", "rownames") or name.endswith("_id")
    return "numbers the rows" if is_id and different == len(column) else None


def _classes(column: pd.Series[Any], name: str, data: pathlib.Path) -> bool:
    """Whether a target has classes: names, or few different integers."""
    if missing := int(column.isna().sum()):
        raise DataError(
            f"{name} of {data} has {missing:,} empty cells",
            "drop their rows, or take another target",
        )
    numbers = _numbers(column)
    if numbers is None:
        return True
    different = numbers.nunique()
    if (numbers % 1).any() or different < 2:
        return False
    return different == 2 or different <= min(_MOST_CLASSES, len(column) / _ROWS_PER_CLASS)


def _from_zero(column: pd.Series[Any]) -> bool:
    """Whether integers are labels as they are: 0, 1, … with no gaps."""
    numbers = _numbers(column)
    return numbers is not None and sorted(numbers.unique()) == list(range(numbers.nunique()))


def _numbers(column: pd.Series[Any]) -> pd.Series[Any] | None:
    """A column as numbers; None if some cells are none, or it holds truth values."""
    from pandas.api import types

    if types.is_bool_dtype(column):
        return None
    found = _as_numbers(column)
    return None if found.isna().any() else found.astype(float)


def _as_numbers(column: pd.Series[Any]) -> pd.Series[Any]:
    import pandas as pd

    return pd.to_numeric(column.astype(str), errors="coerce")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
