"""`type: flow_matching`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.generative import GenerativeLoss
from specc.language.time_distribution import AnyTimeDistribution
from specc.language.time_distributions.uniform import Uniform


class FlowMatching(GenerativeLoss):
    """Conditional flow matching (Lipman et al. 2023): a velocity field that carries noise to data.

    The model learns the velocity of paths from a standard normal at time 0 to an example at time 1; samples
    are solutions of the differential equation.
    """

    type: Literal["flow_matching"] = "flow_matching"
    path: Literal["linear", "cosine"] = Field(
        "linear",
        description="Weights of noise and example at time t: 1 - t and t, or cos(pi t / 2) and sin(pi t / 2) "
        "(Albergo and Vanden-Eijnden 2023).",
    )
    times: AnyTimeDistribution = Field(
        Uniform(), description="Distribution of the times at which the velocity is learned."
    )

    networks: ClassVar = {"model": frozenset({"denoise"})}
    samplers: ClassVar = ("euler", "midpoint", "rk4")
