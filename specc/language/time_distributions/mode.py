"""`type: mode`."""

from typing import Annotated, Literal

from pydantic import Field

from specc.language.time_distribution import TimeDistribution


class Mode(TimeDistribution):
    """Times in the middle are likelier, and those at the ends stay possible (Esser et al. 2024, eq. 20)."""

    type: Literal["mode"] = "mode"
    scale: Annotated[float, Field(ge=-1, le=1.75)] = Field(
        1.29, description="How much likelier the middle is; below 0, the ends are."
    )
