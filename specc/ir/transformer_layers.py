"""The blocks of a transformer, one after the other or stacked, and how tokens go through them one by one."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr


@dataclass(frozen=True, kw_only=True)
class LayerSteps:
    """The method `step` of the model, which takes one token at a time, and the caches of keys and values.

    Attributes:
        template: the file in `templates/model/transformer/`.
        embedded: the vectors of a token.
        logits: what the output gives.
        kv_heads: heads of keys and values.
    """

    folder: ClassVar[str] = "model/transformer/"
    template: str
    embedded: Expr
    logits: Expr
    kv_heads: Expr
    origin: str = "sample"


@dataclass(frozen=True, kw_only=True)
class Unrolled:
    """Blocks in a list."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "unrolled"
    steps: ClassVar[str] = "unrolled_steps"
    caches: ClassVar[str] = "list[Cache]"
    origin: str = "model.layers"


@dataclass(frozen=True, kw_only=True)
class UnrolledRemat(Unrolled):
    """The same, of blocks whose activations are recomputed."""

    template: ClassVar[str] = "unrolled_remat"


@dataclass(frozen=True, kw_only=True)
class Scanned:
    """Blocks whose parameters are stacked, with a scan over them."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "scanned"
    steps: ClassVar[str] = "scanned_steps"
    caches: ClassVar[str] = "Cache"
    origin: str = "model.scan"


Layers = Unrolled | Scanned
