"""Chooses implementations of convolutions, norms, pooling and attention for the target hardware.

On XLA's CPU backend the gradient of a convolution's kernel takes some 80 times as long inside a compiled
loop as outside of one, the gradient of max pooling is slow too, and batch norm passes over the maps more
often than it has to. The same numbers come from products of matrices, larger ones of two arrays, and a
multiplication and an addition (`benchmarks/cnn.py`). GPUs and TPUs have convolutions and pooling of their
own, so there flax's layers are right. Where the machine is not known, they are too, in a loop of Python's
(see `choose_loop`), but for pooling: maxima of slices take half the time of a step on a CPU. There causal
attention is also faster in blocks of queries, without the products that a mask would throw away.
"""

from __future__ import annotations

import dataclasses

from specc.ir.convolutional import Convolutional, CpuKernel, Operations, Pooling
from specc.ir.expr import Call, Literal, Name, Symbol
from specc.ir.model import Model
from specc.ir.program import Program
from specc.ir.settings import Field

_POOL = Call(Name("max_pool"), (Name("x"),))
_BATCH_NORM = Symbol("flax.nnx", "BatchNorm")


def transform(program: Program) -> Program:
    """Convolutions, norms and pooling have an implementation that is fast on the target."""
    fields = program.fields
    for model in _convolutional(program) if program.machine == "cpu" else ():
        if (pooling := model.pooling) is not None and _in_blocks(pooling):
            fields = tuple(_limit_channels(field, pooling.even_halvings) for field in fields)
    program = dataclasses.replace(program, fields=fields)

    def chosen(model: Model) -> Model:
        if not isinstance(model, Convolutional):
            return model.on_cpu() if program.machine == "cpu" else model
        if program.machine == "cpu":
            operations = _products(model, rounds=program.precision is not None)
        else:
            operations = _layers(model, slices=program.machine == "any")
        return dataclasses.replace(model, operations=operations)

    return program.with_models(chosen)


def postcondition(program: Program) -> bool:
    """Convolutional models have implementations of their operations."""
    return all(model.operations is not None for model in _convolutional(program))


def _convolutional(program: Program) -> list[Convolutional]:
    models = [network.model for network in program.networks]
    return [model for model in models if isinstance(model, Convolutional)]


def _layers(model: Convolutional, *, slices: bool) -> Operations:
    """Those of flax, but for pooling if it is to be by maxima of slices."""
    pooling = model.pooling
    names = (_pool_of(pooling), "larger") if pooling and slices else ()
    pool = _max_pool(pooling) if pooling else None
    return Operations(
        kernels=tuple(map(CpuKernel, names)),
        convolve=None,
        normalize=None,
        pool=_POOL if names else pool,
    )


def _pool_of(pooling: Pooling) -> str:
    return "max_pool_padded" if pooling.pads else "max_pool"


def _max_pool(pooling: Pooling) -> Call:
    window, strides = (Literal((extent, extent)) for extent in (pooling.window, pooling.stride))
    padding = (Literal("SAME"),) if pooling.pads else ()
    return Call(Symbol("flax.nnx", "max_pool"), (Name("x"), window, strides, *padding))


def _products(model: Convolutional, *, rounds: bool) -> Operations:
    """Products of matrices, norms as one multiplication and one addition, and maxima of slices.

    The functions are for any setting that the model can have, each before those that it calls.
    """
    pooling = model.pooling
    in_blocks = _in_blocks(pooling)
    # Flax's own layer knows what to round when numbers are short.
    normalizes = model.norm is not None and model.norm.layer == _BATCH_NORM and not rounds
    names = ["convolve_in_blocks" if in_blocks else "convolve"]
    names += ["multiply_patches", "multiply_tiles", "space_to_batch"]
    names += ["batch_norm"] if normalizes else []
    if pooling:
        names += ["max_pool_in_blocks" if in_blocks else _pool_of(pooling), "larger"]
    return Operations(
        kernels=tuple(map(CpuKernel, names)),
        convolve=Name("convolve"),
        normalize=Name("batch_norm") if normalizes else None,
        pool=_POOL if pooling else None,
    )


def _in_blocks(pooling: Pooling | None) -> bool:
    """Whether maps can be in the order of `space_to_batch`: pooling leaves nothing of them out."""
    return pooling is not None and not pooling.pads and pooling.count <= pooling.even_halvings


def _limit_channels(field: Field, max_items: int) -> Field:
    """The setting `channels`, limited to as many levels as maps can be halved evenly."""
    if field.name != "channels" or field.bounds is None or field.bounds.max_items == max_items:
        return field
    reason = "CPU kernels need even maps"
    bounds = dataclasses.replace(field.bounds, max_items=max_items, reason=reason)
    return dataclasses.replace(field, bounds=bounds)
