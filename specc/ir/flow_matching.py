"""Flow matching."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.loss import Loss
from specc.ir.times import Times


@dataclass(frozen=True, kw_only=True)
class FlowMatching(Loss):
    """The squared error of a velocity field (Lipman et al. 2023).

    Attributes:
        path: the template in `loss/generation/paths/` of the path from noise to data.
        times: how those of the examples are drawn.
    """

    kind: ClassVar[str] = "flow_matching"
    path: str
    times: Times

    @property
    def names(self) -> tuple[str, ...]:
        """Of its metrics."""
        return ("loss",)
