"""What some transformers have, and others do not."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr


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
    """The function of causal attention in blocks of queries."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "causal_blocks"
    origin: str = "target"
