"""The curves as one PNG: the charts of the page, drawn by matplotlib."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

from specc.report import metrics
from specc.report.chart import Chart, Curve, charts
from specc.report.colors import LIGHT, TRAINING
from specc.report.names import of_folders, shortened
from specc.report.run import Run

_DASHES = ("-", (0, (5, 3)), (0, (1.5, 2.5)))
_FURTHER = ((0, (8, 2, 2, 2)), (0, (3, 1.5)), (0, (1, 1.5)))
"""Of further sets, where colours are of runs."""


def picture(runs: Sequence[Run]) -> bytes | None:
    """The bytes of a PNG file, the same for the same runs; None if they have logged nothing.

    Raises:
        ImportError: matplotlib is not installed.
    """
    found = charts(runs)
    if not found:
        return None
    import matplotlib as mpl
    from matplotlib.figure import Figure

    names = shortened(of_folders([run.folder for run in runs]))
    columns = min(len(found), 2 if len(found) in (2, 4) else 3)
    rows = math.ceil(len(found) / columns)
    with mpl.rc_context({"font.size": 9}):
        figure: Any = Figure(figsize=(4.4 * columns, 2.9 * rows + 0.4), layout="constrained")
        figure.get_layout_engine().set(w_pad=0.12, h_pad=0.1)
        grid = figure.subplots(rows, columns, squeeze=False)
        for axes, chart in zip(grid.flat, found, strict=False):
            _panel(axes, chart, len(runs))
        for axes in list(grid.flat)[len(found) :]:
            axes.set_axis_off()
        _legend(figure, found, names)
        written = io.BytesIO()
        figure.savefig(written, format="png", dpi=110, metadata={"Software": None})
    return written.getvalue()


def _panel(axes: Any, chart: Chart, runs: int) -> None:
    for curve in chart.curves:
        look = _look(chart, curve, runs)
        look["marker"] = "o" if len(curve.points) == 1 else ""
        if curve.mean:
            pale = look | {"alpha": 0.25, "linewidth": 0.7}
            axes.plot(*zip(*curve.points, strict=True), **pale)
        axes.plot(*zip(*(curve.mean or curve.points), strict=True), **look)
    axes.set_yscale("log" if chart.y.is_log else "linear")
    axes.set(xlim=(0, chart.x.high), ylim=(chart.y.low, chart.y.high))
    axes.set_yticks(*zip(*chart.y.ticks, strict=True))
    axes.set_yticks([], minor=True)
    axes.set_xticks(*zip(*chart.x.ticks, strict=True))
    axes.set_title(chart.metric, loc="left", fontweight="bold", fontsize=9)
    axes.set_xlabel("step", loc="right", color="0.35", fontsize=8)
    axes.grid(alpha=0.25)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(length=0, colors="0.35")


def _look(chart: Chart, curve: Curve, runs: int) -> dict[str, Any]:
    """How a curve is drawn: held out strong, training thin where both are there."""
    if curve.number is not None:
        return _further(curve, runs)
    behind = not curve.part and any(other.part for other in chart.curves)
    color = TRAINING if behind and runs == 1 else LIGHT[curve.run % len(LIGHT)]
    dashes = _DASHES[curve.run // len(LIGHT) % len(_DASHES)]
    alpha = 0.6 if behind and runs > 1 else 1.0
    return {
        "color": color,
        "linestyle": dashes,
        "linewidth": 1.0 if behind else 1.7,
        "alpha": alpha,
    }


def _further(curve: Curve, runs: int) -> dict[str, Any]:
    """How a further set is drawn: of one run in a colour, of several with its dashes."""
    number, colors = curve.number or 0, LIGHT[1:]
    if runs == 1:
        return {
            "color": colors[number % len(colors)],
            "linestyle": "-",
            "linewidth": 1.7,
            "alpha": 1.0,
        }
    color, dashes = LIGHT[curve.run % len(LIGHT)], _FURTHER[number % len(_FURTHER)]
    return {"color": color, "linestyle": dashes, "linewidth": 1.2, "alpha": 1.0}


def _legend(figure: Any, found: Sequence[Chart], names: Sequence[str]) -> None:
    """Of the runs, or of the parts if there is one run."""
    from matplotlib.lines import Line2D

    shown: dict[str, Line2D] = {}
    for chart in found:
        for curve in chart.curves:
            part = metrics.words(curve.part)
            own = any(other.part for other in chart.curves)
            name = names[curve.run] if len(names) > 1 else part if own else ""
            if name and (len(names) == 1 or curve.part or not own):
                point = {"marker": "o", "linestyle": ""} if len(curve.points) == 1 else {}
                shown.setdefault(name, Line2D([], [], **_look(chart, curve, len(names)) | point))
    if len(names) > 1 and any(curve.part for chart in found for curve in chart.curves):
        shown |= {"(held out)": Line2D([], [], color="0.45", linewidth=1.7)}
        shown |= {"(training)": Line2D([], [], color="0.45", linewidth=1.0)}
        further = [curve for chart in found for curve in chart.curves if curve.number is not None]
        for curve in further:
            look = {**_further(curve, len(names)), "color": "0.45"}
            shown[f"({metrics.words(curve.part)})"] = Line2D([], [], **look)
        names = [*names, *(name for name in shown if name.startswith("("))]
    if shown:
        handles = [shown[name] for name in names if name in shown] or list(shown.values())
        labels = [name for name in names if name in shown] or list(shown)
        figure.legend(handles, labels, loc="outside lower left", ncols=4, frameon=False, fontsize=9)
