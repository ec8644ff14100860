"""`type: piecewise`."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.document.diagnostics import Path
from specc.language.change import Change
from specc.language.quantities import SomeTime


class Piecewise(Change):
    """Piecewise constant or interpolated values."""

    type: Literal["piecewise"] = "piecewise"
    values: Annotated[tuple[float, ...], Field(strict=False, min_length=2)] = Field(
        examples=[[0.0, 0.1, 0.2]], description="The values; the first applies from the start."
    )
    boundaries: Annotated[tuple[SomeTime, ...], Field(strict=False, min_length=1)] = Field(
        examples=[["30%", "60%"]], description="When each of the other values is reached."
    )
    interpolate: Literal["none", "linear", "cosine"] = Field(
        "none", description="Interpolation between values."
    )

    points: ClassVar = "boundaries"

    @property
    def interpolates(self) -> bool:
        """See `Change.interpolates`."""
        return self.interpolate != "none"

    def numbers(self) -> Iterator[tuple[Path, float]]:
        """See `Change.numbers`."""
        yield from ((("values", i), value) for i, value in enumerate(self.values))
