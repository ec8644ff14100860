"""What models of images have in common."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass


@dataclass(frozen=True)
class Image:
    """One input; `gray` if its data has no axis of channels, which the model then adds."""

    height: int
    width: int
    channels: int
    gray: bool

    @property
    def words(self) -> str:
        """The size, in a sentence."""
        return f"{self.height}x{self.width} pixels"
