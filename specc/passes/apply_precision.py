"""Sets the compute dtype of layers that cannot infer it.

Most follow their parameters and inputs, which the step casts. Norms with running statistics promote what they
give to the dtype of these, which stay in float32: a rounded average would stop moving. Models cast what else
they compute in float32; see `Model.reduced`.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from specc.ir.expr import Symbol
from specc.ir.model import Model, Norm
from specc.ir.program import Program


def transform(program: Program) -> Program:
    """Norms with running statistics have the compute dtype, and models know that activations have it."""
    dtype = _dtype(program)

    def told(model: Model) -> Model:
        model = model.reduced() if program.precision else model
        norm = _statistical(model)
        if norm is None:
            return model
        changes: Any = {"norm": dataclasses.replace(norm, dtype=dtype)}
        return dataclasses.replace(model, **changes)

    return program.with_models(told)


def postcondition(program: Program) -> bool:
    """Norms with running statistics have the compute dtype."""
    norms = [_statistical(network.model) for network in program.networks]
    return all(norm is None or norm.dtype == _dtype(program) for norm in norms)


def _statistical(model: Model) -> Norm | None:
    """The norm of a model that has one, if it keeps statistics."""
    norm = getattr(model, "norm", None)
    return norm if isinstance(norm, Norm) and norm.collections else None


def _dtype(program: Program) -> Symbol | None:
    return program.precision.inputs if program.precision else None
