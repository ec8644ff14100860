"""Linear layers with masks."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class MaskedLinear:
    """The class of a linear layer in which an output sees inputs of the same or a lower degree.

    Of an autoregressive network (MADE), inputs have the degrees 0 to D - 1, hidden units those of 0 to D - 2,
    and output d has the degree d - 1: it sees the inputs before it.
    """

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "masked_linear"
    origin: str = "model"
