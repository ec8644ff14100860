"""Flow matching."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.loss import Loss
from specc.ir.times import Times


@dataclass(frozen=True, kw_only=True)
class Coupling:
    """How noise and examples are paired.

    Attributes:
        drawn: the file in `loss/generation/couplings/` with the lines that draw noise; none if it is given.
        in_batches: whether it depends on the other examples of a batch.
        columns: what else it reads of a batch.
        time_key: the key of the times.
    """

    drawn: tuple[str, ...] = ()
    in_batches: bool = False
    columns: tuple[str, ...] = ()
    time_key: str = "time_key"


@dataclass(frozen=True, kw_only=True)
class Likelihood:
    """The log-density of examples, which is evaluated.

    Attributes:
        steps: of the method that goes from an example to noise.
        divergence: the template in `loss/generation/divergences/`.
    """

    steps: Expr
    divergence: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class FlowMatching(Loss):
    """The squared error of a velocity field (Lipman et al. 2023).

    Attributes:
        path: the template in `loss/generation/paths/` of the path from noise to data.
        coupling: the pairs that paths connect.
        times: how those of the examples are drawn.
        likelihood: what is evaluated besides, if anything.
    """

    kind: ClassVar[str] = "flow_matching"
    path: str
    coupling: Coupling
    times: Times
    likelihood: Likelihood | None = None

    def flops(self, examples: int) -> float:
        """See `Loss.flops`; an assignment takes as long as 80 times the cube, as measured on a CPU."""
        return 80.0 * examples**3 if self.coupling.in_batches else 0.0

    @property
    def measures_examples(self) -> bool:  # type: ignore[override]
        """See `Loss.measures_examples`."""
        return not self.coupling.in_batches

    @property
    def names(self) -> tuple[str, ...]:
        """Of its metrics."""
        return ("loss",)
