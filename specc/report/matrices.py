"""Matrices that a run has logged, such as confusion matrices, as tables whose cells are shaded."""

from __future__ import annotations

import dataclasses
from typing import Any

from specc.report.run import Run
from specc.report.settings import shown

_MOST = 20  # rows or columns of a matrix that is shown
_SHADE = 70  # percent of the darkest cell


@dataclasses.dataclass(frozen=True, slots=True)
class Matrix:
    """The last value of a metric that is a matrix.

    Attributes:
        name: as logged.
        step: of the value.
        rows: the text of each cell, and its shade: its share of the row in percent.
        legend: what rows and columns are, where the name says it.
    """

    name: str
    step: int
    rows: tuple[tuple[tuple[str, int], ...], ...]
    legend: str


def matrices(run: Run) -> tuple[Matrix, ...]:
    """Those of a run that are small enough to be read."""
    return tuple(
        Matrix(name, step, tuple(map(_row, value)), _legend(name))
        for name, (value, step) in run.log.arrays.items()
        if _is_matrix(value)
    )


def _is_matrix(value: Any) -> bool:
    if not isinstance(value, list) or not 1 < len(value) <= _MOST:
        return False
    if not all(isinstance(row, list) and len(row) == len(value) for row in value):
        return False
    cells = [cell for row in value for cell in row]
    return all(isinstance(cell, int | float) and 0 <= cell < 1e15 for cell in cells)


def _row(cells: list[float]) -> tuple[tuple[str, int], ...]:
    total = sum(cells) or 1
    return tuple((shown(cell), round(_SHADE * cell / total)) for cell in map(_count, cells))


def _count(cell: float) -> float:
    return int(cell) if cell == int(cell) else cell


def _legend(name: str) -> str:
    return "Rows are true classes, columns predicted ones." if "confusion_matrix" in name else ""
