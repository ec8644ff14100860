"""`type: circles`."""

from typing import Literal

from pydantic import Field

from specc.language.fields import Factor
from specc.language.generated_points import GeneratedPoints


class Circles(GeneratedPoints):
    """Two circles with one center, the larger of radius 1: sklearn.datasets.make_circles."""

    type: Literal["circles"] = "circles"
    factor: Factor = Field(0.5, description="Radius of the inner circle.")

    @property
    def extent(self) -> tuple[float, float]:
        """See `GeneratedPoints.extent`."""
        return -1.0, 1.0
