"""What some transformers have, and others do not."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class Window:
    """A token sees so many tokens, itself the last of them."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "window"
    origin: str = "model.window"


@dataclass(frozen=True, kw_only=True)
class RematBlocks:
    """Rematerialization of blocks."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "remat"
    origin: str = "model.remat"


@dataclass(frozen=True, kw_only=True)
class LogitCap:
    """The cap of the output logits, as the model keeps it."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "logit_cap"
    origin: str = "model.logit_cap"


@dataclass(frozen=True, kw_only=True)
class SoftCap:
    """The function that caps logits."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "soft_cap"
    origin: str = "model.logit_cap"


@dataclass(frozen=True, kw_only=True)
class Output:
    """The output layer, where it is not the embedding; `layer` makes it."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "output"
    layer: Expr
    origin: str = "model.tie_embeddings"


@dataclass(frozen=True, kw_only=True)
class CausalBlocks:
    """The function of causal attention in blocks of queries.

    Attributes:
        casts: whether queries, keys and values are not float32; the softmax is computed in float32 then, too.
    """

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "causal_blocks"
    casts: bool
    origin: str = "target"

    @property
    def scores(self) -> Expr:
        """Products of the queries of a block and the keys that they see."""
        if self.casts:
            factors = "q[:, :, start:end], k[:, :, :end].mT"
            return pattern(f"jnp.matmul({factors}, preferred_element_type=jnp.float32)")
        return pattern("q[:, :, start:end] @ k[:, :, :end].mT")

    @property
    def weights(self) -> Expr:
        """Those of the values."""
        return pattern("weights.astype(v.dtype)" if self.casts else "weights")


@dataclass(frozen=True, kw_only=True)
class RepeatedHeads:
    """Keys and values repeated for the queries that share them."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "repeated_heads"
    origin: str = "model.kv_heads"
