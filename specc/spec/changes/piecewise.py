"""`type: piecewise`."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from specc.spec.change import Change
from specc.spec.diagnostics import Path
from specc.spec.quantities import SomeTime


class Piecewise(Change):
    """Numbers at points of time, constant or interpolated in between."""

    type: Literal["piecewise"] = "piecewise"
    values: Annotated[tuple[float, ...], Field(strict=False, min_length=2)] = Field(
        description="The numbers, the first from the start on."
    )
    boundaries: Annotated[tuple[SomeTime, ...], Field(strict=False, min_length=1)] = Field(
        description="When each of the others is reached."
    )
    interpolate: Literal["none", "linear", "cosine"] = Field(
        "none", description="How one goes to the next: in a jump, a straight line or a cosine."
    )

    def numbers(self) -> Iterator[tuple[Path, float]]:
        """See `Change.numbers`."""
        yield from ((("values", i), value) for i, value in enumerate(self.values))
