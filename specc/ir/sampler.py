"""Samplers: from weights and a key to something to look at."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr


@dataclass(frozen=True, kw_only=True)
class Sampler:
    """How examples are drawn.

    Attributes:
        kind: the module in `compose/samplers/` that writes it.
        network: name of the network that draws.
        needs: what that has to provide.
        shape: of an example.
    """

    kind: str
    network: str
    needs: frozenset[str]
    shape: tuple[int, ...]
    origin: str


@dataclass(frozen=True, kw_only=True)
class OdeSampler(Sampler):
    """Samples that solve a differential equation from noise at time 0 to data at time 1.

    Attributes:
        method: the template in `samplers/solvers/` of a step.
        words: the name of the method, as in "by Euler's method".
        steps: how many, of equal length.
    """

    method: str
    words: str
    steps: Expr
