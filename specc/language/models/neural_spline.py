"""`type: neural_spline`."""

from typing import Annotated, Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.flow import CouplingFlow


class NeuralSpline(CouplingFlow):
    """A neural spline flow (Durkan et al. 2019): couplings by monotonic rational-quadratic splines."""

    type: Literal["neural_spline"] = "neural_spline"
    bins: Annotated[int, Field(ge=2, le=500)] = Field(8, description="Bins of each spline.")
    tail_bound: Positive = Field(
        3.0,
        description="Splines are within [-tail_bound, tail_bound]; outside they are the identity.",
    )
