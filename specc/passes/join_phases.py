"""Lowers each schedule tree to one optax call."""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Argument, Call, Expr, ListExpr, Literal, Symbol
from specc.ir.program import Program
from specc.ir.schedule import Schedule, ScheduleTree, Segment, add_steps


def transform(program: Program) -> Program:
    """Each schedule is one call: a single optax schedule, or `join_schedules`."""
    program = program.with_optimizers(
        lambda optimizer: dataclasses.replace(optimizer, schedule=_joined(optimizer.schedule))
    )
    return dataclasses.replace(program, schedules=tuple(map(_joined, program.schedules)))


def postcondition(program: Program) -> bool:
    """There is a call for each schedule."""
    schedules = (*program.learning_rates, *program.schedules)
    return all(schedule.call is not None for schedule in schedules)


def _joined(schedule: Schedule) -> Schedule:
    tree = schedule.tree
    text = _words(tree)
    if isinstance(tree, Segment):
        text = tree.standalone_words or f"from the peak, {text}"
    summary = f"{text[0].upper()}{text[1:]}."
    return dataclasses.replace(schedule, call=_call(tree), summary=summary)


def _call(tree: ScheduleTree) -> Expr:
    if isinstance(tree, Segment):
        return tree.call
    if tree.single_call is not None:
        return tree.single_call
    boundaries: list[Expr] = []
    for phase in tree.phases[:-1]:
        assert phase.steps is not None, "only the last phase takes what is left"
        boundaries.append(add_steps(boundaries[-1] if boundaries else Literal(0), phase.steps))
    return Call(
        Symbol("optax", "join_schedules"),
        keywords=(
            Argument("schedules", ListExpr(tuple(_call(phase.schedule) for phase in tree.phases))),
            Argument("boundaries", ListExpr(tuple(boundaries))),
        ),
        origin=tree.origin,
    )


def _words(tree: ScheduleTree) -> str:
    """The entire schedule, to complete "Linear warm-up to the peak, then …"."""
    if tree.words:
        return tree.words
    if isinstance(tree, Segment):
        return tree.label
    return ", then ".join(_words(phase.schedule) for phase in tree.phases)
