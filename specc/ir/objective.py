"""What a batch, and a whole set, are scored by."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from specc.ir.expr import Argument, Expr, settings_of


@dataclasses.dataclass(frozen=True, slots=True)
class ClassWeights:
    """How much the loss of an example counts, a number for each class.

    Attributes:
        rows: the numbers, as they stand on lines; None if they follow from the training examples.
        comment: what they are.
    """

    rows: tuple[tuple[float, ...], ...] | None
    comment: str
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Metric:
    """A number per example, averaged over a batch; its template computes it from outputs and label.

    Attributes:
        helpers: the functions that the template calls, each a template in `helper/` of that name.
        options: what the template writes besides; without those that are off.
        weights: of the classes.
        in_units: whether it is in the units of the targets, as they are in the data.
        undivided: whether it takes the outputs as the model gives them, and not their parts.
    """

    folder: ClassVar[str] = "loss/"
    name: str
    template: str
    helpers: tuple[str, ...] = ()
    options: tuple[Argument, ...] = ()
    weights: ClassWeights | None = None
    in_units: bool = False
    undivided: bool = dataclasses.field(default=False, kw_only=True)
    origin: str = dataclasses.field(default="task", kw_only=True)

    def option(self, name: str) -> Expr | None:
        """An option by its name; None if it is off."""
        return next((item.value for item in self.options if item.name == name), None)


@dataclasses.dataclass(frozen=True, slots=True)
class Term:
    """A part of a loss that is a sum.

    Attributes:
        weight: what it is multiplied by; None for 1.
    """

    metric: Metric
    weight: Expr | None


@dataclasses.dataclass(frozen=True, slots=True)
class SummedLoss(Metric):
    """A loss that is the sum of others, which the scores compute first, under their own names."""

    terms: tuple[Term, ...] = dataclasses.field(kw_only=True)


@dataclasses.dataclass(frozen=True, slots=True)
class SetMetric(Metric):
    """A number, or a table of numbers, of a whole set of examples.

    Attributes:
        is_matrix: whether it is a table.
    """

    is_matrix: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Objective:
    """What a batch is scored by; training minimizes the first metric.

    Attributes:
        outputs: what the model's outputs are called.
        verb: what is done to the examples: "classify".
        parts: the lines that take the outputs apart before anything is computed from them: a template.
        estimate: what then is compared with the targets.
        summaries: what is measured on the whole evaluation set.
        split: the template of what has to hold of the held-out examples.
        follows: the numbers that follow a schedule, by name, each as what makes that.
    """

    outputs: str
    metrics: tuple[Metric, ...]
    verb: str
    origin: str
    parts: str | None = None
    estimate: str = ""
    summaries: tuple[SetMetric, ...] = ()
    split: str | None = None
    follows: tuple[Argument, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """Of a loss that is a sum."""
        loss = self.metrics[0]
        return loss.terms if isinstance(loss, SummedLoss) else ()

    @property
    def reads_settings(self) -> bool:
        """Whether scores depend on the settings of the run."""
        weights = (term.weight for term in self.terms if term.weight is not None)
        return bool(self.follows) or any(settings_of(weight) for weight in weights)

    @property
    def score_parts(self) -> str | None:
        """`parts`, if a metric of examples reads them."""
        return self.parts if any(not item.undivided for item in self.metrics) else None

    @property
    def summary_parts(self) -> str | None:
        """`parts`, if a metric of the set reads them."""
        return self.parts if any(not item.undivided for item in self.summaries) else None

    @property
    def names(self) -> tuple[str, ...]:
        """Of the metrics."""
        return tuple(metric.name for metric in self.metrics)

    @property
    def weights(self) -> ClassWeights | None:
        """Those of the loss."""
        return self.metrics[0].weights

    @property
    def helpers(self) -> tuple[str, ...]:
        """The functions that metrics of examples call."""
        return tuple(dict.fromkeys(name for metric in self.metrics for name in metric.helpers))

    @property
    def summary_helpers(self) -> tuple[str, ...]:
        """The functions that metrics of the set call, each after those that it calls itself."""
        found = dict.fromkeys(name for metric in self.summaries for name in metric.helpers)
        return tuple(name for name in found if name not in self.helpers)

    @property
    def in_units(self) -> bool:
        """Whether any metric of examples is in the units of the data."""
        return any(metric.in_units for metric in self.metrics)

    @property
    def summaries_in_units(self) -> bool:
        """Whether any metric of the set is in the units of the data."""
        return any(metric.in_units for metric in self.summaries)

    @property
    def matrices(self) -> tuple[str, ...]:
        """The names of the metrics that are tables."""
        return tuple(metric.name for metric in self.summaries if metric.is_matrix)
