"""Flow matching."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Pattern
from specc.ir.loss import Loss


@dataclass(frozen=True, kw_only=True)
class FlowMatching(Loss):
    """The squared error of a velocity field (Lipman et al. 2023).

    Attributes:
        path: the template in `loss/generation/paths/` of the path from noise to data.
        times: the times of the examples of a batch, of a key `time_key` and a shape `shape`.
    """

    kind: ClassVar[str] = "flow_matching"
    path: str
    times: Pattern

    @property
    def names(self) -> tuple[str, ...]:
        """Of its metrics."""
        return ("loss",)
