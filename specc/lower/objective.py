"""Losses and metrics, of every kind of task.

Which template writes one follows from where its block is defined: `specc.spec.metrics.binary.auroc` has
`metric/binary/auroc`, `specc.spec.losses.binary.focal` has `metric/loss/binary/focal`. So another one is
another block and another template.
"""

from __future__ import annotations

import dataclasses

from specc.ir.data import Statistic
from specc.ir.expr import Argument, Literal
from specc.ir.objective import ClassWeights, Metric, Objective, SetMetric
from specc.lower.own import OwnCall, lower_call
from specc.spec.block import Block
from specc.spec.loss import Loss, WeightedLoss
from specc.spec.metric import Metric as WrittenMetric
from specc.spec.own import OwnLoss, OwnMetric
from specc.spec.task import Task

_PER_LINE = 10
_OWN = "python"
"""The template of what is the user's own, in any task."""


@dataclasses.dataclass(frozen=True, slots=True)
class OwnScore(Metric):
    """A loss or metric of examples that a function of the user's computes."""

    call: OwnCall = dataclasses.field(kw_only=True)


@dataclasses.dataclass(frozen=True, slots=True)
class OwnSummary(SetMetric):
    """A metric of the set that a function of the user's computes."""

    call: OwnCall = dataclasses.field(kw_only=True)


def lower_objective(
    written: Task,
    *,
    outputs: str,
    verb: str,
    parts: str | None = None,
    estimate: str | None = None,
    split: str | None = None,
) -> Objective:
    """The loss of a task and what is measured beside it.

    Args:
        written: a task that has a loss and metrics.
        outputs: what the model's outputs are called.
        verb: what is done to the examples.
        parts: the template that takes the outputs apart, if anything does.
        estimate: what is compared with the targets, if it is not the outputs themselves.
        split: the template of what metrics that contrast examples need of the held-out ones.
    """
    assert written.goal is not None, written.type
    of_examples = [item for item in written.measures if not item.summarizes]
    of_set = [item for item in written.measures if item.summarizes]
    return Objective(
        outputs=outputs,
        metrics=(_loss(written.goal), *map(_metric, of_examples)),
        verb=verb,
        origin="task",
        parts=parts,
        estimate=estimate or outputs,
        summaries=tuple(map(_summary, of_set)),
        split=split if any(item.contrasts for item in of_set) else None,
    )


def _loss(written: Loss) -> Metric:
    if isinstance(written, OwnLoss):
        call = lower_call(written, "task.loss", "training")
        return OwnScore("loss", _OWN, undivided=True, call=call)
    weights = _weights(written) if isinstance(written, WeightedLoss) else None
    template = f"loss/{_folder(written)}/{written.type}"
    return Metric("loss", template, type(written).helpers, _options(written), weights)


def _metric(written: WrittenMetric) -> Metric:
    if isinstance(written, OwnMetric):
        call = lower_call(written, "task.metrics", "training")
        return OwnScore(written.column, _OWN, undivided=True, call=call)
    template = f"{_folder(written)}/{written.type}"
    return Metric(
        written.column,
        template,
        type(written).helpers,
        _options(written),
        in_units=type(written).in_units,
    )


def _summary(written: WrittenMetric) -> SetMetric:
    if isinstance(written, OwnMetric):
        call = lower_call(written, "task.metrics", "evaluation")
        return OwnSummary(written.column, _OWN, undivided=True, call=call)
    template = f"{_folder(written)}/{written.type}"
    return SetMetric(
        written.column,
        template,
        type(written).helpers,
        _options(written),
        in_units=type(written).in_units,
        is_matrix=type(written).matrix,
    )


def _folder(written: Block) -> str:
    """The kind of task whose family a block belongs to."""
    return type(written).__module__.split(".")[-2]


def _options(written: Block) -> tuple[Argument, ...]:
    """The numbers of a block; 0 turns something off, and is left out."""
    numbers = ((name, value) for name, value in written if isinstance(value, int | float))
    return tuple(Argument(name, Literal(value)) for name, value in numbers if value)


def balance(written: Loss, classes: int) -> Statistic | None:
    """The weights of the classes, if they are to be found in the training examples."""
    if not isinstance(written, WeightedLoss) or written.class_weights != "balanced":
        return None
    return Statistic("class_weight", (classes,), "by which all classes count the same")


def _weights(written: WeightedLoss) -> ClassWeights | None:
    weights, origin = written.class_weights, "task.loss.class_weights"
    comment = "how much the loss of an example of each class counts"
    if weights is None:
        return None
    rows = None if weights == "balanced" else _lines(weights)
    return ClassWeights(rows, comment, origin)


def _lines(weights: tuple[float, ...]) -> tuple[tuple[float, ...], ...]:
    return tuple(weights[start : start + _PER_LINE] for start in range(0, len(weights), _PER_LINE))
