"""IR of the loss and the metrics."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Argument, Expr


@dataclass(frozen=True)
class ClassWeights:
    """Class weights of the loss.

    Attributes:
        values: a weight per class; None if computed from the training examples.
    """

    values: tuple[float, ...] | None
    origin: str


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A number for each example, or for all examples of a set.

    Attributes:
        template: the file in `templates/loss/` that computes it from outputs and targets.
        helpers: the functions that it calls, each a template in `loss/functions/` of that name.
        options: its numeric arguments, without those that are disabled.
        in_units: whether it is in the units of the targets as they are in the data.
        takes_raw_outputs: whether it takes the outputs as the model gives them, and not a part of them.
    """

    name: str
    template: str
    origin: str
    helpers: tuple[str, ...] = ()
    options: tuple[Argument, ...] = ()
    in_units: bool = False
    takes_raw_outputs: bool = False


@dataclass(frozen=True)
class Term:
    """A part of the loss, which is logged by itself as well.

    Attributes:
        variable: name of the local variable that holds it.
        weight: what it is multiplied by; None for 1.
    """

    metric: Metric
    variable: str
    weight: Expr | None


@dataclass(frozen=True)
class ScheduledValue:
    """A scheduled value in the loss; `schedule` is the expression that makes the schedule."""

    name: str
    schedule: Expr
    origin: str


@dataclass(frozen=True)
class Objective:
    """The loss of an example, and its metrics.

    Attributes:
        outputs: name of the variable with the model outputs.
        loss: terms of the loss per example, which are summed.
        metrics: what else is measured of each example.
        verb: what is done to the examples: "classify".
        estimate: the part of the outputs that is compared with the targets.
        output_split: template in `loss/parts/` that splits the outputs, if any.
        eval_output_split: the same where only the estimate is needed.
        set_metrics: metrics computed from all examples of a set at once.
        holdout_check: the template of what has to hold of the held-out examples.
        weights: of the classes, in the loss.
        scheduled_values: the numbers of the loss that follow a schedule.
    """

    outputs: str
    loss: tuple[Term, ...]
    metrics: tuple[Metric, ...]
    verb: str
    origin: str
    estimate: str
    output_split: str | None = None
    eval_output_split: str | None = None
    set_metrics: tuple[Metric, ...] = ()
    holdout_check: str | None = None
    weights: ClassWeights | None = None
    scheduled_values: tuple[ScheduledValue, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Of the metrics of an example, the loss first."""
        terms = [term.metric.name for term in self.loss] if len(self.loss) > 1 else []
        return ("loss", *terms, *(metric.name for metric in self.metrics))

    @property
    def per_example_metrics(self) -> tuple[Metric, ...]:
        """The terms of the loss, and the metrics of an example."""
        return (*(term.metric for term in self.loss), *self.metrics)

    @property
    def in_units(self) -> bool:
        """Whether a metric of an example is in the units of the data."""
        return any(metric.in_units for metric in self.metrics)
