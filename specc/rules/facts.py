"""Rules about facts that are inconsistent, or show that there is little to learn."""

from __future__ import annotations

from collections.abc import Iterator

from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning
from specc.rules.source_facts import source_facts

_PROBE = ("`specc probe` counts them",)
_MAJORITY = 0.9
_LABELS = "labels are integers from 0, (n,) or (n, 1), without gaps if stored as floats"


@rule("D018", "the data has no targets for this task")
def targets_are_missing(resolved: Resolved) -> Iterator[Found]:
    """Classification needs `classes`: integer labels from 0. Regression needs `targets`.

    The facts say which of them the data has. Either the task is another one, or the facts were
    written by hand and lack a line. A generative model needs no targets, unless it is given the class of each
    example; then a source may leave them out.
    """
    if resolved.spec.task.supervised or getattr(resolved.spec.task, "conditional", False):
        for item in source_facts(resolved):
            if not getattr(item.source, "has_targets", True):
                label = (
                    f"{resolved.spec.task.type} needs targets, and {item.source.type} has none here"
                )
                yield Found(item.place, label)
    has = getattr(resolved.spec.data.source, "has_targets", True)
    if resolved.spec.task.supervised and resolved.outputs is None and has:
        task, facts = resolved.spec.task, resolved.facts
        label = f"the facts have no {task.needs}, which {task.type} needs"
        note = "`specc probe` reads the targets"
        if facts.classes is not None:
            note = f"targets are labels of {facts.classes:,} classes"
        elif facts.targets is not None:
            numbers = counted(facts.targets, "number")
            note = f"targets are {numbers} each; {_LABELS}"
        yield Found(("task",), label, (note,))


@rule("D010", "class counts do not add up to the number of examples")
def class_rows_do_not_add_up(resolved: Resolved) -> Iterator[Found]:
    """`class_rows` has the number of examples of each class, and each example has one class.

    So they must add up to `rows`; otherwise sizes and steps derived from them would be wrong. The
    trainer stops if the data differs from its facts.
    """
    for item in source_facts(resolved):
        counts, rows = item.facts.class_rows, item.facts.rows
        if counts is not None and sum(counts) != rows:
            label = f"they add up to {sum(counts):,}, but rows is {rows:,}"
            yield Found(item.path("class_rows"), label, _PROBE)


@rule("D011", "the number of class counts is not the number of classes")
def class_rows_miscounted(resolved: Resolved) -> Iterator[Found]:
    """`class_rows` has one number per class, in the order of the labels, 0 for an empty class.

    So its length must be `classes`, which is also the number of the model's outputs.
    """
    for item in source_facts(resolved):
        counts, classes = item.facts.class_rows, item.facts.classes
        if counts is not None and classes is not None and len(counts) != classes:
            label = f"{counted(len(counts), 'count')}, but classes is {classes:,}"
            yield Found(item.path("class_rows"), label, _PROBE)


@rule("D012", "a class count is negative")
def class_rows_negative(resolved: Resolved) -> Iterator[Found]:
    """`class_rows` has the number of examples of each class, which is at least 0."""
    for item in source_facts(resolved):
        for label, rows in enumerate(item.facts.class_rows or ()):
            if rows < 0:
                path, name = item.path("class_rows", label), item.facts.class_name(label)
                yield Found(path, f"class {name} has {rows:,}", _PROBE)


@rule("D013", "the smallest input is larger than the largest")
def range_is_reversed(resolved: Resolved) -> Iterator[Found]:
    """`low` and `high` are the smallest and largest value of any input; inputs are scaled by them."""
    for item in source_facts(resolved):
        low, high = item.facts.low, item.facts.high
        if low > high:
            label = f"{low:g}, but high is {high:g}"
            yield Found(item.path("low"), label, ("`specc probe` measures them",))


@rule("D014", "there are fewer examples than classes")
def too_few_rows(resolved: Resolved) -> Iterator[Found]:
    """Classes are counted in the labels, so each has at least one example.

    With fewer examples than classes, one of the numbers is wrong. Often `classes` is the largest
    label of a numbering with gaps, and the model would have outputs that no example uses.
    """
    item = next(source_facts(resolved))  # data that is scored may lack classes
    if resolved.spec.task.per_token:  # an example has a class for each of its tokens
        return
    if resolved.classes is not None and item.facts.rows < resolved.classes:
        label = f"{counted(item.facts.rows, 'example')} of {resolved.classes:,} classes"
        yield Found(item.path("classes"), label, _PROBE)


@warning("D015", "all inputs have the same value")
def inputs_are_constant(resolved: Resolved) -> Iterator[Found]:
    """The smallest input equals the largest, so all examples look the same.

    A model can only learn how frequent the classes are.
    """
    for item in source_facts(resolved):
        if item.facts.low == item.facts.high:
            label = f"low and high are both {item.facts.low:g}"
            yield Found(item.path("high"), label)


@warning("D016", "a class has no examples")
def class_is_empty(resolved: Resolved) -> Iterator[Found]:
    """The model has an output for every class, but no examples to train this one.

    The loss teaches the model never to predict it. Often labels were numbered with gaps, or part of
    the data is missing.
    """
    counts = resolved.facts.class_rows or () if resolved.classes else ()
    empty = [label for label, rows in enumerate(counts) if rows == 0]
    if empty:
        path = next(source_facts(resolved)).path("class_rows", empty[0])
        yield Found(path, f"no example of {resolved.facts.listed_classes(empty)}")


@warning("D017", "nearly all examples have the same class")
def class_dominates(resolved: Resolved) -> Iterator[Found]:
    """Always predicting the largest class already gives this accuracy.

    A model that learned nothing looks excellent. Compare the accuracy with the share of the largest
    class, and watch the loss.
    """
    for item in source_facts(resolved):
        rows = item.facts.rows
        most = max(item.facts.class_rows or (0,)) if resolved.classes else 0
        if rows > most > _MAJORITY * rows:
            label = f"{most:,} of {rows:,}: always predicting it is right in {most / rows:.1%}"
            yield Found(item.path("class_rows"), label)
