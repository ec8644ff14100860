"""Pairs of noise and examples that the flow of another run makes."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.source import Source


@dataclass(frozen=True)
class Reflow(Source):
    """A call of the function that makes them.

    Attributes:
        run: the workdir of the other run.
        rows: how many.
        method: the template in `samplers/solvers/` of a step.
        words: the name of the method.
        steps: how many, of equal length.
    """

    run: Expr
    rows: int
    seed: int
    method: str
    words: str
    steps: Expr

    @property
    def reads_run(self) -> bool:
        """See `Source.reads_run`."""
        return True
