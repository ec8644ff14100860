"""Charts as the page needs them: lines of an SVG that is as wide as its column, and labels beside it.

The SVG has only lines, whose width does not depend on its own. Texts are HTML, so that they have
the same size on a phone and on a large screen.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from specc.report import metrics
from specc.report.chart import Chart, Curve
from specc.report.settings import number

WIDTH, HEIGHT = 2000, 1000
"""The coordinates of the SVG, which is as large as the plot."""

PIXELS = 220  # the height of a plot
_LINE = 15  # of a label
_MOST_ROOM = 140  # for the names of runs
_MOST_LABELS = 12
_FEW_POINTS = 40
COLORS = 8
"""How many colours runs have; the next ones have them again, dashed."""
DASHES = 3
"""How many ways there are to dash what several runs are on further sets."""


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A line of the SVG.

    Attributes:
        path: its `d`.
        style: the classes that it has.
    """

    path: str
    style: str


@dataclasses.dataclass(frozen=True, slots=True)
class Label:
    """A text beside the plot.

    Attributes:
        text: what it says.
        at: its middle, in pixels from the top or in percent from the left.
        style: the classes that it has.
    """

    text: str
    at: float
    style: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Drawing:
    """A chart, drawn.

    Attributes:
        metric, caption: its heading, and what is best.
        notes: sentences under it.
        summary: what a screen reader says of the picture.
        rows, columns: the grid, in coordinates of the SVG.
        lines: the curves.
        x, y: the ticks.
        ends: labels at the ends of curves.
        room: for these, in pixels.
        values: what the script shows at a step.
    """

    metric: str
    caption: str
    notes: tuple[str, ...]
    summary: str
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    lines: tuple[Line, ...]
    x: tuple[Label, ...]
    y: tuple[Label, ...]
    ends: tuple[Label, ...]
    room: int
    values: dict[str, Any]


def draw(chart: Chart, names: Sequence[str]) -> Drawing:
    """Draws a chart.

    Args:
        chart: what to draw.
        names: of the runs, short ones.
    """
    ends = _ends(chart, names)
    return Drawing(
        chart.metric,
        _caption(chart, names),
        tuple(_notes(chart)),
        _summary(chart, names),
        tuple(round(HEIGHT * (1 - chart.y.place(tick))) for tick, _ in chart.y.ticks),
        tuple(round(WIDTH * chart.x.place(tick)) for tick, _ in chart.x.ticks),
        tuple(line for curve in chart.curves for line in _lines(chart, curve, len(names))),
        tuple(Label(text, 100 * chart.x.place(tick)) for tick, text in chart.x.ticks),
        tuple(Label(text, PIXELS * (1 - chart.y.place(tick))) for tick, text in chart.y.ticks),
        ends,
        min(max((len(label.text) for label in ends), default=0) * 7 + 24, _MOST_ROOM),
        _values(chart, names),
    )


def color_of(run: int, runs: int) -> str:
    """The classes that give a run its colour, and from the ninth on its dashes."""
    dashed = f" dashed-{run // COLORS}" if run >= COLORS else ""
    return "one" if runs == 1 else f"run-{run % COLORS}{dashed}"


def look(curve: Curve, runs: int) -> str:
    """The classes of a curve next to others: of one run a further set has a colour, of several its dashes."""
    if curve.number is not None and runs == 1:
        return f"further run-{1 + curve.number % (COLORS - 1)}"
    return f"{_stroke(curve)} {color_of(curve.run, runs)}"


def _stroke(curve: Curve) -> str:
    """The classes that say of which part of the data it is."""
    if curve.number is not None:
        return f"further further-{curve.number % DASHES}"
    return curve.part or "training"


def key(found: Sequence[Chart], runs: int) -> tuple[Label, ...]:
    """What the looks of curves stand for: of several runs, and of one that has further sets."""
    curves = {curve.part: curve for chart in found for curve in chart.curves}
    sets = [curve.part for curve in curves.values() if curve.number is not None]
    if len(curves) == 1 or (runs == 1 and not sets):
        return ()
    shown = [curves[part] for part in ("eval", *sets, "", "test") if part in curves]
    return tuple(
        Label(metrics.words(curve.part), 0, look(curve, 1) if runs == 1 else _stroke(curve))
        for curve in shown
    )


