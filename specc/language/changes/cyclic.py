"""`type: cyclic`."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from specc.document.diagnostics import Path
from specc.language.change import Change
from specc.language.quantities import SomeTime


class Cyclic(Change):
    """A triangular wave between two values."""

    type: Literal["cyclic"] = "cyclic"
    start: float = Field(examples=[0.0], description="Value at the start of each cycle.")
    end: float = Field(
        examples=[0.1],
        description="Value in the middle of each cycle; it may be larger than `start`.",
    )
    period: SomeTime = Field(description="Length of a cycle.")

    def numbers(self) -> Iterator[tuple[Path, float]]:
        """See `Change.numbers`."""
        yield ("start",), self.start
        yield ("end",), self.end
