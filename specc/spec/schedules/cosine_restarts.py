"""`type: cosine_restarts`."""

from typing import Annotated, Literal

from pydantic import Field

from specc.spec.schedule import FlooredSchedule


class CosineRestarts(FlooredSchedule):
    """Cosines from the peak to the floor, one after the other (Loshchilov & Hutter, SGDR, 2017)."""

    type: Literal["cosine_restarts"] = "cosine_restarts"
    cycles: Annotated[int, Field(ge=2, le=1000)] = Field(
        description="How many; together they take all that is left after the warm-up."
    )
    growth: Annotated[float, Field(ge=1, le=100)] = Field(
        1.0, description="How many times as long each is as the one before."
    )
