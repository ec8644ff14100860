"""Samplers: from weights and a key to something to look at."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr


@dataclass(frozen=True, kw_only=True)
class Sampler:
    """How examples are drawn.

    Attributes:
        title: of the section of the page.
        function: the name of what is called.
        always: whether a trainer has it even if nothing is drawn in training.
        kind: the module in `compose/samplers/` that writes it.
        network: name of the network that draws.
        needs: what that has to provide.
        shape: of an example.
    """

    title: ClassVar[str] = "Sampling"
    function: ClassVar[str] = "sample"
    always: ClassVar[bool] = False
    kind: str
    network: str
    needs: frozenset[str]
    shape: tuple[int, ...]
    origin: str

    @property
    def usage(self) -> str:
        """The call that people write; `{given}` is what the networks are given besides."""
        return "sample(c, state, key, count{given})"


@dataclass(frozen=True, kw_only=True)
class Reconstructor(Sampler):
    """Reconstructions, where there is nothing to draw; `input` is what the examples are called."""

    title: ClassVar[str] = "Reconstructions"
    function: ClassVar[str] = "reconstruct"
    always: ClassVar[bool] = True
    input: str

    @property
    def usage(self) -> str:
        """The call that people write."""
        return f"reconstruct(c, state, {self.input})"


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
