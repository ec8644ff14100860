"""Curves as a picture: PNG or SVG, a panel each."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

from specc.plot.curves import Curve, number

_MOST_NAMED = 8


def picture(curves: Sequence[Curve], form: str) -> bytes:
    """The bytes of a PNG or SVG file, the same for the same curves."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    columns = 1 if len(curves) == 1 else 2 if len(curves) <= 6 else 3
    rows = math.ceil(len(curves) / columns)
    options: Any = {"svg.hashsalt": "specc", "svg.fonttype": "none"}
    with mpl.rc_context(options):
        width = 7.0 if columns == 1 else 4.4
        figure = Figure(figsize=(width * columns, 2.7 * rows), layout="constrained")
        grid = figure.subplots(rows, columns, squeeze=False)
        for axes, curve in zip(grid.flat, curves, strict=False):
            _panel(axes, curve)
        for axes in list(grid.flat)[len(curves) :]:
            axes.set_axis_off()
        written = io.BytesIO()
        metadata = {"Date": None} if form == "svg" else {"Software": None}
        figure.savefig(written, format=form, dpi=90, metadata=metadata)
    return written.getvalue()


def _panel(axes: Any, curve: Curve) -> None:
    low = min(0.0, *curve.values)
    high = max(curve.values)
    high = high if high > low else low + 1.0
    axes.plot(curve.steps, curve.values, color="C0", drawstyle=_style(curve))
    axes.set(title=curve.title, xlabel="step", xlim=(0, max(curve.run - 1, 1)))
    axes.set_ylim(low - 0.03 * (high - low), high + 0.22 * (high - low))
    axes.ticklabel_format(axis="y", scilimits=(-2, 4))
    axes.grid(alpha=0.25)
    phases = curve.phases
    ends = [*(stage.start for stage in phases[1:]), curve.run]
    for order, (stage, end) in enumerate(zip(phases, ends, strict=True)):
        axes.axvspan(stage.start, end, color="C0", alpha=0.04 + 0.08 * (order % 2), linewidth=0)
        wide = (end - stage.start) * 11 > curve.run * len(stage.label) ** 0.5
        if len(phases) > 1 and wide:
            middle = (stage.start + min(end, curve.run)) / 2
            axes.annotate(
                stage.label,
                (middle, 1.0),
                (0, -4),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                ha="center",
                va="top",
                fontsize=8,
                color="0.35",
            )
    _key_values(axes, curve)


def _style(curve: Curve) -> str:
    """In steps where there are few of them, as the run has them."""
    return "steps-post" if curve.run <= 100 else "default"


def _key_values(axes: Any, curve: Curve) -> None:
    """Dots at the steps that people ask about, with their values if they are few."""
    keys = [step for step, _ in curve.keys]
    axes.plot(keys, [curve.at(step) for step in keys], "o", color="C0", markersize=3.5)
    if len(keys) > _MOST_NAMED:
        return
    for step in keys:
        if keys[-1] - curve.run // 7 < step < keys[-1]:
            continue  # too close to the last
        right = step > 0.85 * curve.run
        axes.annotate(
            number(curve.at(step)),
            (step, curve.at(step)),
            (-4 if right else 4, 7 if right else 4),
            textcoords="offset points",
            ha="right" if right else "left",
            fontsize=7,
        )
