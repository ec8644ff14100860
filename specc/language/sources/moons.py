"""`type: moons`."""

from typing import Literal

from specc.language.generated_points import GeneratedPoints


class Moons(GeneratedPoints):
    """Two interleaving half circles of radius 1: sklearn.datasets.make_moons."""

    type: Literal["moons"] = "moons"

    @property
    def extent(self) -> tuple[float, float]:
        """See `GeneratedPoints.extent`."""
        return -1.0, 2.0
