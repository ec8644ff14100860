"""Pairs of noise and examples that the flow of another run makes."""

from __future__ import annotations

from specc.ir.column import Column
from specc.ir.settings import Field
from specc.ir.sources.reflow import Reflow
from specc.language.sources.reflow import Reflow as SpecBlock
from specc.lower.settings import AT_LEAST_ONE
from specc.lower.source_context import SourceContext

_ORIGIN = "data.source"


def lower(spec: SpecBlock, context: SourceContext) -> Reflow:
    """The run is a setting, so that a copy elsewhere will do; its flow is followed as many steps as asked."""
    run = context.file("reflow_from", spec.run, "the run whose flow makes pairs", f"{_ORIGIN}.run")
    field = Field(
        "reflow_steps",
        "int",
        spec.solver.steps,
        "steps of the other run's flow from noise to data",
        "learning",
        AT_LEAST_ONE,
        f"{_ORIGIN}.solver.steps",
    )
    return Reflow(
        template="reflow",
        builtin=True,
        noun_phrase="the examples of another run's flow",
        origin=_ORIGIN,
        columns=(Column("noise", spec.shape, "float32", "standard normal", "noise", _ORIGIN),),
        run=run,
        rows=spec.rows,
        seed=spec.seed,
        method=spec.solver.type,
        words=spec.solver.words,
        steps=context.settings.add(field),
    )
