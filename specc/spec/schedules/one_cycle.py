"""`type: one_cycle`."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from specc.spec.diagnostics import Path
from specc.spec.fields import Positive
from specc.spec.quantities import Share
from specc.spec.schedule import Schedule, SomeRate


class OneCycle(Schedule):
    """Up to the peak, and down to far below where it began (Smith & Topin 2018)."""

    type: Literal["one_cycle"] = "one_cycle"
    peak: Positive = Field(description="The highest rate.")
    start: SomeRate = Field(
        Share(4.0), description="Where the rate begins: a share of the peak (4%) or a rate (1e-5)."
    )
    floor: SomeRate = Field(
        Share(0.0004), description="Where the rate ends: a share of the peak or a rate (1e-8)."
    )
    rise: Share = Field(Share(30.0), description="Share of the time after which it is at its peak.")
    back: Share = Field(
        Share(85.0),
        description="Share of the time after which straight lines are back where they began.",
    )
    shape: Literal["cosine", "linear"] = Field(
        "cosine", description="Up and down half a cosine, or straight lines."
    )

    def peaks(self) -> Iterator[tuple[Path, float]]:
        """See `Schedule.peaks`."""
        yield ("peak",), self.peak
