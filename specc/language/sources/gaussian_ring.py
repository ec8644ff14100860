"""`type: gaussian_ring`."""

from typing import Literal

from pydantic import Field

from specc.language.fields import Count, Positive
from specc.language.generated_points import GeneratedPoints


class GaussianRing(GeneratedPoints):
    """A mixture of normal distributions whose centers are on a circle."""

    type: Literal["gaussian_ring"] = "gaussian_ring"
    modes: Count = Field(8, description="Number of normal distributions.")
    radius: Positive = Field(2.0, description="Radius of the circle.")

    @property
    def extent(self) -> tuple[float, float]:
        """See `GeneratedPoints.extent`."""
        return -self.radius, self.radius

    @property
    def groups(self) -> int:
        """One for each normal distribution."""
        return self.modes
