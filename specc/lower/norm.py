"""Norms between layers, for every family of models that has them."""

from __future__ import annotations

from specc.ir.expr import Symbol
from specc.ir.model import Collection, Norm
from specc.language.norm import Norm as SpecBlock

STATISTICS = Collection(
    "batch_stats", Symbol("flax.nnx", "BatchStat"), "running means and variances"
)


def lower_norm(spec: SpecBlock | None) -> Norm | None:
    """Lowers a model's `norm`."""
    if spec is None:
        return None
    kind = type(spec)
    return Norm(
        Symbol("flax.nnx", kind.layer),
        kind.words,
        kind.subtracts_mean,
        (STATISTICS,) if kind.keeps_statistics else (),
    )
