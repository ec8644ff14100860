"""Losses and metrics, of every kind of task.

The template that computes one has the name of the task and the type: `auroc` of `task: binary` has
`loss/set_metrics/binary/auroc`. So another one is another block and another template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from specc.ir.data import Statistic
from specc.ir.expr import Argument, Expr, Literal, Name
from specc.ir.loss import ClassWeights, Metric, ScheduledValue, Supervised, Term, TrainingValue
from specc.ir.pattern import pattern
from specc.ir.settings import Field
from specc.ir.supervised import UserMetric
from specc.ir.user_code import Section, UserCall
from specc.language.block import Block
from specc.language.change import as_change, quantity
from specc.language.loss import Loss, Sum, WeightedLoss
from specc.language.loss import Term as SpecTerm
from specc.language.metric import Metric as SpecMetric
from specc.language.task import Task
from specc.language.user_functions import OwnLoss, OwnMetric
from specc.lower.schedule import lower_number
from specc.lower.settings import Settings, bounds_of, note
from specc.lower.user_code import lower_call

_OWN: dict[bool, tuple[str, Section]] = {
    False: ("own", "training"),
    True: ("set_metrics/own", "evaluation"),
}
"""The template of a metric of the user's and where its code stands, by whether it is one of a set."""


def lower_supervised(
    spec: Task,
    settings: Settings,
    *,
    kind: str | None = None,
    columns: tuple[str, str],
    outputs: str,
    verb: str,
    estimate: str | None = None,
    output_split: str | None = None,
    eval_output_split: str | None = None,
    holdout_check: str | None = None,
) -> Supervised:
    """The loss of a task and what is measured besides.

    Args:
        spec: a task that has a loss and metrics.
        settings: gets those of the loss.
        kind: of task, whose losses and metrics these are, if it is another.
        columns: of inputs and targets.
        outputs: what the model's outputs are called.
        verb: what is done to the examples.
        estimate: what is compared with the targets, if it is not the outputs themselves.
        output_split: the template that takes the outputs apart, if anything does.
        eval_output_split: the same for metrics of a set, if they have another.
        holdout_check: the template of what metrics that contrast examples need of the held-out ones.
    """
    assert spec.goal is not None, spec.type
    losses = _Losses(kind or spec.type, settings)
    terms = losses.lower(spec.goal)
    lowered = [(item, _metric(item, n, kind or spec.type)) for n, item in enumerate(spec.measures)]
    of_set = [item for item, _ in lowered if item.summarizes]
    return Supervised(
        name="loss",
        columns=columns,
        networks=("model",),
        needs=(frozenset({"predict"}),),
        outputs=outputs,
        terms=terms,
        metrics=tuple(metric for item, metric in lowered if not item.summarizes),
        verb=verb,
        origin="task",
        estimate=estimate or outputs,
        output_split=output_split,
        eval_output_split=eval_output_split or output_split,
        set_metrics=tuple(metric for item, metric in lowered if item.summarizes),
        set_check=holdout_check if any(item.contrasts for item in of_set) else None,
        weights=_weights(spec.goal),
        scheduled_values=tuple(losses.scheduled_values),
        training_values=tuple(losses.training_values),
    )


