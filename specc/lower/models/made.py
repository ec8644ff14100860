"""The masked autoencoder."""

from __future__ import annotations

import itertools
import math

from specc.ir.data import Data
from specc.ir.expr import Symbol
from specc.ir.model import KernelInit
from specc.ir.models.made import Made
from specc.language.models.made import Made as SpecBlock
from specc.lower.condition import condition_of
from specc.lower.dropout import lower_dropout
from specc.lower.settings import Settings
from specc.lower.sizes import ITEMS, size


def lower(spec: SpecBlock, data: Data, settings: Settings) -> Made:
    """Inputs and outputs from the data, the widths between them as a setting."""
    column = data.input
    assert column.levels is not None, "a rule has seen to it"
    pixels = math.prod(column.shape)
    sizes = (pixels, *spec.hidden, pixels * column.levels)
    labels = "" if data.column("condition") is None else " and labels (n,)"
    hidden = size(settings, "hidden", spec.hidden, "widths of the hidden layers", ITEMS)
    return Made(
        template="made",
        class_name="MADE",
        summary=f"{column.name.capitalize()} {column.batch_shape}{labels} -> logits of each pixel's levels, "
        "given the pixels before it.",
        words="a masked autoencoder",
        collections=(),
        macs=sum(a * b for a, b in itertools.pairwise(sizes)),
        origin="model",
        kernel_init=KernelInit(None, (), ()),
        input=column.name,
        outputs=column.levels,
        size=pixels,
        hidden=hidden,
        activation=Symbol("flax.nnx", spec.activation),
        extents=", ".join(map(str, ("batch", *column.shape, column.levels))),
        given_class=condition_of(spec, data),
        dropout=lower_dropout(spec, settings, "fraction of activations dropped in training"),
    )
