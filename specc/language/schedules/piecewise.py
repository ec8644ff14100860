"""`type: piecewise`."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.document.diagnostics import Path
from specc.language.fields import NonNegative
from specc.language.quantities import SomeTime
from specc.language.schedule import Schedule


class Piecewise(Schedule):
    """Piecewise constant or interpolated rates."""

    type: Literal["piecewise"] = "piecewise"
    values: Annotated[tuple[NonNegative, ...], Field(strict=False, min_length=2)] = Field(
        examples=[[1e-3, 1e-4]], description="The rates; the first applies from the start."
    )
    boundaries: Annotated[tuple[SomeTime, ...], Field(strict=False, min_length=1)] = Field(
        examples=[["50%"]],
        description="When each of the other rates is reached, counted from the start of the run, or of "
        "its phase.",
    )
    interpolate: Literal["none", "linear", "cosine"] = Field(
        "none", description="Interpolation between rates."
    )

    points: ClassVar = "boundaries"

    @property
    def interpolates(self) -> bool:
        """See `Schedule.interpolates`."""
        return self.interpolate != "none"

    def peaks(self) -> Iterator[tuple[Path, float]]:
        """See `Schedule.peaks`."""
        yield from ((("values", number), value) for number, value in enumerate(self.values))
