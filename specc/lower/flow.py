"""What normalizing flows share."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Literal as OneOf

from specc.ir.data import Data
from specc.ir.expr import Call, Expr, Setting, Symbol
from specc.ir.flow import (
    AffineCoupling,
    Conditioner,
    CouplingMask,
    CouplingMasks,
    Flow,
    SplineCoupling,
)
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.language.flow import CouplingFlow
from specc.language.flow import Flow as SpecBlock
from specc.lower.settings import Settings
from specc.lower.sizes import ITEMS, size

Mask = OneOf["checkerboard", "channel", "half"]


def hidden_of(spec: SpecBlock, settings: Settings) -> Setting:
    """The widths of the networks, as a setting."""
    return size(
        settings, "hidden", spec.hidden, "widths of the hidden layers of each network", ITEMS
    )


def summary(name: str, data: Data) -> str:
    """The first line of a flow's docstring."""
    shape = data.input.batch_shape
    return f"{name}: {data.input.name} <-> latents, {shape} each."


def activated(spec: SpecBlock, name: str = "x") -> Expr:
    """What a hidden layer makes of an array of this name."""
    return Call(Symbol("flax.nnx", spec.activation), (pattern(f"layer({name})"),))


def coupling_flow(
    spec: CouplingFlow,
    data: Data,
    settings: Settings,
    coupling: AffineCoupling | SplineCoupling,
    outputs: int,
    helpers: tuple[Renderable, ...] = (),
    **names: str,
) -> Flow:
    """A flow of couplings.

    `outputs` are those of a network for each number; `helpers` are functions that couplings use; `names` are
    the name of the model's class, its summary and a noun phrase.
    """
    count = math.prod(data.input.shape)
    sizes = itertools.pairwise((count, *spec.hidden, outputs * count))
    return Flow(
        template="flows/flow",
        collections=(),
        macs=spec.couplings * sum(a * b for a, b in sizes),
        origin="model",
        given_class=coupling.given_class,
        input=data.input.name,
        shape=data.input.shape,
        layers="couplings",
        index="n",
        layer=pattern(f"{coupling.class_name}(c, n, rngs=rngs)"),
        count=size(settings, "couplings", spec.couplings, "number of coupling layers"),
        parts=(
            _masks(spec.masks, data.input.shape),
            Conditioner(activated=activated(spec)),
            *helpers,
            coupling,
        ),
        **names,
    )


def _masks(names: Sequence[Mask] | None, shape: tuple[int, ...]) -> CouplingMasks:
    """The masks of a flow, by default those of its kind of data."""
    usual: Sequence[Mask] = ("checkerboard", "channel") if len(shape) > 1 else ("half",)
    names = usual if names is None else names
    return CouplingMasks(
        template="coupling_masks" if len(names) > 1 else "coupling_mask",
        size=math.prod(shape),
        masks=tuple(_mask(name, shape) for name in names),
    )


def _mask(name: Mask, shape: tuple[int, ...]) -> CouplingMask:
    """A mask of the numbers of an example, in a row."""
    size = math.prod(shape)
    match name:
        case "checkerboard":
            places = f"np.indices({shape})" if len(shape) == 2 else f"np.indices({shape})[:2]"
            return CouplingMask(pattern(f"{places}.sum(0).ravel() % 2"), "checkerboard")
        case "channel":
            words = "half of the squeezed channels: every second row"
            return CouplingMask(pattern(f"np.indices({shape})[0].ravel() % 2"), words)
    return CouplingMask(pattern(f"np.arange({size}) < {size // 2}"), "the first half")
