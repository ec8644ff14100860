"""Low-rank adapters of linear layers."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Symbol


@dataclass(frozen=True, kw_only=True)
class Lora:
    """Adapters (Hu et al. 2021) of layers, which are what a run trains; all other parameters are frozen.

    Attributes:
        rank: of the product of their matrices.
        alpha: what that is multiplied by, times the rank.
        dropout: fraction of their inputs that is dropped in training; None for none.
        adapted: whether a layer has one, by its `name`, or by its `path`.
        uses_name: whether that looks at the name.
        frozen: names of the model's collections, which stay as they are, too.
        compute: the dtype that frozen parameters are cast to in a step; None for their own.
    """

    rank: Expr
    alpha: Expr
    dropout: Expr | None
    adapted: Expr
    frozen: tuple[str, ...] = ()
    compute: Symbol | None = None
    uses_name: bool = False
    origin: str = "lora"
