"""The table of runs in a terminal, and the same as JSON."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from specc.report import metrics
from specc.report.run import Run, State, sets_of
from specc.report.settings import number

_MOST_METRICS = 3
_NAME, _TRAINER = 30, 20  # the most columns of names; longer ones are cut
_GAP = "  "
_BOLD, _DIM, _PLAIN = "\033[1m", "\033[2m", "\033[0m"
_COLORS = {
    State.RUNNING: "\033[34m",
    State.FINISHED: "\033[32m",
    State.INTERRUPTED: "\033[33m",
    State.FAILED: "\033[31m",
    State.STOPPED: "\033[33m",
}
_AGES = ((86_400, "d"), (3_600, "h"), (60, "m"))

Paint = Callable[[str, str], str]


@dataclasses.dataclass(frozen=True, slots=True)
class _Table:
    """Cells of a table; the style of each is the function of its row and column."""

    heads: tuple[str, ...]
    rows: list[tuple[str, ...]]
    left: int  # how many columns are aligned to the left
    styles: list[str]  # of each row's state


def listed(
    runs: Sequence[Run],
    top: Path,
    *,
    now: float,
    sort: str = "",
    width: int = 80,
    color: bool = False,
) -> str:
    """The table: runs by the trainer that they are of; or all in one, sorted by the best value of a metric.

    Args:
        runs: at least one.
        top: the folder that names are relative to.
        now: in seconds of the epoch.
        sort: a metric that some run has logged; the best run is first, and those without it are last.
        width: of the terminal, in columns.
        color: whether it shows colours.
    """

    def paint(text: str, style: str) -> str:
        return f"{style}{text}{_PLAIN}" if color and style else text

    blocks = []
    if sort:
        blocks.append(_table(sorted_by(runs, sort), top, now, [sort], width, trainers=True))
    else:
        groups: dict[str, list[Run]] = {}
        for run in runs:
            groups.setdefault(run.trainer.name, []).append(run)
        for group in groups.values():
            names = list(dict.fromkeys(name for run in group for name in run.log.series))
            judged = metrics.main(names, sets_of(group))
            blocks.append(_table(group, top, now, judged, width, trainers=False))
    texts = ["\n".join(_lines(block, paint)) for block in blocks]
    return "\n\n".join([*texts, _summary(runs)])


def sorted_by(runs: Sequence[Run], metric: str) -> list[Run]:
    """The run with the best value of a metric first; the lowest is taken for best where nobody knows."""
    way = metrics.direction(metric, sets_of(runs)) or -1

    def key(run: Run) -> tuple[bool, float]:
        series = run.log.series.get(metric)
        return series is None, 0.0 if series is None else -way * _best(run, metric)[0]

    return sorted(runs, key=key)


def _best(run: Run, metric: str) -> tuple[float, int]:
    series = run.log.series[metric]
    return metrics.best(series, run.trainer.sets) or series.lowest


def _table(
    runs: Sequence[Run], top: Path, now: float, names: list[str], width: int, *, trainers: bool
) -> _Table:
    """As many of the metrics as there is room for, at least one; their trainers if there is room."""
    most = min(len(names), _MOST_METRICS)
    several = trainers and len({run.trainer.name for run in runs}) > 1
    ways = [(count, several) for count in range(most, 0, -1)] + [(min(most, 1), False)]
    for count, trainer in ways:
        found = _cells(runs, top, now, names[:count], trainer=trainer)
        if _width(found) <= width:
            break
    excess = _width(found) - width
    if excess > 0:  # the names are what can be cut
        found.rows[:] = [
            (_cut(row[0], max(8, _longest(found, 0) - excess)), *row[1:]) for row in found.rows
        ]
    if not trainers and (name := runs[0].trainer.name):
        return dataclasses.replace(
            found, heads=(_cut(name, max(_longest(found, 0), 3)), *found.heads[1:])
        )
    return found


def _cells(
    runs: Sequence[Run], top: Path, now: float, names: Sequence[str], *, trainer: bool
) -> _Table:
    heads = ["run", *(["trainer"] if trainer else []), "state", "step"]
    heads += [head for name in names for head in (name, "best")] + ["age"]
    rows = []
    for run in runs:
        cells = [_cut(_relative(run, top), _NAME)]
        cells += [_cut(run.trainer.name, _TRAINER)] if trainer else []
        cells += [run.state.value, _step(run)]
        for name in names:
            series = run.log.series.get(name)
            cells += (
                ["–", "–"]
                if series is None
                else [number(series.last[0]), number(_best(run, name)[0])]
            )
        rows.append((*cells, _age(run, now)))
    styles = [_COLORS[run.state] for run in runs]
    return _Table(tuple(heads), rows, 3 if trainer else 2, styles)


def _longest(table: _Table, column: int) -> int:
    return max(len(row[column]) for row in table.rows)


def _widths(table: _Table) -> list[int]:
    return [max(len(head), _longest(table, n)) for n, head in enumerate(table.heads)]


def _width(table: _Table) -> int:
    widths = _widths(table)
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _lines(table: _Table, paint: Paint) -> Iterator[str]:
    widths = _widths(table)

    def line(cells: Sequence[str], styles: Sequence[str]) -> str:
        padded = [
            (cell.ljust if n < table.left else cell.rjust)(width)
            for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        painted = [paint(cell, style) for cell, style in zip(padded, styles, strict=True)]
        return _GAP.join(painted).rstrip()

    yield line(table.heads, [_BOLD, *[_DIM] * (len(widths) - 1)])
    for row, style in zip(table.rows, table.styles, strict=True):
        state = table.left - 1
        styles = [style if n == state else "" for n in range(len(widths))]
        styles[-1] = _DIM
        yield line(row, styles)


def _relative(run: Run, top: Path) -> str:
    name = run.folder.relative_to(top).as_posix()
    return run.folder.resolve().name if name == "." else name


def _cut(text: str, most: int) -> str:
    """The beginning and the end of a text that is too long: runs often differ at the end."""
    if len(text) <= most:
        return text
    tail = (most - 1) // 2
    return f"{text[: most - 1 - tail]}…{text[len(text) - tail :]}"


def _step(run: Run) -> str:
    if run.state is State.FINISHED or run.steps is None:
        return f"{run.step:,}"
    return f"{run.step:,}/{run.steps:,}"


def _age(run: Run, now: float) -> str:
    if run.seen is None:
        return "–"
    seconds = max(0, now - run.seen)
    return next(
        (f"{seconds // size:.0f}{letter}" for size, letter in _AGES if seconds >= size),
        f"{seconds:.0f}s",
    )


def _summary(runs: Sequence[Run]) -> str:
    counts = Counter(run.state for run in runs)
    states = ", ".join(f"{counts[state]} {state.value}" for state in State if counts[state])
    return f"{len(runs)} run{'' if len(runs) == 1 else 's'}: {states}"


def as_json(runs: Sequence[Run]) -> list[dict[str, Any]]:
    """What programs read of each run: `best` only of metrics whose names say what is good."""
    return [
        {
            "run": str(run.folder),
            "trainer": run.trainer.name,
            "spec": run.trainer.spec,
            "state": run.state.value,
            "step": run.step,
            "steps": run.steps,
            "checkpoint": run.saved,
            "written": run.seen,
            "metrics": {
                name: {
                    "last": dict(zip(("value", "step"), series.last, strict=True)),
                    "best": dict(zip(("value", "step"), found, strict=True))
                    if (found := metrics.best(series, run.trainer.sets))
                    else None,
                }
                for name, series in run.log.series.items()
            },
            "notes": list(run.notes),
        }
        for run in runs
    ]
