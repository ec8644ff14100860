"""Losses and metrics that a user's function computes."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.loss import Metric
from specc.ir.user_code import UserCall


@dataclass(frozen=True, kw_only=True)
class UserMetric(Metric):
    """A loss or metric computed by a user function."""

    call: UserCall
