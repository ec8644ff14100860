"""Neural spline flows."""

from __future__ import annotations

import math

from specc.ir.data import Data
from specc.ir.flow import Flow, Spline, SplineCoupling
from specc.ir.settings import Bounds, Field
from specc.language.models.neural_spline import NeuralSpline
from specc.lower.condition import condition_of
from specc.lower.flow import coupling_flow, hidden_of, summary
from specc.lower.settings import POSITIVE, Settings
from specc.lower.sizes import size


def lower(spec: NeuralSpline, data: Data, settings: Settings) -> Flow:
    """Couplings by splines: each network gives widths and heights of bins, and slopes between them."""
    hidden = hidden_of(spec, settings)
    bins = size(
        settings,
        "spline_bins",
        spec.bins,
        "bins of each spline",
        Bounds(2, 500),
        origin="model.bins",
    )
    doc = "splines cover [-tail_bound, tail_bound]"
    bound = Field(
        "tail_bound", "float", spec.tail_bound, doc, "model", POSITIVE, "model.tail_bound"
    )
    coupling = SplineCoupling(
        size=math.prod(data.input.shape),
        hidden=hidden,
        bins=bins,
        tail_bound=settings.add(bound),
        given_class=condition_of(spec, data),
    )
    return coupling_flow(
        spec,
        data,
        settings,
        coupling,
        3 * spec.bins - 1,
        (Spline(),),
        class_name="NeuralSplineFlow",
        summary=summary("Neural spline flow (Durkan et al. 2019), of couplings", data),
        words="a neural spline flow",
    )
