"""`type: gaussian_grid`."""

from typing import Literal

from pydantic import Field

from specc.language.fields import Count, Positive
from specc.language.generated_points import GeneratedPoints


class GaussianGrid(GeneratedPoints):
    """A mixture of normal distributions whose centers are on a square grid."""

    type: Literal["gaussian_grid"] = "gaussian_grid"
    side: Count = Field(5, description="Number of normal distributions in a row, and of rows.")
    spacing: Positive = Field(2.0, description="Distance between neighboring centers.")

    @property
    def extent(self) -> tuple[float, float]:
        """See `GeneratedPoints.extent`."""
        half = (self.side - 1) / 2 * self.spacing
        return -half, half

    @property
    def groups(self) -> int:
        """One for each normal distribution."""
        return self.side**2
