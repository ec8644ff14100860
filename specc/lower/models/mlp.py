"""The multilayer perceptron."""

from __future__ import annotations

import itertools
import math

from specc.ir.data import Data
from specc.ir.expr import Expr, Name, Symbol
from specc.ir.models.mlp import Linear, Mlp
from specc.ir.pattern import pattern
from specc.language.models.mlp import Mlp as SpecBlock
from specc.lower.dropout import lower_dropout
from specc.lower.initializer import lower_kernel_init
from specc.lower.norm import lower_norm
from specc.lower.settings import Settings
from specc.lower.sizes import ITEMS, model_summary, size


def lower(spec: SpecBlock, data: Data, settings: Settings) -> Linear | Mlp:
    """Inputs and outputs from the data, the widths between them as a setting."""
    target, shape = data.required_target, data.input.shape
    inputs = math.prod(shape)
    x = Name(data.input.name)
    vector: Expr = pattern("x.reshape(len(x), -1)", x=x) if len(shape) > 1 else x
    sizes = (inputs, *spec.hidden, target.outputs)
    macs = sum(a * b for a, b in itertools.pairwise(sizes))
    class_name, kernel_init = (
        target.noun.capitalize(),
        lower_kernel_init(spec, hidden=bool(spec.hidden)),
    )
    if not spec.hidden:
        return Linear(
            template="linear",
            class_name=class_name,
            summary=f"Linear {target.noun}: {data.input.name} -> {target.words}.",
            words=f"a linear {target.noun}",
            collections=(),
            macs=macs,
            origin="model",
            kernel_init=kernel_init,
            input=data.input.name,
            outputs=target.outputs,
            vector=vector,
            inputs=inputs,
        )
    hidden = size(settings, "hidden", spec.hidden, "widths of the hidden layers", ITEMS)
    norm = lower_norm(spec.norm)
    dropout = lower_dropout(spec, settings, "fraction of activations dropped in training")
    return Mlp(
        template="mlp",
        class_name=class_name,
        summary=model_summary("Multilayer perceptron", norm, dropout, data),
        words="a multilayer perceptron",
        collections=norm.collections if norm else (),
        macs=macs,
        origin="model",
        kernel_init=kernel_init,
        input=data.input.name,
        outputs=target.outputs,
        vector=vector,
        inputs=inputs,
        hidden=hidden,
        activation=Symbol("flax.nnx", spec.activation),
        norm=norm,
        dropout=dropout,
    )
