"""In which form operations are written whose speed depends on the machine.

On XLA's CPU backend the gradient of a convolution's kernel takes some 80 times as long inside a compiled
loop as outside of one, the gradient of max pooling is slow too, and batch norm passes over the maps more
often than it has to. The same numbers come from products of matrices, larger ones of two arrays, and a
multiplication and an addition (`benchmarks/cnn.py`). GPUs and TPUs have convolutions and pooling of their
own, so there, and where the machine is not known, flax's layers are right.
"""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Call, Literal, Local, Symbol
from specc.ir.model import Convolution, Convolutional, Operations, Pooling
from specc.ir.program import Program

_MANY = 16  # input channels; `convolve.py.j2` names it too

_BATCH_NORM = Symbol("flax.nnx", "BatchNorm")

_POOLING = {(2, 2, False): "max_pool", (3, 2, True): "max_pool_padded"}
"""Templates, by window, stride, and whether the map is padded."""


def transform(program: Program) -> Program:
    """Convolutions, their norms and pooling have the form that the machine is quick at."""
    model = program.model
    if not isinstance(model, Convolutional):
        return program
    rounds = program.precision is not None
    operations = _products(model, rounds=rounds) if program.machine == "cpu" else _layers(model)
    return dataclasses.replace(program, model=dataclasses.replace(model, operations=operations))


def holds(program: Program) -> bool:
    """A model with convolutions has a form for them."""
    return not isinstance(program.model, Convolutional) or program.model.operations is not None


def _layers(model: Convolutional) -> Operations:
    """Those of flax."""
    return Operations(
        helpers=(),
        convolve=None,
        normalize=None,
        in_blocks=False,
        pool=_max_pool(model.pooling) if model.pooling else None,
    )


def _max_pool(pooling: Pooling) -> Call:
    window, strides = (Literal((extent, extent)) for extent in (pooling.window, pooling.stride))
    padding = (Literal("SAME"),) if pooling.pads else ()
    return Call(Symbol("flax.nnx", "max_pool"), (Local("x"), window, strides, *padding))


def _products(model: Convolutional, *, rounds: bool) -> Operations:
    """Products of matrices, norms as one multiplication and one addition, and maxima of slices."""
    pooling = model.pooling
    tiles, in_blocks = any(map(_by_tiles, model.convolutions)), _in_blocks(pooling)
    # Flax's own layer knows what to round when numbers are short.
    normalizes = model.norm is not None and model.norm.layer == _BATCH_NORM and not rounds
    helpers = {
        "space_to_batch": tiles or in_blocks,
        "multiply_patches": True,
        "multiply_tiles": tiles,
        "convolve": True,
        "normalize": normalizes,
    }
    if pooling:
        helpers[_POOLING[pooling.window, pooling.stride, pooling.pads]] = True
    return Operations(
        helpers=tuple(name for name, wanted in helpers.items() if wanted),
        convolve=Local("convolve"),
        normalize=Local("normalize") if normalizes else None,
        in_blocks=in_blocks,
        pool=Call(Local("max_pool"), (Local("x"),)) if pooling else None,
    )


def _in_blocks(pooling: Pooling | None) -> bool:
    """Whether maps can have such an order: all of them are pooled, and pooling leaves nothing out."""
    return pooling is not None and pooling.follows_all and not (pooling.pads or pooling.crops)


def _by_tiles(convolution: Convolution) -> bool:
    """Whether Winograd's products are fewer, and of matrices that are large enough."""
    return (convolution.kernel, convolution.stride) == (3, 1) and convolution.inputs >= _MANY
