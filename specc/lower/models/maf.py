"""Masked autoregressive flows."""

from __future__ import annotations

import itertools
import math

from specc.ir.data import Data
from specc.ir.expr import Expr
from specc.ir.flow import Flow, Made
from specc.ir.masked_linear import MaskedLinear
from specc.ir.pattern import pattern
from specc.language.models.maf import Maf
from specc.lower.condition import condition_of
from specc.lower.flow import activated, hidden_of, summary
from specc.lower.settings import Settings
from specc.lower.sizes import size


def lower(spec: Maf, data: Data, settings: Settings) -> Flow:
    """Autoregressive layers: each network gives a scale and a shift for each number."""
    count, condition = math.prod(data.input.shape), condition_of(spec, data)
    sizes = itertools.pairwise((count, *spec.hidden, 2 * count))
    made = Made(
        size=count,
        degrees=_degrees(count - 1, 0) if condition is None else _degrees(count, -1),
        hidden=hidden_of(spec, settings),
        activated=activated(spec, "y"),
        given_class=condition,
    )
    return Flow(
        template="flows/flow",
        class_name="MAF",
        summary=summary("Masked autoregressive flow (Papamakarios et al. 2017)", data),
        words="a masked autoregressive flow",
        collections=(),
        macs=spec.blocks * sum(a * b for a, b in sizes),
        origin="model",
        given_class=condition,
        input=data.input.name,
        shape=data.input.shape,
        layers="blocks",
        index="_",
        layer=pattern("MADE(c, rngs=rngs)"),
        count=size(settings, "blocks", spec.blocks, "number of autoregressive layers"),
        parts=(MaskedLinear(), made),
    )


def _degrees(count: int, first: int) -> Expr:
    """Degrees of hidden units, spread over `count` of them from `first` on, which is 0 or -1.

    These are the degrees of all inputs but the last one, which nothing may see.
    """
    if count < 2:
        return pattern(f"width * ({first},)")
    degree = f"{count} * n // width - 1" if first else f"{count} * n // width"
    return pattern(f"tuple({degree} for n in range(width))")
