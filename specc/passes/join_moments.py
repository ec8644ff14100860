"""When the host has something to do.

What falls due after the same steps is done at the same moment, and written once.
"""

from __future__ import annotations

import dataclasses

from specc.ir.program import Moment, Program


def transform(program: Program) -> Program:
    """Each interval has one moment, with all that happens then."""
    run = program.run
    log, evaluation = run.log_interval, run.evaluation
    moments = [Moment(log, True, evaluation is not None and evaluation.interval == log)]
    if evaluation is not None and evaluation.interval != log:
        moments.append(Moment(evaluation.interval, False, True))
    return dataclasses.replace(program, run=dataclasses.replace(run, moments=tuple(moments)))


def holds(program: Program) -> bool:
    """Logging happens at one moment, evaluation at one if there is any, and no interval repeats."""
    moments = program.run.moments
    logs = sum(moment.logs for moment in moments)
    evaluates = sum(moment.evaluates for moment in moments)
    distinct = len({moment.interval for moment in moments}) == len(moments)
    return logs == 1 and evaluates == (program.run.evaluation is not None) and distinct
