"""Mode sampling."""

from __future__ import annotations

from specc.ir.pattern import pattern
from specc.ir.settings import Field
from specc.ir.times import ModeTimes, Times
from specc.language.time_distributions.mode import Mode
from specc.lower.settings import Settings, bounds_of


def lower(spec: Mode, settings: Settings, origin: str) -> Times:
    """A uniform variable, transformed by a function of the trainer; its scale is a setting."""
    doc, bounds = (
        "how much likelier times in the middle are",
        bounds_of(type(spec).model_fields["scale"]),
    )
    field = Field("mode_scale", "float", spec.scale, doc, "learning", bounds, f"{origin}.scale")
    function = ModeTimes(scale=settings.add(field), origin=origin)
    draw = pattern("draw_times(time_key, shape, ...)", origin=origin)
    return Times(draw=draw, functions=(function,))
