"""A function of the user's that loads the data."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Source
from specc.ir.user_code import UserCall


@dataclass(frozen=True)
class OwnSource(Source):
    """The call that returns inputs and targets, and perhaps weights."""

    call: UserCall
