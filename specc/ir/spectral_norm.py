"""Spectral normalization (Miyato et al. 2018)."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Argument, Call, Expr, Literal, Name, Symbol
from specc.ir.model import RNGS, Collection

_UPDATE = "update_singular_vectors"

SINGULAR_VECTORS = Collection(
    "singular_vectors",
    Symbol("flax.nnx", "BatchStat"),
    "the first of each kernel, estimated",
    averaged=False,
    update=Name(_UPDATE),
)


@dataclass(frozen=True, kw_only=True)
class SpectralNorm:
    """The class of a layer with a normalized kernel."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "spectral_norm"
    origin: str = "model.spectral_norm"


@dataclass(frozen=True, kw_only=True)
class PowerIteration:
    """The function that improves the estimates of all layers of a network."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "power_iteration"
    name: str = _UPDATE
    collection: str = SINGULAR_VECTORS.name
    origin: str = "model.spectral_norm"


def normalized(kind: str, *sizes: Expr) -> Call:
    """A flax layer with a normalized kernel."""
    without_bias = Argument("use_bias", Literal(False))
    layer = Call(Symbol("flax.nnx", kind), sizes, (without_bias, RNGS))
    return Call(Name("SpectralNorm"), (layer,), (RNGS,), "model.spectral_norm")
