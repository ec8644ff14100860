"""In which form operations are written whose speed depends on the machine.

On XLA's CPU backend the gradient of a convolution's kernel takes some 80 times as long inside a compiled
loop as outside of one, and the gradient of max pooling is slow too. The same numbers come from products of
matrices and from maxima over axes, which it is quick at (`benchmarks/cnn.py`). GPUs and TPUs have
convolutions and pooling of their own, so there, and where the machine is not known, flax's layers are right.
"""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Call, Literal, Local, Symbol
from specc.ir.model import Convolutional, Operations
from specc.ir.program import Program

_WINDOW = Literal((2, 2))

LAYERS = Operations(
    helpers=None,
    convolve=None,
    pool=Call(Symbol("flax.nnx", "max_pool"), (Local("x"), _WINDOW, _WINDOW)),
)
"""Those of flax."""

PRODUCTS = Operations(
    helpers="products",
    convolve=Local("convolve"),
    pool=Call(Local("max_pool"), (Local("x"),)),
)
"""Products of matrices, and maxima over axes."""


def transform(program: Program) -> Program:
    """Convolutions and pooling have the form that the machine is quick at."""
    model = program.model
    if not isinstance(model, Convolutional):
        return program
    operations = PRODUCTS if program.machine == "cpu" else LAYERS
    return dataclasses.replace(program, model=dataclasses.replace(model, operations=operations))


def holds(program: Program) -> bool:
    """A model with convolutions has a form for them."""
    return not isinstance(program.model, Convolutional) or program.model.operations is not None
