"""Schedules in the expressions of an optimizer."""

from __future__ import annotations

from typing import TypeVar

from specc.ir.expr import Call, Lambda, Name, Pattern, Symbol
from specc.ir.pattern import substitute
from specc.ir.program import Program
from specc.ir.schedule import Schedule
from specc.ir.tree import replaced

_Tree = TypeVar("_Tree")
_CONSTANT = Symbol("optax", "constant_schedule")


def of_count(tree: _Tree, program: Program, variable: str, value: Pattern) -> _Tree:
    """Expressions in which each schedule that changes is a function of optax's count of updates.

    Args:
        tree: of expressions.
        program: with the schedules.
        variable: what that count is called.
        value: of a schedule, made of `schedule` and that count.
    """
    schedules = (*program.learning_rates, *program.schedules)
    makers = {schedule.function for schedule in schedules if _changes(schedule)}

    def changed(node: object) -> Lambda | None:
        match node:
            case Call(Name(name), (Name("c"),)) if name in makers:
                return Lambda((variable,), substitute(value, schedule=node))
        return None

    return replaced(tree, changed)


def _changes(schedule: Schedule) -> bool:
    return not (isinstance(schedule.call, Call) and schedule.call.function == _CONSTANT)
