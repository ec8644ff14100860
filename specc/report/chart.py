"""Charts of metrics: what of which run is drawn where. Neither HTML nor pixels of a picture are made here."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence

from specc.report import metrics
from specc.report.axis import Axis, linear, logarithmic, of_steps
from specc.report.log import Series
from specc.report.run import Run, sets_of
from specc.report.thin import Points, smooth, thin

BUCKETS = 300
"""A curve is about as many pixels wide on a phone, half of it on a desk: finer detail could not be seen."""

_MANY = 200  # rows, from which the mean of neighbours is drawn over noisy ones


@dataclasses.dataclass(frozen=True, slots=True)
class Curve:
    """A series in a chart.

    Attributes:
        run: its number, from 0.
        part: `""` for training, `eval`, `test`, or the name of a further set.
        points: all of them, or the extremes of each of `BUCKETS` ranges of steps.
        mean: a smooth curve to draw over the points; none where these are few.
        window: how many rows a point of `mean` is the mean of.
        number: of a further set, from 0; None for other parts.
    """

    run: int
    part: str
    points: Points
    mean: Points
    window: int
    number: int | None = None

    @property
    def end(self) -> float:
        """The value at its end, as drawn."""
        return (self.mean or self.points)[-1][1]


@dataclasses.dataclass(frozen=True, slots=True)
class Best:
    """The best value of a metric.

    Attributes:
        run: the number of the run that has it.
        name: of the series, such as `eval_loss`.
        value, step: where it is.
    """

    run: int
    name: str
    value: float
    step: int


@dataclasses.dataclass(frozen=True, slots=True)
class Chart:
    """A metric of all runs, in training and on other data.

    Attributes:
        metric: its name without `eval_`.
        x, y: the axes.
        curves: by run, training first.
        best: None where the name of the metric does not say what is good.
        is_main: whether runs are judged by it.
    """

    metric: str
    x: Axis
    y: Axis
    curves: tuple[Curve, ...]
    best: Best | None
    is_main: bool


def charts(runs: Sequence[Run]) -> tuple[Chart, ...]:
    """A chart for each metric that any of the runs has logged, in the order in which people look."""
    names = list(dict.fromkeys(name for run in runs for name in run.log.series))
    last = max((run.log.step for run in runs), default=0)
    axis, sets = of_steps(last), sets_of(runs)
    return tuple(_chart(metric, runs, sets, axis) for metric in metrics.order(names, sets))


def _chart(metric: str, runs: Sequence[Run], sets: Sequence[str], x: Axis) -> Chart:
    found = [
        (number, part, run.log.series[name])
        for number, run in enumerate(runs)
        for part in metrics.parts(sets)
        if (name := metrics.joined(part, metric)) in run.log.series
    ]
    values = [series.values for _, _, series in found]
    low, high = min(map(min, values)), max(map(max, values))
    log = metrics.is_log(values, metric)
    has_parts = any(part for _, part, _ in found)
    if metrics.is_scheduled(metric) and low > 0:
        low = 0.0  # its form is seen only from there
    return Chart(
        metric,
        x,
        logarithmic(low, high) if log else linear(low, high),
        tuple(_curve(number, part, series, sets) for number, part, series in found),
        _best([(number, series) for number, part, series in found if part or not has_parts], sets),
        is_main=has_parts or metrics.direction(metric) != 0,
    )


def _curve(run: int, part: str, series: Series, sets: Sequence[str]) -> Curve:
    count = len(series.steps)
    window = count // 50 // 2 * 2 + 1 if count > _MANY and _is_noisy(series.values) else 1
    mean = thin(series.steps, smooth(series.values, window), BUCKETS) if window > 1 else []
    number = sets.index(part) if part in sets else None
    return Curve(run, part, thin(series.steps, series.values, BUCKETS), mean, window, number)


def _is_noisy(values: Sequence[float]) -> bool:
    """Whether a curve goes up and down so often that it is 20 times as long as it is high."""
    way = sum(abs(after - before) for before, after in itertools.pairwise(values))
    return way > 20 * (max(values) - min(values))


def _best(found: Sequence[tuple[int, Series]], sets: Sequence[str]) -> Best | None:
    """Of the part that comes first: that of the evaluation examples, if there are any."""
    name = found[0][1].name
    way = metrics.direction(name, sets)
    if way == 0:
        return None
    each = [(number, metrics.best(series, sets)) for number, series in found if series.name == name]
    number, (value, step) = max(
        ((number, value) for number, value in each if value is not None),
        key=lambda item: way * item[1][0],
    )
    return Best(number, name, value, step)
