"""What goes from step to step."""

from __future__ import annotations

import dataclasses

from specc.ir.expr import (
    Argument,
    Call,
    Difference,
    Expr,
    Function,
    Item,
    Literal,
    Local,
    Product,
    Sum,
    Symbol,
)
from specc.ir.program import Program
from specc.ir.schedule import Schedule
from specc.ir.step import Average, StateField, Step, Update

_SCALER = StateField(
    "scaler",
    "Scaler",
    "a checkpoint has all that predicting takes",
    Local("scaler"),
    Local("state.scaler"),
)


def transform(program: Program) -> Program:
    """Everything that a resumed run needs to go on as if nothing had happened is in the state."""
    known = _extra(program)
    extra = tuple(Argument(name, known[name]) for name in program.optimizer.needs)
    update = Update("params", "opt_state", extra, program.optimizer.untyped)
    collections, average = program.model.collections, program.average
    carried = (update.params, *(c.name for c in collections))
    averaged = _averaged(average, carried)
    state = (
        StateField(
            "step",
            "jax.Array",
            "() int32, optimizer steps taken",
            first=Call(Symbol("jax.numpy", "int32"), (Literal(0),)),
            after=Sum(Local("state.step"), Local("goes_on" if program.leaves_out else "finite")),
        ),
        _trained(update.params, "nnx.State"),
        *(_trained(c.name, "nnx.State", c.comment) for c in collections),
        _trained(update.opt_state, "optax.OptState"),
        *averaged.values(),
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
        "dropout": program.model.draws,
    }
    draws = tuple(name for name, is_drawn in drawn.items() if is_drawn)
    measured: Expr = Local("grads")
    if program.optimizer.freezing is not None:
        measured = Call(Local("trained"), (measured,))
    evaluated: dict[str, Expr] = {name: Local(f"state.{name}") for name in carried}
    if program.optimizer.evaluated:
        evaluated[update.params] = program.optimizer.evaluated
    evaluated |= {name: Local(f"state.{field.name}") for name, field in averaged.items()}
    step = Step(
        state=state,
        updates=(update,),
        metrics=metrics,
        draws=draws,
        gradients=program.gradients,
        average=average,
        evaluated=tuple(evaluated.values()),
        keys=program.optimizer.draws,
        logged=_logged(program),
        measured=measured,
    )
    return dataclasses.replace(program, step=step)


def _last(schedule: Schedule) -> Argument:
    """A scheduled number as the last step had it."""
    made: Local | Call = Local("schedule")
    if schedule.quantity != "learning_rate":
        made = Call(Local(schedule.function), (Local("c"),))
    value: Expr = Call(made, (Difference(Local("state.step"), Literal(1)),))
    if schedule.reduction is not None:
        value = Product(value, schedule.reduction.factor)
    return Argument(schedule.quantity, value)


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


def _logged(program: Program) -> tuple[Argument, ...]:
    """What the last step of a call is logged with: rates, what else follows a schedule, the loss's factor."""
    found = [_last(schedule) for schedule in (program.optimizer.schedule, *program.schedules)]
    if program.precision and program.precision.scale:
        found.append(Argument("loss_scale", Local("state.loss_scale.value")))
    return tuple(found)


def _trained(name: str, type_: str, comment: str = "") -> StateField:
    """What an update changes."""
    return dataclasses.replace(_computed(name, type_, comment), guarded=True)


def _extra(program: Program) -> dict[str, Expr]:
    """What an optimizer can need besides gradients, as the step has it."""
    found: dict[str, Expr] = {"value": Item(Local("metrics"), "loss"), "grad": Local("grads")}
    if program.gradients.loss is not None:
        found["value_fn"] = found["obj_fn"] = Function(("params",), program.gradients.loss)
    if program.gradients.again is not None:
        found["grad_fn"] = Function(("params", "_"), program.gradients.again)
    return found


def _computed(name: str, type_: str, comment: str = "") -> StateField:
    """A field that initialization and the step have as a variable of that name."""
    return StateField(name, type_, comment, Local(name), Local(name))


def _averaged(average: Average | None, carried: tuple[str, ...]) -> dict[str, StateField]:
    """The fields of an average, by the names of what they average; they start as copies."""
    if average is None:
        return {}
    params, *collections = carried
    found = {params: (average.name, average.comment)}
    if average.with_statistics:
        found |= {name: (f"{average.name}_{name}", "") for name in collections}
    return {
        name: StateField(field, "nnx.State", comment, Local(name), Local(field), guarded=True)
        for name, (field, comment) in found.items()
    }
