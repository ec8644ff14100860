"""Pixels that are integers, made continuous."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr


@dataclass(frozen=True, kw_only=True)
class Dequantization:
    """The function that makes levels of pixels continuous, as logits.

    Attributes:
        template: what it adds to levels.
        inverse: the template of the function that gives images back.
        levels: how many there are.
        alpha: the least value of which the logit is taken.
        axes: of an image, in a batch.
    """

    folder: ClassVar[str] = "loss/generation/dequantizations/"
    template: str
    inverse: str
    levels: int
    alpha: Expr
    axes: Expr
    origin: str
