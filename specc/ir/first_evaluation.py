"""An evaluation before the first step."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.event import Event


@dataclass(frozen=True, kw_only=True)
class FirstEvaluation(Event):
    """Held-out examples are evaluated before the first step as well."""

    template: ClassVar[str] = "first_evaluation"
