"""What losses share that measure example by example without random draws of their own.

The model may have dropout: it gets a random key in training, and none in evaluation.
"""

from __future__ import annotations

from typing import ClassVar

from specc.compose.forward import Forward, conditions
from specc.compose.losses.examples import evaluation, given, mean, measured
from specc.compose.losses.formulas import TrainingParameter
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Argument, Expr, Name
from specc.ir.model import Model
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program

_RNGS = "rngs"


@dataclass(frozen=True, kw_only=True)
class RngsParameter(Node):
    """The parameter for the keys of dropout."""

    template: ClassVar[str] = "loss/rngs_parameter"


def parameters(program: Program) -> tuple[Renderable, ...]:
    """What the function that measures examples takes in training alone, for the model."""
    model = _model(program)
    scheduled = (
        TrainingParameter(name=item.name, origin=f"model.{item.name}")
        for item in model.scheduled_inputs
    )
    rngs = (RngsParameter(origin="model.dropout"),) if model.uses_rngs else ()
    return (*scheduled, *rngs)


def outputs(program: Program, x: Expr | None = None, *others: Name) -> Expr:
    """What the model gives for examples, or for `x` and others, in training with these parameters."""
    model = _model(program)
    names = [*(item.name for item in model.scheduled_inputs), *([_RNGS] if model.uses_rngs else [])]
    given = (item.name for item in others)
    arguments = ("x", *given, *conditions(program), *(f"{name}={name}" for name in names))
    return pattern(f"model({', '.join(arguments)})", x=x or Name(program.data.input.name))


def forward(program: Program) -> Forward:
    """The metrics of the batch's examples."""
    rngs = pattern('nnx.Rngs(draw_key(state, "dropout"))', origin="model.dropout")
    return Forward(
        result="metrics",
        callee=Name("compute_metrics"),
        leading=(Name("model"),),
        trailing=(*(Name(f"batch.{name}") for name in given(program)), Name("...")),
        arguments=(Argument(_RNGS, rngs),) if _model(program).uses_rngs else (),
    )


def _model(program: Program) -> Model:
    [loss] = program.losses
    return program.network(loss.networks[0]).model


__all__ = ["evaluation", "forward", "mean", "measured", "outputs", "parameters"]
