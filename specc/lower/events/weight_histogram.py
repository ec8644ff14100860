"""Histograms of weights."""

from __future__ import annotations

from specc.ir.expr import DictExpr, Expr, Literal, Name
from specc.ir.settings import Field
from specc.ir.weight_histogram import WeightHistogram
from specc.language.events.weight_histogram import WeightHistogram as SpecBlock
from specc.lower.settings import AT_LEAST_ONE, DurationNames, Settings

_NAMES = DurationNames(
    "histogram_every", "histogram_interval", "cadence", "{unit} between histograms of weights"
)


def lower(
    spec: SpecBlock, settings: Settings, origin: str, networks: tuple[str, ...]
) -> WeightHistogram:
    """Of all networks, by name if there are several."""
    interval = settings.duration(_NAMES, spec.every, f"{origin}.every", inline=True)
    doc = "bins of a histogram of weights"
    field = Field("bins", "int", spec.bins, doc, "cadence", AT_LEAST_ONE, f"{origin}.bins")
    params: Expr = Name("state.params")
    if len(networks) > 1:
        params = DictExpr(tuple((Literal(name), Name(f"state.{name}.params")) for name in networks))
    return WeightHistogram(
        interval=interval, bins=settings.add(field), params=params, origin=origin
    )
