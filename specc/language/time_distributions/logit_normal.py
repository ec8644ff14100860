"""`type: logit_normal`."""

from typing import Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.time_distribution import TimeDistribution


class LogitNormal(TimeDistribution):
    """The sigmoid of a normal variable: times in the middle are likelier (Esser et al. 2024, section 3.1)."""

    type: Literal["logit_normal"] = "logit_normal"
    loc: float = Field(
        0.0, description="Mean of the normal variable; above 0, later times are likelier."
    )
    scale: Positive = Field(1.0, description="Standard deviation of the normal variable.")