def _lines(chart: Chart, curve: Curve, runs: int) -> list[Line]:
    own = any(other.part for other in chart.curves)
    style = look(curve, runs) if own else f"only {color_of(curve.run, runs)}"
    path = _path(chart, curve.points)
    if curve.mean:
        return [Line(path, f"raw {style}"), Line(_path(chart, curve.mean), style)]
    dotted = len(curve.points) == 1 or (runs == 1 and len(curve.points) <= _FEW_POINTS)
    dots = "".join(f"{point}h0" for point in _places(chart, curve.points)) if dotted else ""
    return [Line(path, style), *([Line(dots, f"dots {style}")] if dots else [])]


def _places(chart: Chart, points: Sequence[tuple[int, float]]) -> list[str]:
    return [
        f"M{round(WIDTH * chart.x.place(step))} {round(HEIGHT * (1 - chart.y.place(value)))}"
        for step, value in points
    ]


def _path(chart: Chart, points: Sequence[tuple[int, float]]) -> str:
    first, *rest = _places(chart, points)
    return first + "".join(f"L{place[1:]}" for place in rest)


def _caption(chart: Chart, names: Sequence[str]) -> str:
    best = chart.best
    if best is None:
        return ""
    where = f" by {names[best.run]}" if len(names) > 1 else ""
    return f"best {number(best.value)}{where} at step {best.step:,}"


def _notes(chart: Chart) -> list[str]:
    notes = ["Logarithmic scale."] if chart.y.is_log else []
    windows = sorted({curve.window for curve in chart.curves if curve.mean})
    if windows:
        of = f"{windows[0]:,}" if len(windows) == 1 else f"{windows[0]:,} to {windows[-1]:,}"
        notes.append(f"Pale: every row. Strong: means of {of} rows.")
    return notes


def _summary(chart: Chart, names: Sequence[str]) -> str:
    ends = (
        f"{names[curve.run]}, {metrics.words(curve.part)}: "
        f"{number(curve.points[0][1])} to {number(curve.points[-1][1])}"
        for curve in chart.curves
    )
    return f"{chart.metric} over steps. {'; '.join(ends)}"


def _ends(chart: Chart, names: Sequence[str]) -> tuple[Label, ...]:
    """Labels at the ends of curves, moved apart: of each run, or of each part if there is one run."""
    if len(names) == 1:
        shown = {metrics.words(curve.part): curve for curve in chart.curves}
        shown = shown if len(shown) > 1 else {}
    else:
        parts = [curve for curve in chart.curves if curve.number is None]
        shown = {names[curve.run]: curve for curve in parts}  # the last part of each run
        shown = shown if len(shown) <= _MOST_LABELS else {}
    found = [
        Label(
            text,
            PIXELS * (1 - chart.y.place(curve.end)),
            look(curve, len(names)),
        )
        for text, curve in shown.items()
    ]
    return apart(sorted(found, key=lambda label: label.at))


def apart(labels: Sequence[Label]) -> tuple[Label, ...]:
    """Labels with room for each: those that would overlap are a block in the middle of their places.

    Args:
        labels: sorted by place.
    """
    blocks: list[tuple[float, int]] = []  # the place of the first label, and how many follow
    for label in labels:
        first, count = label.at, 1
        while blocks and blocks[-1][0] + _LINE * blocks[-1][1] > first:
            before, more = blocks.pop()
            middle = before * more + (first - _LINE * more) * count
            first, count = middle / (more + count), more + count
        blocks.append((first, count))
    places = [first + _LINE * n for first, count in blocks for n in range(count)]
    for n in range(len(places)):  # none above the plot
        places[n] = max(places[n], places[n - 1] + _LINE if n else 0.0)
    for n in reversed(range(len(places))):  # and none below it
        places[n] = min(places[n], PIXELS - _LINE * (len(places) - 1.0 - n))
    return tuple(
        dataclasses.replace(label, at=at) for label, at in zip(labels, places, strict=True)
    )


def _values(chart: Chart, names: Sequence[str]) -> dict[str, Any]:
    """What the script shows: a row for each run, a column for each part; of one run, a row for each part."""
    parts = [metrics.words(curve.part) for curve in chart.curves]
    alone = len(names) == 1
    return {
        "last": chart.x.high,
        "parts": [""] if alone or len(set(parts)) == 1 else sorted(set(parts)),
        "curves": [
            {
                "name": part if alone else names[curve.run],
                "part": part if not alone and len(set(parts)) > 1 else "",
                "style": look(curve, len(names)),
                "steps": [step for step, _ in curve.points],
                "values": [float(f"{value:.5g}") for _, value in curve.points],
            }
            for curve, part in zip(chart.curves, parts, strict=True)
        ],
    }
