"""The likelihood of examples under a flow."""

from __future__ import annotations

from specc.ir.flow_matching import Likelihood
from specc.ir.settings import Field
from specc.language.likelihood import Likelihood as SpecBlock
from specc.lower.settings import AT_LEAST_ONE, Settings

_ORIGIN = "task.loss.likelihood"


def lower_likelihood(spec: SpecBlock, settings: Settings) -> Likelihood:
    """Its number of steps is a setting."""
    field = Field(
        "likelihood_steps",
        "int",
        spec.steps,
        "Runge-Kutta steps from an example to noise",
        "cadence",
        AT_LEAST_ONE,
        f"{_ORIGIN}.steps",
    )
    return Likelihood(steps=settings.add(field), divergence=spec.divergence, origin=_ORIGIN)
