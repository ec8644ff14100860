"""Weights in a file that others read."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.checkpoints import OfCheckpoint
from specc.ir.expr import DictExpr, Expr
from specc.ir.init_from import Stored


@dataclass(frozen=True, kw_only=True)
class HuggingFace:
    """An architecture of Hugging Face's transformers, which a model has.

    Attributes:
        words: what it is called.
        stored: how its files have parameters.
        cuts: where what is several arrays there is cut, along the last axis; None if nothing is.
        config: its configuration, as expressions of settings.
        compared: those of its keys that shapes of arrays do not show.
        prefix: what names of arrays may begin with.
        constants: how names end of arrays that are no parameters, and in some files.
    """

    words: str
    stored: tuple[Stored, ...]
    cuts: Expr | None
    config: DictExpr
    compared: tuple[str, ...]
    prefix: str
    constants: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Export(OfCheckpoint):
    """The weights of a checkpoint are written, instead of training."""

    template: ClassVar[str] = "export_flag"

    @property
    def command(self) -> tuple[str, str]:
        """The file instead of training."""
        return " --export DIR", f"write the {self.which} weights to a file"
