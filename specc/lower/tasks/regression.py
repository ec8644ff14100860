"""Regression: squared and absolute errors of standardized targets."""

from __future__ import annotations

from specc.ir.program import Column, Metric, Objective, Statistic, Target
from specc.spec.facts import Facts
from specc.spec.tasks.regression import Regression


def lower(written: Regression, facts: Facts) -> tuple[Target, Objective]:
    """Training minimizes the squared error; the absolute one is in the units of the data."""
    assert facts.targets is not None, "a rule has seen to it"
    shape = (facts.targets,)
    target = Target(
        template="numbers",
        column=Column("target", shape, "float32", "standardized"),
        outputs=facts.targets,
        words="standardized predictions",
        noun="regressor",
        statistics=(
            Statistic("target_mean", shape, "of targets"),
            Statistic("target_std", shape, ""),
        ),
        origin="task",
    )
    metrics = (Metric("loss", "squared_error"), Metric("mae", "absolute_error"))
    return target, Objective("prediction", metrics, "predict", "task")
