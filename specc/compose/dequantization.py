"""Pixels that are made continuous, and samples that are made pixels again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.dequantization import Dequantization
from specc.ir.expr import Expr
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class Definition(Node):
    """A function in the section of the loss."""

    template: ClassVar[str] = "loss/definition"
    body: Renderable


@dataclass(frozen=True, kw_only=True)
class Quantize:
    """The function that makes images of what a model of dequantized images gives.

    Attributes:
        levels: of a pixel.
        alpha: the least value of which the logit was taken.
    """

    folder: ClassVar[str] = Dequantization.folder
    template: str
    levels: int
    alpha: Expr
    origin: str


def dequantization_of(program: Program) -> Dequantization | None:
    """What makes the pixels continuous that a model of the program is of, if anything does."""
    found = (loss.dequantization for loss in program.losses)
    return next((item for item in found if item is not None), None)


def dequantize_function(loss: Loss) -> Iterator[Renderable]:
    """The function that makes pixels continuous, if a loss has one."""
    if (noise := loss.dequantization) is not None:
        yield Definition(body=noise, origin=noise.origin)


def quantize_function(program: Program) -> Iterator[Renderable]:
    """The function that makes samples pixels again, if they have to be."""
    if (noise := dequantization_of(program)) is not None:
        yield Quantize(
            template=noise.inverse, levels=noise.levels, alpha=noise.alpha, origin=noise.origin
        )
