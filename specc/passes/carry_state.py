"""What goes from step to step."""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Argument, Call, Expr, Function, Item, Literal, Local, Sum, Symbol
from specc.ir.program import Program
from specc.ir.step import Gradients, StateField, Step, Update

_SCALER = StateField(
    "scaler",
    "Scaler",
    "a checkpoint has all that predicting takes",
    Local("scaler"),
    Local("state.scaler"),
)

_LOSS_OF = Call(Local("loss_fn"), (Local("params"), Local("state"), Local("batch")))
_EXTRA: dict[str, Expr] = {
    "value": Item(Local("metrics"), "loss"),
    "grad": Local("grads"),
    "value_fn": Function(("params",), Item(_LOSS_OF, 0)),
}
"""What an optimizer can need besides gradients, as the step has it."""


def transform(program: Program) -> Program:
    """Everything that a resumed run needs to go on as if nothing had happened is in the state."""
    needs = program.optimizer.needs
    extra = tuple(Argument(name, _EXTRA[name]) for name in needs)
    update = Update("params", "opt_state", extra)
    state = (
        StateField(
            "step",
            "jax.Array",
            "() int32, optimizer steps taken",
            first=Call(Symbol("jax.numpy", "int32"), (Literal(0),)),
            after=Sum(Local("state.step"), Local("goes_on" if program.leaves_out else "finite")),
        ),
        _trained(update.params, "nnx.State"),
        *(_trained(c.name, "nnx.State", c.comment) for c in program.model.collections),
        _trained(update.opt_state, "optax.OptState"),
        _computed("sums", "Metrics", "over the steps since metrics were last logged"),
        *([_SCALER] if program.data.statistics else []),
        *_guarded(program),
    )
    metrics = (*program.objective.names, "grad_norm")
    if program.leaves_out:
        metrics += ("skipped",)
    drawn = {
        "augment": bool(program.data.augmentations),
        "mix": program.data.mixing is not None,
        "dropout": program.model.draws is not None,
    }
    draws = tuple(name for name, is_drawn in drawn.items() if is_drawn)
    evaluated = program.optimizer.evaluated or Local(f"state.{update.params}")
    step = Step(state, (update,), metrics, draws, Gradients("plain"), evaluated)
    return dataclasses.replace(program, step=step)


def holds(program: Program) -> bool:
    """The fields are distinct and hold the step, the parameters, and the model's own state."""
    if program.step is None:
        return False
    names = [field.name for field in program.step.state]
    needed = {"step", *(c.name for c in program.model.collections)}
    needed |= {
        name for update in program.step.updates for name in (update.params, update.opt_state)
    }
    return len(set(names)) == len(names) and needed <= set(names)


def _guarded(program: Program) -> tuple[StateField, ...]:
    """What tells whether to go on, and how much of the loss's gradient is out of reach."""
    none = Call(Symbol("jax.numpy", "int32"), (Literal(0),))
    skips = program.guard.most is not None
    ends = "too many steps in a row were" if skips else "a step was"
    yes = Call(Symbol("jax.numpy", "bool"), (Literal(True),))
    fields = [
        StateField(
            "finite",
            "jax.Array",
            f"() bool, False once {ends} not, which ends the run",
            yes,
            Local("goes_on" if program.leaves_out else "finite"),
        )
    ]
    if skips:
        comment = "() int32, steps left out in a row"
        fields.append(StateField("skipped", "jax.Array", comment, none, Local("skipped")))
    if program.precision and (scale := program.precision.scale):
        value = Call(Symbol("jax.numpy", "float32"), (scale.first,))
        first = Call(Local("LossScale"), (value, none))
        fields.append(StateField("loss_scale", "LossScale", "", first, Local("loss_scale")))
    return tuple(fields)


def _trained(name: str, type_: str, comment: str = "") -> StateField:
    """What an update changes."""
    return dataclasses.replace(_computed(name, type_, comment), guarded=True)


def _computed(name: str, type_: str, comment: str = "") -> StateField:
    """A field that initialization and the step have as a variable of that name."""
    return StateField(name, type_, comment, Local(name), Local(name))
