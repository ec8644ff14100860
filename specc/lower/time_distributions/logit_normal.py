"""Logit-normal times."""

from __future__ import annotations

from specc.ir.pattern import pattern
from specc.ir.settings import Field
from specc.ir.times import Times
from specc.language.time_distributions.logit_normal import LogitNormal
from specc.lower.settings import FINITE, POSITIVE, Settings


def lower(spec: LogitNormal, settings: Settings, origin: str) -> Times:
    """The sigmoid of a normal variable, whose mean and standard deviation are settings."""
    doc = "mean of the logit of the times"
    loc = settings.add(
        Field("time_loc", "float", spec.loc, doc, "learning", FINITE, f"{origin}.loc")
    )
    doc = "standard deviation of the logit of the times"
    field = Field("time_scale", "float", spec.scale, doc, "learning", POSITIVE, f"{origin}.scale")
    draw = "jax.nn.sigmoid(loc + scale * jax.random.normal(time_key, shape))"
    return Times(draw=pattern(draw, loc=loc, scale=settings.add(field), origin=origin))
