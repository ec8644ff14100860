"""The base class of sources of points in the plane that are made from a seed."""

from typing import Annotated, ClassVar

from pydantic import Field

from specc.language.block import Block
from specc.language.facts import Facts
from specc.language.fields import NonNegative, Seed

_REACH = 6.0
"""How many standard deviations of noise the range of the points allows for."""


class GeneratedPoints(Block):
    """Points in the plane with labels, the same for every run."""

    type: str
    rows: Annotated[int, Field(ge=2, le=10_000_000)] = Field(
        10_000, description="Number of points, including held-out ones."
    )
    noise: NonNegative = Field(
        0.05, description="Standard deviation of the normal noise in both coordinates."
    )
    seed: Seed = Field(0, description="Seed of the noise; evaluation data need another.")

    varies: ClassVar = frozenset({"rows", "seed"})
    """The options in which evaluation data may differ."""

    @property
    def extent(self) -> tuple[float, float]:
        """The smallest and the largest coordinate without noise."""
        raise NotImplementedError

    @property
    def groups(self) -> int:
        """Number of labels."""
        return 2

    @property
    def facts(self) -> Facts:
        """What is known without making them; the range is that of nearly all points."""
        low, high = self.extent
        reach = _REACH * self.noise
        share, more = divmod(self.rows, self.groups)
        counts = (share + (label < more) for label in range(self.groups))
        known = {
            "rows": self.rows,
            "shape": (2,),
            "low": low - reach,
            "high": high + reach,
            "targets": 1,
        }
        if self.rows >= self.groups > 1:
            known |= {"classes": self.groups, "class_rows": tuple(counts)}
        return Facts.model_validate(known)
