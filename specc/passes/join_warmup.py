"""How a schedule with a warm-up is written in optax."""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Argument, Call, Listed, Literal, Symbol
from specc.ir.optimizer import OptaxSchedule, Ramp, Warmup
from specc.ir.program import Program


def transform(program: Program) -> Program:
    """The schedule is one call: optax's own with a warm-up where there is one, else a sequence."""
    schedule = program.optimizer.schedule
    match schedule:
        case Ramp(alone, words=words, origin=origin):
            text = "the same at every step" if words == "constant" else f"from the peak, {words}"
            found = OptaxSchedule(alone, _sentence(text), origin)
        case Warmup(_, _, then, origin):
            call = then.joined or _sequence(schedule)
            summary = _sentence(f"linear warm-up to the peak, then {then.words}")
            found = OptaxSchedule(call, summary, origin)
        case OptaxSchedule():
            return program
    optimizer = dataclasses.replace(program.optimizer, schedule=found)
    return dataclasses.replace(program, optimizer=optimizer)


def holds(program: Program) -> bool:
    """Nothing but calls of optax is left."""
    return isinstance(program.optimizer.schedule, OptaxSchedule)


def _sequence(schedule: Warmup) -> Call:
    rise = Call(
        Symbol("optax", "linear_schedule"),
        keywords=(
            Argument("init_value", Literal(0.0)),
            Argument("end_value", schedule.peak),
            Argument("transition_steps", schedule.steps),
        ),
        origin=schedule.origin,
    )
    return Call(
        Symbol("optax", "join_schedules"),
        keywords=(
            Argument("schedules", Listed((rise, schedule.then.after))),
            Argument("boundaries", Listed((schedule.steps,))),
        ),
        origin=schedule.then.origin,
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
