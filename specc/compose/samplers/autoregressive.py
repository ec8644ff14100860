"""Images drawn pixel by pixel."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import conditioned, conditions
from specc.compose.samples import SampleFunction
from specc.fast_dataclasses import dataclass
from specc.ir.autoregressive import AutoregressiveSampler
from specc.ir.expr import Expr, Name
from specc.ir.node import Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.program import Program
from specc.ir.sampler import Sampler


@dataclass(frozen=True, kw_only=True)
class Sample(SampleFunction):
    """The function that draws.

    Attributes:
        conditions: what the model is given besides.
        logits: of all pixels of the images `x`.
        levels: the number of values of a pixel.
    """

    template: ClassVar[str] = "samplers/autoregressive"
    conditions: tuple[str, ...]
    logits: Expr
    levels: int

    @property
    def size(self) -> int:
        """Number of pixels, those of each channel counted."""
        return math.prod(self.shape)


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """The function."""
    assert isinstance(sampler, AutoregressiveSampler)
    update = program.update_of(sampler.network)
    x = pattern(f"x.reshape(count, {', '.join(map(str, sampler.shape))})")
    yield Sample(
        conditions=conditions(program),
        logits=substitute(conditioned(program, "model", "x"), x=x),
        eval_params=update.optimizer.eval_params or Name("state.params"),
        shape=sampler.shape,
        levels=sampler.levels,
        origin=sampler.origin,
    )
