"""The rows of `metrics.jsonl`, or else of `metrics.csv`, as far as they can be read.

A run may be writing the file, or may have been killed while it did. So a line that is damaged is left out
and reported in a sentence; it never hides the other rows.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

NAMES = ("metrics.jsonl", "metrics.csv")

_LARGEST = 1e100
"""No axis has room for more; a metric that has it diverges."""

_Reader = Callable[[str], dict[str, Any] | None]


@dataclasses.dataclass(frozen=True, slots=True)
class Series:
    """The values of one metric over a run.

    Attributes:
        name: as logged, such as `eval_loss`.
        steps: in increasing order.
        values: all finite, one for each step.
    """

    name: str
    steps: tuple[int, ...]
    values: tuple[float, ...]

    @property
    def last(self) -> tuple[float, int]:
        """The last value and its step."""
        return self.values[-1], self.steps[-1]

    @property
    def lowest(self) -> tuple[float, int]:
        """The lowest value, and the first step that has it."""
        value = min(self.values)
        return value, self.steps[self.values.index(value)]

    @property
    def highest(self) -> tuple[float, int]:
        """The highest value, and the first step that has it."""
        value = max(self.values)
        return value, self.steps[self.values.index(value)]


@dataclasses.dataclass(frozen=True, slots=True)
class Log:
    """What a run has logged.

    Attributes:
        series: of the metrics that are numbers, by name, in the order of the first row that has them.
        arrays: the last value of each that is not, such as a confusion matrix, and its step.
        step: the last that has a row; 0 without rows.
        rows: how many rows there are.
        notes: sentences on what could not be used.
    """

    series: dict[str, Series]
    arrays: dict[str, tuple[Any, int]]
    step: int
    rows: int
    notes: tuple[str, ...]


def is_file(path: Path) -> bool:
    """Whether there is such a file; not one in a folder that may not be read."""
    try:
        return path.is_file()
    except OSError:
        return False


def read_log(folder: Path) -> Log:
    """Reads the log of a run; what is wrong with it is in the notes."""
    name = next((name for name in NAMES if is_file(folder / name)), NAMES[0])
    try:
        text = (folder / name).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return Log({}, {}, 0, 0, (f"There is no {name}: no metrics are known.",))
    except OSError as error:
        return Log({}, {}, 0, 0, (f"{name} cannot be read: {error.strerror}.",))
    lines, read = text.splitlines(keepends=True), _row
    if name.endswith(".csv") and lines:
        read = functools.partial(_row_of_table, lines.pop(0).strip().split(","))
    rows, notes = _rows(lines, read, name)
    if not rows and not notes:
        notes = [f"{name} is empty: no metrics have been logged yet."]
    series, arrays, more = _columns(rows)
    step = rows[-1]["step"] if rows else 0
    return Log(series, arrays, step, len(rows), (*notes, *more))


def _rows(lines: list[str], read: _Reader, name: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows in order of their steps, and what is wrong with others."""
    rows: list[dict[str, Any]] = []
    damaged: list[int] = []
    notes: list[str] = []
    repeated = 0
    for number, line in enumerate(lines, 2 if name.endswith(".csv") else 1):
        row = read(line)
        if row is None and line is lines[-1] and not line.endswith("\n"):
            notes.append(f"The last line of {name} is incomplete and left out.")
        elif row is None:
            damaged.append(number)
        else:
            while rows and rows[-1]["step"] >= row["step"]:  # a run that went back repeats steps
                rows.pop()
                repeated += 1
            rows.append(row)
    if damaged:
        many = f" and {len(damaged) - 1:,} more" if len(damaged) > 1 else ""
        verb = "are no rows" if many else "is no row"
        notes.append(f"Line {damaged[0]:,}{many} of {name} {verb} of metrics and left out.")
    if repeated:
        count = f"{repeated:,} rows" if repeated > 1 else "1 row"
        notes.append(f"{count} left out: a later row has the same or an earlier step.")
    return rows, notes


def _row(line: str) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or not _is_step(row.get("step")):
        return None
    return row


def _row_of_table(columns: list[str], line: str) -> dict[str, Any] | None:
    """A row of numbers; one that has lost its end cannot be told from one with a shorter last number."""
    cells = line.rstrip("\r\n").split(",")
    if len(cells) != len(columns) or not line.endswith("\n"):
        return None
    try:
        row: dict[str, Any] = {
            name: float(cell) for name, cell in zip(columns, cells, strict=True) if cell
        }
        row["step"] = int(cells[columns.index("step")])
    except ValueError:
        return None
    return row if row["step"] >= 0 else None


def _is_step(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _columns(
    rows: list[dict[str, Any]],
) -> tuple[dict[str, Series], dict[str, tuple[Any, int]], list[str]]:
    """The series, the last values of other metrics, and a note on values that are not finite."""
    found: dict[str, tuple[list[int], list[float]]] = {}
    arrays: dict[str, tuple[Any, int]] = {}
    lost: list[tuple[int, str]] = []
    for row in rows:
        step = row["step"]
        for name, value in row.items():
            if name == "step":
                continue
            if isinstance(value, bool) or not isinstance(value, int | float):
                arrays[name] = value, step
            elif abs(value) > _LARGEST or math.isnan(value):  # an integer has no limit
                lost.append((step, name))
            else:
                steps, values = found.setdefault(name, ([], []))
                steps.append(step)
                values.append(float(value))
    series = {name: Series(name, tuple(x), tuple(y)) for name, (x, y) in found.items()}
    notes = []
    if lost:
        step, name = lost[0]
        count = f"{len(lost):,} values are" if len(lost) > 1 else "1 value is"
        notes.append(
            f"{count} not finite (or beyond {_LARGEST:g}) and left out; the first is {name} at step {step:,}."
        )
    return series, {name: arrays[name] for name in arrays if name not in series}, notes
