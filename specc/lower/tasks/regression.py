"""Regression: a number for each number to predict, and its spread if the loss has it."""

from __future__ import annotations

from specc.ir.column import Column
from specc.ir.data import Statistic, Target
from specc.language.facts import Facts
from specc.language.tasks.regression import Regression
from specc.lower.columns import input_name
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings
from specc.lower.supervised import lower_supervised


def lower(spec: Regression, facts: Facts, settings: Settings) -> LoweredTask:
    """Losses are of targets as the model has them, metrics in the units of the data."""
    outputs = spec.outputs(facts)
    assert facts.targets is not None, "a rule has seen to it"
    assert outputs is not None, "a rule has seen to it"
    shape = (facts.targets,)
    statistics = (
        Statistic("target_mean", shape, "of targets"),
        Statistic("target_std", shape, ""),
    )
    spread = spec.loss.spread
    values = "standardized" if spec.standardize else "as stored"
    words = "standardized targets" if spec.standardize else "targets"
    target = Target(
        kind="numbers",
        column=Column("target", shape, "float32", values, "target"),
        outputs=outputs,
        words="means and log-variances" if spread else words,
        noun="regressor",
        statistics=statistics if spec.standardize else (),
        origin="task",
        can_interpolate=True,
    )
    loss = lower_supervised(
        spec,
        settings,
        columns=(input_name(facts), target.column.name),
        outputs="prediction",
        verb="predict the targets of",
        estimate="mean" if spread else None,
        output_split="gaussian" if spread else None,
        eval_output_split="mean" if spread else None,
    )
    return LoweredTask(target, (loss,))
