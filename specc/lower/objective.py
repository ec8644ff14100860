"""Losses and metrics, of every kind of task.

Which template writes one follows from where its block is defined: `specc.spec.metrics.binary.auroc` has
`metric/binary/auroc`, `specc.spec.losses.binary.focal` has `metric/loss/binary/focal`. So another one is
another block and another template.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from specc.ir.data import Statistic
from specc.ir.expr import Argument, Expr, Literal, Local
from specc.ir.objective import ClassWeights, Metric, Objective, SetMetric, SummedLoss, Term
from specc.ir.settings import Field
from specc.lower.own import OwnCall, lower_call
from specc.lower.schedule import lower_number
from specc.lower.settings import Settings, bounds_of, note
from specc.spec.block import Block
from specc.spec.change import as_change, quantity
from specc.spec.loss import Loss, Sum, WeightedLoss
from specc.spec.loss import Term as WrittenTerm
from specc.spec.metric import Metric as WrittenMetric
from specc.spec.task import Task
from specc.spec.user_functions import OwnLoss, OwnMetric

_PER_LINE = 10
_WEIGHT_DOC = "what this part of the loss is multiplied by"
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
    settings: Settings,
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
        settings: gets those of the loss.
        outputs: what the model's outputs are called.
        verb: what is done to the examples.
        parts: the template that takes the outputs apart, if anything does.
        estimate: what is compared with the targets, if it is not the outputs themselves.
        split: the template of what metrics that contrast examples need of the held-out ones.
    """
    assert written.goal is not None, written.type
    of_examples = [item for item in written.measures if not item.summarizes]
    of_set = [item for item in written.measures if item.summarizes]
    losses = _Losses(settings)
    return Objective(
        outputs=outputs,
        metrics=(*losses.lower(written.goal), *map(_metric, of_examples)),
        verb=verb,
        origin="task",
        parts=parts,
        estimate=estimate or outputs,
        summaries=tuple(map(_summary, of_set)),
        split=split if any(item.contrasts for item in of_set) else None,
        follows=tuple(losses.follows),
    )


class _Losses:
    """Lowers losses, and gathers the numbers of theirs that follow a schedule."""

    def __init__(self, settings: Settings):
        self.follows: list[Argument] = []
        self._settings = settings

    def lower(self, written: Loss) -> tuple[Metric, ...]:
        """The loss; of a sum each of its terms as well."""
        weights = _weights(written) if isinstance(written, WeightedLoss) else None
        if not isinstance(written, Sum):
            return (self._loss(written, written.type, "task.loss", "loss", weights),)
        terms = tuple(
            Term(
                self._loss(part, label, ".".join(("task.loss", *map(str, path))), column, weights),
                self._weight(term, f"{label}_weight", f"task.loss.terms.{number}.weight"),
            )
            for number, ((path, column, part), label, term) in enumerate(
                zip(written.parts, written.labels, written.terms, strict=True)
            )
        )
        parts = [term.metric for term in terms]
        helpers = tuple(dict.fromkeys(name for part in parts for name in part.helpers))
        undivided = all(part.undivided for part in parts)
        total = SummedLoss(
            "loss", "sum", helpers, weights=weights, undivided=undivided, terms=terms
        )
        named = (Metric(part.name, "term", weights=weights, undivided=True) for part in parts)
        return (total, *named)

    def _loss(
        self, written: Loss, label: str, origin: str, column: str, weights: ClassWeights | None
    ) -> Metric:
        if isinstance(written, OwnLoss):
            call = lower_call(written, origin, "training")
            return OwnScore(column, _OWN, undivided=True, call=call)
        template = f"loss/{_folder(written)}/{written.type}"
        options = (*self._scheduled(written, label, origin), *_options(written))
        return Metric(column, template, type(written).helpers, options, weights)

    def _scheduled(self, written: Loss, label: str, origin: str) -> Iterator[Argument]:
        for field in type(written).model_fields:
            if as_change(getattr(written, field)) is not None:
                alone = label == written.type
                name = quantity(type(written), field) if alone else f"{label}_{field}"
                doc = _clause(type(written).model_fields[field].description or "")
                made = self._follow(written, field, f"{origin}.{field}", name, doc)
                yield Argument(field, made)

    def _weight(self, written: WrittenTerm, name: str, origin: str) -> Expr | None:
        if as_change(written.weight) is not None:
            return self._follow(written, "weight", origin, name, _WEIGHT_DOC)
        if written.weight == 1:
            return None
        bounds = bounds_of(type(written).model_fields["weight"])
        field = Field(name, "float", written.weight, _WEIGHT_DOC, "learning", bounds, origin)
        return self._settings.add(field)

    def _follow(self, written: Block, field: str, origin: str, name: str, doc: str) -> Local:
        made = lower_number(written, field, self._settings, origin, name=name, doc=doc)
        assert made is not None, origin
        self.follows.append(Argument(name, made))
        return Local(name)


def _clause(description: str) -> str:
    """The beginning of a description, without its source and its units."""
    return note(re.split(r"[,.] | \(", description)[0])


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
