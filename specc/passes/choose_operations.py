"""In which form operations are written whose speed depends on the machine.

On XLA's CPU backend the gradient of a convolution's kernel takes some 80 times as long inside a compiled
loop as outside of one, and the gradient of max pooling is slow too. The same numbers come from products of
matrices and from maxima over axes, which it is quick at (`benchmarks/cnn.py`). GPUs and TPUs have
convolutions and pooling of their own, so there, and where the machine is not known, flax's layers are right.
"""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Call, Literal, Local, Symbol
from specc.ir.model import Convolution, Convolutional, Operations, Pooling
from specc.ir.program import Program

_MANY = 16  # input channels; `convolve_by_tiles.py.j2` names it too

_POOLING = {(2, 2, False): "max_pool", (3, 2, True): "max_pool_padded"}
"""Templates, by window, stride, and whether the map is padded."""


def transform(program: Program) -> Program:
    """Convolutions and pooling have the form that the machine is quick at."""
    model = program.model
    if not isinstance(model, Convolutional):
        return program
    form = _products if program.machine == "cpu" else _layers
    return dataclasses.replace(program, model=dataclasses.replace(model, operations=form(model)))


def holds(program: Program) -> bool:
    """A model with convolutions has a form for them."""
    return not isinstance(program.model, Convolutional) or program.model.operations is not None


def _layers(model: Convolutional) -> Operations:
    """Those of flax."""
    return Operations(
        helpers=(), convolve=None, pool=_max_pool(model.pooling) if model.pooling else None
    )


def _max_pool(pooling: Pooling) -> Call:
    window, strides = (Literal((extent, extent)) for extent in (pooling.window, pooling.stride))
    padding = (Literal("SAME"),) if pooling.pads else ()
    return Call(Symbol("flax.nnx", "max_pool"), (Local("x"), window, strides, *padding))


def _products(model: Convolutional) -> Operations:
    """Products of matrices, and maxima over axes or of slices."""
    tiles = any(_by_tiles(convolution) for convolution in model.convolutions)
    helpers = ["convolve_by_tiles" if tiles else "convolve"]
    if model.pooling:
        pooling = model.pooling
        helpers.append(_POOLING[pooling.window, pooling.stride, pooling.pads])
    return Operations(
        helpers=tuple(helpers),
        convolve=Local("convolve"),
        pool=Call(Local("max_pool"), (Local("x"),)) if model.pooling else None,
    )


def _by_tiles(convolution: Convolution) -> bool:
    """Whether Winograd's products are fewer, and of matrices that are large enough."""
    return (convolution.kernel, convolution.stride) == (3, 1) and convolution.inputs >= _MANY
