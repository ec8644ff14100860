"""What a model of diffusion can predict."""

from __future__ import annotations

from specc.ir.diffusion import Target
from specc.ir.expr import Pattern
from specc.ir.pattern import pattern

TARGETS = {
    "epsilon": Target(
        name="noise",
        words="the noise (Ho et al. 2020, equation 14)",
        value=None,
        example=pattern("(noisy - sigma * output) / alpha"),
        error=pattern("snr"),
    ),
    "v": Target(
        name="v",
        words="the velocity v (Salimans and Ho 2022)",
        value=pattern("alpha * noise - sigma * x"),
        example=pattern("alpha * noisy - sigma * output"),
        error=pattern("snr + 1"),
    ),
    "x0": Target(name="x", words="the example", value=None, example=pattern("output"), error=None),
}
"""By their names in a spec."""


def weight_of(target: Target, weight: Pattern) -> Pattern:
    """The weight of a target's squared error, from that of the squared error of the example."""
    if target.error is None:
        return weight
    return pattern("weight / error", weight=weight, error=target.error)