class _Losses:
    """Lowers losses, and collects their values that are scheduled, or only for training."""

    def __init__(self, task: str, settings: Settings):
        self._task = task
        self.scheduled_values: list[ScheduledValue] = []
        self.training_values: list[TrainingValue] = []
        self._settings = settings

    def lower(self, spec: Loss) -> tuple[Term, ...]:
        """The terms of the loss; a single one if it is no sum."""
        if not isinstance(spec, Sum):
            return (Term(self._loss(spec, spec.type, "task.loss", "loss"), "loss", None),)
        return tuple(
            self._term(term, label, f"task.loss.terms.{number}")
            for number, (label, term) in enumerate(zip(spec.labels, spec.terms, strict=True))
        )

    def _term(self, term: SpecTerm, label: str, origin: str) -> Term:
        loss: Loss = term.loss  # type: ignore[attr-defined]  # each kind of task adds its own
        column = f"loss_{label}"
        metric = self._loss(loss, label, f"{origin}.loss", column)
        # The user's function has the label as its name, and a variable of that name would hide it.
        variable = column if isinstance(metric, UserMetric) else label
        return Term(metric, variable, self._weight(term, f"{label}_weight", f"{origin}.weight"))

    def _loss(self, spec: Loss, label: str, origin: str, column: str) -> Metric:
        if isinstance(spec, OwnLoss):
            return _own(column, "own", lower_call(spec, origin, "training"), origin)
        options = (
            *self._training(spec, label, origin),
            *self._scheduled(spec, label, origin),
            *_options(spec),
        )
        return Metric(
            name=column,
            template=_template("losses", self._task, spec, options),
            helpers=type(spec).helpers,
            options=options,
            origin=origin,
        )

    def _training(self, spec: Loss, label: str, origin: str) -> Iterator[Argument]:
        for field in type(spec).training_only:
            if not (written := getattr(spec, field)):
                continue
            name, place = _quantity(spec, field, label), f"{origin}.{field}"
            value: Expr = Literal(written)
            if as_change(written) is not None:
                made = self._made(spec, field, place, name)
                value = pattern("schedule(state.step)", schedule=made)
            self.training_values.append(TrainingValue(name, value, place))
            yield Argument(field, Name(name))

    def _scheduled(self, spec: Loss, label: str, origin: str) -> Iterator[Argument]:
        for field in type(spec).model_fields:
            changes = as_change(getattr(spec, field)) is not None
            if changes and field not in type(spec).training_only:
                name, place = _quantity(spec, field, label), f"{origin}.{field}"
                yield Argument(field, self._schedule(spec, field, place, name))

    def _weight(self, spec: SpecTerm, name: str, origin: str) -> Expr | None:
        doc = "factor of this part of the loss"
        if as_change(spec.weight) is not None:
            return self._schedule(spec, "weight", origin, name, doc)
        if spec.weight == 1:
            return None
        return self._settings.add(
            Field(
                name=name,
                type="float",
                default=spec.weight,
                doc=doc,
                group="learning",
                bounds=bounds_of(type(spec).model_fields["weight"]),
                origin=origin,
            )
        )

    def _schedule(self, spec: Block, field: str, origin: str, name: str, doc: str = "") -> Name:
        made = self._made(spec, field, origin, name, doc)
        self.scheduled_values.append(ScheduledValue(name, made, origin))
        return Name(name)

    def _made(self, spec: Block, field: str, origin: str, name: str, doc: str = "") -> Expr:
        doc = doc or _clause(type(spec).model_fields[field].description or "")
        made = lower_number(spec, field, self._settings, origin, name=name, doc=doc)
        assert made is not None, origin
        return made


def _quantity(spec: Loss, field: str, label: str) -> str:
    """The name of a number of a loss in the trainer."""
    return quantity(type(spec), field) if label == spec.type else f"{label}_{field}"


def _clause(description: str) -> str:
    """The beginning of a description, without its source and its units."""
    return note(re.split(r"[,.] | \(", description)[0])


def _metric(spec: SpecMetric, number: int, task: str) -> Metric:
    origin = f"task.metrics.{number}"
    if isinstance(spec, OwnMetric):
        template, section = _OWN[spec.summarizes]
        return _own(spec.column, template, lower_call(spec, origin, section), origin)
    options = _options(spec)
    family = "set_metrics" if spec.summarizes else "metrics"
    return Metric(
        name=spec.column,
        template=_template(family, task, spec, options),
        helpers=type(spec).helpers,
        options=options,
        in_units=type(spec).in_units,
        origin=origin,
    )


def _own(name: str, template: str, call: UserCall, origin: str) -> UserMetric:
    return UserMetric(
        name=name, template=template, takes_raw_outputs=True, call=call, origin=origin
    )


def _template(family: str, task: str, spec: Block, options: tuple[Argument, ...]) -> str:
    """The kind of task whose family a block belongs to, and its type.

    A number that is off unless a spec has it makes another computation, with a template of its own:
    `cross_entropy_label_smoothing`.
    """
    fields = type(spec).model_fields
    extras = (item.name for item in options if fields[item.name].default == 0)
    return f"{family}/{task}/{'_'.join([spec.type, *extras])}"  # type: ignore[attr-defined]


def _options(spec: Block) -> tuple[Argument, ...]:
    """The numeric fields of a block, without those that are 0 (disabled) or for training alone."""
    others = getattr(type(spec), "training_only", ())
    numbers = ((n, x) for n, x in spec if isinstance(x, int | float) and n not in others)
    return tuple(Argument(name, Literal(value)) for name, value in numbers if value)


def balance(spec: Loss, classes: int) -> Statistic | None:
    """The weights of the classes, if they are to be found in the training examples."""
    if not isinstance(spec, WeightedLoss) or spec.class_weights != "balanced":
        return None
    return Statistic("class_weight", (classes,), "gives all classes the same total weight")


def _weights(spec: Loss) -> ClassWeights | None:
    if not isinstance(spec, WeightedLoss) or spec.class_weights is None:
        return None
    weights = spec.class_weights
    return ClassWeights(None if weights == "balanced" else weights, "task.loss.class_weights")
