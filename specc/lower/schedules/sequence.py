"""`type: sequence`."""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Expr, Sub
from specc.ir.schedule import Phase, Tree
from specc.ir.schedule import Sequence as Phases
from specc.lower.dispatch import lowering
from specc.lower.settings import steps_of
from specc.lower.stretch import Stretch
from specc.spec.schedules.sequence import Sequence


def lower(written: Sequence, stretch: Stretch) -> Tree:
    """The phases, each lowered as if it were a run; the last may take what the others leave."""
    left: Expr = stretch.steps
    phases = []
    for number, phase in enumerate(written.phases, 1):
        steps = left if phase.duration is None else steps_of(phase.duration)
        part = dataclasses.replace(
            stretch,
            steps=steps,
            origin=stretch.at(f"phases.{number - 1}.schedule"),
            place=number,
            whole="the phase" if number < len(written.phases) else stretch.whole,
        )
        tree = lowering(phase.schedule)(phase.schedule, part)
        last = number == len(written.phases)
        phases.append(Phase(tree, None if last else steps))
        left = Sub(left, steps)
    return Phases(tuple(phases), stretch.origin)
