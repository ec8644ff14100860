"""Losses: what they read and draw, and the metrics that they produce on the way."""

from __future__ import annotations

import dataclasses
from typing import ClassVar, Self

from specc.fast_dataclasses import dataclass
from specc.ir.dequantization import Dequantization
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
class TrainingValue:
    """A number of the loss in training, by its name; the loss of a set is without it."""

    name: str
    value: Expr
    origin: str


@dataclass(frozen=True)
class Draw:
    """Random numbers of a step; its key follows from the seed, the step and the name.

    So another draw changes no other's numbers, and not the first parameters.
    """

    name: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class Carried:
    """An array that a loss keeps in the state from step to step, such as a replay buffer.

    Attributes:
        name: of the field of the state.
        first: its value before the first step, from a random key called `NAME_key`.
        after: its value after the forward pass, from what the loss function has.
        comment: what it holds.
    """

    name: str
    first: Expr
    after: Expr
    comment: str
    origin: str


@dataclass(frozen=True)
class Counted:
    """How much each part of a batch counts, from the `batch`."""

    weight: Expr
    origin: str


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What an update minimizes.

    Attributes:
        kind: the module in `compose/losses/` that writes it.
        measures_examples: whether a set is evaluated example by example.
        compares_samples: whether a set is evaluated against samples.
        name: of the loss, by which updates refer to it.
        columns: names of the columns of a batch that it reads.
        networks: names of the networks that it reads, that which it trains first.
        needs: what each of them has to provide, in the same order.
        draws: its random numbers.
        verb: what is done to the examples: "classify".
        scheduled_values: its numbers that follow a schedule.
        carried: what it keeps in the state.
        passes: how often a step goes forward and back through the network, about.
        dequantization: what makes pixels continuous; None if inputs are taken as they are.
    """

    kind: ClassVar[str]
    measures_examples: ClassVar[bool] = True
    compares_samples: ClassVar[bool] = False
    name: str
    columns: tuple[str, ...]
    networks: tuple[str, ...]
    needs: tuple[frozenset[str], ...]
    verb: str
    origin: str
    draws: tuple[Draw, ...] = ()
    scheduled_values: tuple[ScheduledValue, ...] = ()
    carried: tuple[Carried, ...] = ()
    passes: int = 1
    dequantization: Dequantization | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Of its metrics, what is minimized first."""
        raise NotImplementedError

    def given_labels(self, column: str, _classes: int) -> Self:
        """The same loss of networks that are given the class of each example."""
        return dataclasses.replace(self, columns=(*self.columns, column))

    def flops(self, _examples: int) -> float:
        """FLOPs of a batch besides those of the networks, if they are many."""
        return 0.0

    @property
    def counted(self) -> Counted | None:
        """How much each part of an example counts; None if all count the same."""
        return None

    @property
    def holdout_check(self) -> str | None:
        """The template of what has to hold of the held-out examples."""
        return None


@dataclass(frozen=True, kw_only=True)
class Supervised(Loss):
    """One of outputs and targets, and the metrics of both.

    Attributes:
        outputs: name of the variable with the model outputs.
        terms: terms of the loss per example, which are summed.
        metrics: what else is measured of each example.
        estimate: the part of the outputs that is compared with the targets.
        output_split: template in `loss/parts/` that splits the outputs, if any.
        eval_output_split: the same where only the estimate is needed.
        set_metrics: metrics computed from all examples of a set at once.
        set_check: the template of what they need of the held-out examples.
        weights: of the classes.
        training_values: numbers that only training gives to what measures examples.
    """

    kind: ClassVar[str] = "supervised"
    outputs: str
    terms: tuple[Term, ...]
    metrics: tuple[Metric, ...]
    estimate: str
    output_split: str | None = None
    eval_output_split: str | None = None
    set_metrics: tuple[Metric, ...] = ()
    set_check: str | None = None
    weights: ClassWeights | None = None
    training_values: tuple[TrainingValue, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Of the metrics of an example, the loss first."""
        terms = [term.metric.name for term in self.terms] if len(self.terms) > 1 else []
        return ("loss", *terms, *(metric.name for metric in self.metrics))

    @property
    def per_example_metrics(self) -> tuple[Metric, ...]:
        """The terms of the loss, and the metrics of an example."""
        return (*(term.metric for term in self.terms), *self.metrics)

    @property
    def in_units(self) -> bool:
        """Whether a metric of an example is in the units of the data."""
        return any(metric.in_units for metric in self.metrics)

    @property
    def holdout_check(self) -> str | None:
        """The template of what has to hold of the held-out examples."""
        return self.set_check
