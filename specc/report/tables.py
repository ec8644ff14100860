"""The tables of the page: values of metrics, settings, versions."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from specc.report import metrics
from specc.report.log import Series
from specc.report.run import Run, sets_of
from specc.report.settings import differing, number, shown

_MOST_COLUMNS = 5


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """A value at a step.

    Attributes:
        value: as shown; empty if there is none.
        step: as shown.
        is_best: whether no other run has a better one.
    """

    value: str = ""
    step: str = ""
    is_best: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A metric of one run: a row where there are several metrics, a cell where there are several runs.

    Attributes:
        name: as logged.
        run: the number of the run.
        arrow: `↑` or `↓`, towards good values; empty where the name does not say.
        best: empty where there is no arrow.
        lowest, highest, last: at their steps.
    """

    name: str
    run: int
    arrow: str
    best: Cell
    lowest: Cell
    highest: Cell
    last: Cell


def arrow(way: int) -> str:
    """Towards good values, as `metrics.direction` has them: `↑` or `↓`; empty where it is not known."""
    return {1: "↑", -1: "↓"}.get(way, "")


def rows(runs: Sequence[Run]) -> tuple[Row, ...]:
    """Every metric of every run: by metric, those first that runs are judged by."""
    names = list(dict.fromkeys(name for run in runs for name in run.log.series))
    sets = sets_of(runs)
    training, *others = metrics.parts(sets)
    ordered = [
        name
        for metric in metrics.order(names, sets)
        for part in (*others, training)
        if (name := metrics.joined(part, metric)) in names
    ]
    return tuple(row for name in ordered for row in _rows(name, runs, sets))


def _rows(name: str, runs: Sequence[Run], sets: Sequence[str]) -> list[Row]:
    has = [(n, run.log.series[name]) for n, run in enumerate(runs) if name in run.log.series]
    return [_row(n, series, [other for _, other in has], sets) for n, series in has]


def _row(run: int, series: Series, everyone: Sequence[Series], sets: Sequence[str]) -> Row:
    best, way = metrics.best(series, sets), metrics.direction(series.name, sets)
    bests = [found[0] for other in everyone if (found := metrics.best(other, sets))]
    leads = best is not None and best[0] * way == max(value * way for value in bests)
    return Row(
        series.name,
        run,
        arrow(way),
        _cell(best, is_best=leads and len({*bests}) > 1) if best else Cell(),
        _cell(series.lowest),
        _cell(series.highest),
        _cell(series.last),
    )


def _cell(found: tuple[float, int], *, is_best: bool = False) -> Cell:
    return Cell(number(found[0]), f"{found[1]:,}", is_best)


@dataclasses.dataclass(frozen=True, slots=True)
class Board:
    """Runs side by side.

    Attributes:
        columns: the metrics that they are judged by, each with its arrow.
        rows: for each run, its row of each of these; None where it has none.
    """

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Row | None, ...], ...]


def board(runs: Sequence[Run]) -> Board:
    """The metrics that most of the runs are judged by, at most five."""
    sets = sets_of(runs)
    logged = list(dict.fromkeys(name for run in runs for name in run.log.series))
    names = metrics.main(logged, sets)
    have = {name: sum(name in run.log.series for run in runs) for name in names}
    chosen = sorted(names, key=lambda name: -have[name])[:_MOST_COLUMNS]
    chosen = [name for name in names if name in chosen]
    found = {(row.name, row.run): row for name in chosen for row in _rows(name, runs, sets)}
    return Board(
        tuple((name, arrow(metrics.direction(name, sets))) for name in chosen),
        tuple(tuple(found.get((name, n)) for name in chosen) for n in range(len(runs))),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """A setting.

    Attributes:
        name: of the field.
        values: for each run.
        comment: what it means, as the trainer says.
    """

    name: str
    values: tuple[str, ...]
    comment: str


def all_settings(run: Run) -> tuple[Setting, ...]:
    """The settings of one run."""
    return tuple(
        Setting(name, (shown(value),), run.trainer.comments.get(name, ""))
        for name, value in run.settings.values.items()
    )


def differences(runs: Sequence[Run]) -> tuple[Setting, ...]:
    """The settings in which runs differ."""
    comments = {name: text for run in runs for name, text in run.trainer.comments.items()}
    found = differing([run.settings for run in runs])
    return tuple(Setting(name, values, comments.get(name, "")) for name, values in found.items())


def versions(runs: Sequence[Run]) -> tuple[Setting, ...]:
    """The device and the libraries of each run; one value if it is the same for all that say it."""
    names = dict.fromkeys(name for run in runs for name in run.settings.versions)
    found = []
    for name in names:
        values = tuple(run.settings.versions.get(name, "–") for run in runs)
        same = len({*values} - {"–"}) == 1
        found.append(Setting(name, tuple({*values} - {"–"}) if same else values, ""))
    return tuple(found)
