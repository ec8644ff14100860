"""A function of the user's that loads the data."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.source import Source
from specc.ir.user_code import UserCall


@dataclass(frozen=True)
class OwnSource(Source):
    """The call that returns inputs and targets, and perhaps weights."""

    writer: ClassVar[str] = "python"
    call: UserCall
