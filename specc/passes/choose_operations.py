"""In which form operations are written whose speed depends on the machine.

XLA's CPU backend runs a convolution inside a compiled loop without its threads and its vector library, and
the gradient of max pooling is slow there too. The same numbers come from matrix products and strided views,
which it is quick at. GPUs and TPUs have convolutions and pooling of their own, so there, and where the
machine is not known, flax's layers are right.
"""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Call, Literal, Local, Symbol
from specc.ir.program import Convolutional, Operations, Program

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
"""Products of matrices, and maxima of strided views."""


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
