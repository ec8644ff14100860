"""`type: cosine_restarts`."""

from typing import Annotated, Literal

from pydantic import Field

from specc.language.schedule import FlooredSchedule


class CosineRestarts(FlooredSchedule):
    """Cosine decay with warm restarts (Loshchilov & Hutter, SGDR, 2017)."""

    type: Literal["cosine_restarts"] = "cosine_restarts"
    cycles: Annotated[int, Field(ge=2, le=1000)] = Field(
        examples=[4], description="Number of cycles, which fill the time after the warm-up."
    )
    growth: Annotated[float, Field(ge=1, le=100)] = Field(
        1.0, description="Length of a cycle relative to the one before."
    )
