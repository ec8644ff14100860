"""Rules about losses and metrics."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.change import highest
from specc.language.loss import Sum, WeightedLoss
from specc.language.wording import counted
from specc.resolve.resolved import Part, Resolved
from specc.rules.fixes import interval
from specc.rules.registry import Found, rule, warning
from specc.rules.spans import quantities

_METRICS = ("task", "metrics")
_WEIGHTS = ("task", "loss", "class_weights")
_MOST_WEIGHTS = 256
_LARGEST_TABLE = 100
_LEAST_TERMS = 2
_LOGGED = frozenset({"grad_norm", "learning_rate", "loss", "step"})


def _weights(resolved: Resolved) -> tuple[float, ...] | str | None:
    loss = resolved.spec.task.goal
    return loss.class_weights if isinstance(loss, WeightedLoss) else None


@rule("T114", "class weights of one part of a loss")
def part_has_weights(resolved: Resolved) -> Iterator[Found]:
    """Class weights are part of the mean over a batch, which all terms of a sum share.

    So they belong beside `terms`, not in one of them.
    """
    goal = resolved.spec.task.goal
    for path, column, part in goal.parts if isinstance(goal, Sum) else ():
        if getattr(part, "class_weights", None) is not None:
            where = ("task", "loss", *path, "class_weights")
            label = f"class weights apply to the sum, not to {column}"
            yield Found(where, label, ("write class_weights beside terms",), Fix(where, None))


@rule("T115", "a part of the loss with weight 0")
def part_never_counts(resolved: Resolved) -> Iterator[Found]:
    """A term whose weight is 0 at every step costs time and changes nothing.

    Remove it, or use it as a metric. A weight that grows from 0 by a schedule is fine.
    """
    goal = resolved.spec.task.goal
    for number, term in enumerate(goal.terms if isinstance(goal, Sum) else ()):
        if highest(term.weight) == 0:
            where = ("task", "loss", "terms", number, "weight")
            label = f"{goal.labels[number]} is multiplied by 0 at every step"
            others = len(goal.terms) - 1
            fix = Fix(where[:-1], None) if others >= _LEAST_TERMS else None
            yield Found(where, label, (), fix)


@rule("T103", "the number of class weights is not the number of classes")
def weights_miscounted(resolved: Resolved) -> Iterator[Found]:
    """`class_weights` has one number per class, in the order of the labels.

    `balanced` computes them from the number of training examples of each class.
    """
    weights, classes = _weights(resolved), resolved.classes
    if isinstance(weights, tuple) and classes is not None and len(weights) != classes:
        label = f"{counted(len(weights), 'weight')} for {classes:,} classes"
        yield Found(_WEIGHTS, label, (), Fix(_WEIGHTS, None))


@rule("T104", "balanced class weights, and a class has no examples")
def weights_divide_by_zero(resolved: Resolved) -> Iterator[Found]:
    """Balanced weights are `rows / (classes * rows of the class)`, counted in the training examples.

    An empty class would divide by zero. If a class is only missing from the training side of a
    split, the trainer reports it before the first step.
    """
    if _weights(resolved) != "balanced" or resolved.classes is None:
        return
    counts = resolved.facts.class_rows or ()
    if len(counts) == resolved.classes and min(counts, default=0) <= 0:
        label = f"class {counts.index(min(counts)):,} has no example"
        yield Found(_WEIGHTS, label, (), Fix(_WEIGHTS, None))


@rule("T105", "too many class weights to write out")
def weights_are_many(resolved: Resolved) -> Iterator[Found]:
    """The trainer contains class weights as numbers, so that a reader sees them.

    That works for up to 256. With more classes use `balanced`, which the trainer computes, or
    weights of examples.
    """
    weights, classes = _weights(resolved), resolved.classes
    if isinstance(weights, tuple) and classes is not None and classes > _MOST_WEIGHTS:
        label = f"{classes:,} classes, and at most {_MOST_WEIGHTS} weights are written out"
        yield Found(_WEIGHTS, label, (), Fix(_WEIGHTS, "balanced"))


@rule("T107", "the same metric twice")
def metric_is_repeated(resolved: Resolved) -> Iterator[Found]:
    """Each metric is one column of the log, under its own name; a second one would overwrite it."""
    names = [item.column for item in resolved.spec.task.measures]
    for number, name in enumerate(names):
        if name in names[:number]:
            path = (*_METRICS, number)
            yield Found(path, f"{name} is already in the list", (), Fix(path, None))


@rule("T108", "a metric of the evaluation set, and nothing is evaluated")
def metric_is_never_computed(resolved: Resolved) -> Iterator[Found]:
    """Some metrics, such as AUROC and F1, are not means over examples and need all outputs at once.

    They are computed in evaluation and in the final test. Without either they are never computed.
    Say when to evaluate, or remove them.
    """
    if resolved.spec.evaluate is not None or resolved.test.rows:
        return
    names = [item.column for item in resolved.spec.task.measures if item.summarizes]
    if names:
        fix = None
        if resolved.eval_rows and resolved.clock.steps > 0:
            fix = Fix(("evaluate",), f"{{every: {interval(resolved.clock)}}}")
        yield Found(_METRICS, f"there is no evaluate, which {', '.join(names)} needs", (), fix)


@rule("T109", "too few held-out examples for a metric")
def metric_has_no_examples(resolved: Resolved) -> Iterator[Found]:
    """The explained variance (r2) needs at least two examples.

    AUROC compares the examples of each class with all others, so it needs at least one of every
    class.
    """
    for number, item in enumerate(resolved.spec.task.measures):
        least = (resolved.classes or 2) if item.contrasts else item.least
        idle = resolved.spec.evaluate is None
        for part in (resolved.test,) if idle else resolved.parts:
            if 0 < part.rows < least:
                fate = "held out" if part.key == "evaluation" else part.purpose
                kept = f"{counted(part.rows, 'example')} {'is' if part.rows == 1 else 'are'} {fate}"
                label = f"{item.column} takes at least {least:,}, and {kept}"
                yield Found((*_METRICS, number), label, (), Fix((*_METRICS, number), None))
                break


@rule("T110", "a metric that compares classes, and one of them is empty")
def metric_has_no_class(resolved: Resolved) -> Iterator[Found]:
    """AUROC is the probability that an example of a class ranks above one of another class.

    For an empty class it is undefined, and the trainer would stop before the first step. Fix the
    labels, or remove the metric.
    """
    empty = _empty_class(resolved)
    for number, item in enumerate(resolved.spec.task.measures):
        if item.contrasts and empty:
            path = (*_METRICS, number)
            label = f"{item.column} needs all classes, and class {empty}"
            yield Found(path, label, (), Fix(path, None))


def _empty_class(resolved: Resolved) -> str | None:
    """The first class that nothing evaluated can be of, in words."""
    if resolved.classes is None:
        return None
    empty = (_empty_in(part, resolved) for part in resolved.parts if part.rows)
    return next(filter(None, empty), None)


def _empty_in(part: Part, resolved: Resolved) -> str | None:
    """The first class that nothing in one of the sets can be of, in words."""
    facts, scored = resolved.facts, part.facts
    if scored is None:
        counts = facts.class_rows or ()
        return f"{counts.index(0):,} has no example" if 0 in counts else None
    fate = part.purpose
    names, known = scored.class_names, facts.class_names
    if names is not None and known is not None:
        missing = [name for name in known if name not in names]
        return f"{missing[0]!r} has no example {fate}" if missing else None
    counts = scored.class_rows or ()
    label = counts.index(0) if 0 in counts else len(counts)
    empty = counts and label < (resolved.classes or 0)
    return f"{label:,} has no example {fate}" if empty else None


@rule("T111", "a confusion matrix that is not written")
def matrix_is_lost(resolved: Resolved) -> Iterator[Found]:
    """A confusion matrix is written to metrics.jsonl as a list of lists; the console shows only numbers.

    Without `jsonl` in `log.to` it would be computed and thrown away.
    """
    if "jsonl" in resolved.spec.log.sinks:
        return
    for number, item in enumerate(resolved.spec.task.measures):
        if item.matrix:
            path = (*_METRICS, number)
            label = f"{item.column} is only written to metrics.jsonl, and log.to has no jsonl"
            yield Found(path, label, (), Fix(path, None))


@warning("T112", "each evaluation writes a very large table")
def matrix_is_large(resolved: Resolved) -> Iterator[Found]:
    """A confusion matrix has one number per pair of classes, at every evaluation.

    With more than a hundred classes metrics.jsonl becomes large and hard to read.
    """
    classes = resolved.classes
    for number, item in enumerate(resolved.spec.task.measures):
        if item.matrix and classes is not None and classes > _LARGEST_TABLE:
            path = (*_METRICS, number)
            label = f"{classes:,} × {classes:,} = {classes**2:,} numbers"
            yield Found(path, label, (), Fix(path, None))


@rule("T113", "a metric has the name of another column of the log")
def metric_has_taken_name(resolved: Resolved) -> Iterator[Found]:
    """A metric of your own is logged under the name of its function, prefixed with `eval_` or `test_`.

    The log already has columns for the step, the loss, the learning rate and other scheduled
    numbers, and the norm of the gradients.
    """
    goal = resolved.spec.task.goal
    logged = _LOGGED | quantities(resolved) | resolved.spec.log.columns
    if isinstance(goal, Sum):
        logged |= {column for _, column, _ in goal.parts}
        for label, term in zip(goal.labels, goal.terms, strict=True):
            logged |= {f"{label}_{field}" for field in ("weight", *type(term.loss).model_fields)}
    for number, item in enumerate(resolved.spec.task.measures):
        if item.column in logged or item.column.startswith(("eval_", "test_")):
            path = (*_METRICS, number)
            label = f"{item.column} is another column of the log"
            yield Found((*path, "name"), label, ("rename the function",))
