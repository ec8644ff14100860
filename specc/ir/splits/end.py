"""The end of a sequence."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Holdout


@dataclass(frozen=True)
class EndHoldout(Holdout):
    """What comes last."""
