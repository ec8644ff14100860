"""`type: sequence`."""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Expr, Sub
from specc.ir.schedule import Phase, PhaseSequence, ScheduleTree
from specc.language.schedules.sequence import Sequence
from specc.lower.dispatch import lowering
from specc.lower.schedule_context import ScheduleContext
from specc.lower.settings import steps_of


def lower(spec: Sequence, context: ScheduleContext) -> ScheduleTree:
    """The phases, each lowered as if it were a run; the last may take what the others leave."""
    left: Expr = context.steps
    phases = []
    for number, phase in enumerate(spec.phases, 1):
        steps = left if phase.duration is None else steps_of(phase.duration)
        part = dataclasses.replace(
            context,
            steps=steps,
            origin=context.at(f"phases.{number - 1}.schedule"),
            phase_number=number,
            name_in_prose="the phase" if number < len(spec.phases) else context.name_in_prose,
        )
        tree = lowering(phase.schedule)(phase.schedule, part)
        last = number == len(spec.phases)
        phases.append(Phase(tree, None if last else steps))
        left = Sub(left, steps)
    return PhaseSequence(tuple(phases), context.origin)
