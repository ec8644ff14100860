"""`type: uniform`."""

from typing import Annotated, Literal

from pydantic import Field

from specc.language.dequantization import Dequantization


class Uniform(Dequantization):
    """Uniform noise within each level (Theis et al. 2016), then the logit (Dinh et al. 2017).

    The mean negative log-density of such pixels is at least the negative log-probability of their levels.
    """

    type: Literal["uniform"] = "uniform"
    logit_alpha: Annotated[float, Field(gt=0, lt=0.5)] = Field(
        0.05,
        description="Pixels are scaled to [alpha, 1 - alpha] before the logit, so that it is finite.",
    )
