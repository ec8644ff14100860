"""`type: cyclic`."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from specc.spec.change import Change
from specc.spec.diagnostics import Path
from specc.spec.quantities import SomeTime


class Cyclic(Change):
    """From one number to another and back in straight lines, over and over."""

    type: Literal["cyclic"] = "cyclic"
    start: float = Field(description="The number at the start of each cycle.")
    end: float = Field(description="The number in the middle of each; it may be the larger one.")
    period: SomeTime = Field(description="Time of one cycle, there and back.")

    def numbers(self) -> Iterator[tuple[Path, float]]:
        """See `Change.numbers`."""
        yield ("start",), self.start
        yield ("end",), self.end
