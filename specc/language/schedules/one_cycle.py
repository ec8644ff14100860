"""`type: one_cycle`."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from specc.document.diagnostics import Path
from specc.language.fields import Positive
from specc.language.quantities import Percentage
from specc.language.schedule import Schedule, SomeRate


class OneCycle(Schedule):
    """Up to the peak, and down to far below the start (Smith & Topin 2018)."""

    type: Literal["one_cycle"] = "one_cycle"
    peak: Positive = Field(examples=[1e-2], description="The highest rate.")
    start: SomeRate = Field(
        Percentage(4.0), description="Initial rate: relative to the peak (4%) or absolute (1e-5)."
    )
    floor: SomeRate = Field(
        Percentage(0.0004), description="Final rate: relative to the peak or absolute (1e-8)."
    )
    rise: Percentage = Field(
        Percentage(30.0), description="Fraction of the time at which it reaches its peak."
    )
    back: Percentage = Field(
        Percentage(85.0),
        description="Fraction of the time at which a linear cycle is back at its initial rate.",
    )
    shape: Literal["cosine", "linear"] = Field("cosine", description="Interpolation.")

    def peaks(self) -> Iterator[tuple[Path, float]]:
        """See `Schedule.peaks`."""
        yield ("peak",), self.peak
