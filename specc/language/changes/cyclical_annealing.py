"""`type: cyclical_annealing`."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from specc.document.diagnostics import Path
from specc.language.change import Change
from specc.language.quantities import SomeTime


class CyclicalAnnealing(Change):
    """A straight line and a constant, over and over (Fu et al. 2019)."""

    type: Literal["cyclical_annealing"] = "cyclical_annealing"
    start: float = Field(examples=[0.0], description="Value at the start of each cycle.")
    end: float = Field(
        examples=[1.0],
        description="Value in the rest of each cycle; it may be smaller than `start`.",
    )
    period: SomeTime = Field(examples=["25%"], description="Length of a cycle.")
    proportion: Annotated[float, Field(gt=0, le=1)] = Field(
        0.5, description="Proportion of a cycle that it takes to get to `end`."
    )

    def numbers(self) -> Iterator[tuple[Path, float]]:
        """See `Change.numbers`."""
        yield ("start",), self.start
        yield ("end",), self.end
