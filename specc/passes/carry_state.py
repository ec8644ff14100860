"""What goes from step to step."""

from __future__ import annotations

import dataclasses

from specc.ir.program import Program, StateField, Step, Update


def transform(program: Program) -> Program:
    """Everything that a resumed run needs to go on as if nothing had happened is in the state."""
    update = Update("params", "opt_state", ())
    state = (
        StateField("step", "jax.Array", "() int32, optimizer steps taken"),
        StateField(update.params, "nnx.State", ""),
        *(StateField(c.name, "nnx.State", c.comment) for c in program.model.collections),
        StateField(update.opt_state, "optax.OptState", ""),
        StateField("sums", "Metrics", "over the steps since metrics were last logged"),
    )
    metrics = (*program.objective.names, "grad_norm")
    return dataclasses.replace(program, step=Step(state, (update,), metrics))


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
