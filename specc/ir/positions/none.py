"""No positions."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.position import Positions


@dataclass(frozen=True, kw_only=True)
class NoPositions(Positions):
    """Tokens without positions."""
