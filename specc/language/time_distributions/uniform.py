"""`type: uniform`."""

from typing import Literal

from specc.language.time_distribution import TimeDistribution


class Uniform(TimeDistribution):
    """Every time is as likely as any other."""

    type: Literal["uniform"] = "uniform"
