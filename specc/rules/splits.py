"""Mistakes in what is evaluated on: splits that the data has no room for, and data of its own."""

from __future__ import annotations

from collections.abc import Iterator

from specc.resolve.resolved import Resolved
from specc.rules.mends import holdouts
from specc.rules.registry import Found, rule, warning
from specc.spec.diagnostics import Fix, Path
from specc.spec.facts import Facts
from specc.spec.sources.image_folder import ImageFolder
from specc.spec.splits.column import Column
from specc.spec.table import Table
from specc.spec.wording import counted

_HOLDOUT: Path = ("data", "holdout")
_EVALUATION: Path = ("data", "evaluation")
_EVALUATION_FACTS: Path = ("data", "evaluation_facts")
_UNLIKE = 10


@rule("D161", "evaluation data, and examples are held out as well")
def evaluated_twice(resolved: Resolved) -> Iterator[Found]:
    """Evaluation is on one set of examples: those that are held out, or data of its own.

    Which of them the metrics would be of, nobody could say. With `evaluation` all examples of the
    source are trained on.
    """
    data = resolved.spec.data
    if data.evaluation is not None and data.holdout.given:
        label = f"holdout is {data.holdout.words}, and there is evaluation"
        yield Found(_HOLDOUT, label, (), Fix(_HOLDOUT, None))


@rule("D162", "a split by classes, and the task has none")
def nothing_to_stratify(resolved: Resolved) -> Iterator[Found]:
    """`stratified` keeps the share of each class, so each example has to be of one class.

    That is so in classification and binary classification. Other tasks hold out at random.
    """
    split, task = resolved.spec.data.holdout, resolved.spec.task
    if split.by_class and not task.classes:
        label = f"{task.type} has no classes to go by"
        yield Found(_HOLDOUT, label, (), Fix(_HOLDOUT, str(split.share)))


@rule("D163", "a class has too few examples to be on both sides of the split")
def class_cannot_be_split(resolved: Resolved) -> Iterator[Found]:
    """`stratified` has examples of each class on both sides, so a class needs at least two of them.

    Collect more, drop the class, or hold out at random: then it is on one side alone.
    """
    counts = resolved.facts.class_rows if resolved.classes else None
    alone = [label for label, rows in enumerate(counts or ()) if rows == 1]
    if resolved.spec.data.holdout.by_class and alone:
        named = ", ".join(f"{label:,}" for label in alone[:5])
        more = "" if len(alone) <= 5 else f" and {len(alone) - 5:,} more"
        yield Found(_HOLDOUT, f"a single example of label {named}{more}, and each class needs two")


@rule("D164", "a side of the split has fewer examples than there are classes")
def side_is_too_small(resolved: Resolved) -> Iterator[Found]:
    """`stratified` has examples of each class on both sides, so each has as many as there are classes.

    Hold out more where the held-out side is too small, and less where the other is.
    """
    facts, split = resolved.facts, resolved.spec.data.holdout
    if not split.by_class or not resolved.classes or not 0 < resolved.held_out < facts.rows:
        return
    classes = sum(rows > 0 for rows in facts.class_rows or ()) or resolved.classes
    fitting = [
        share
        for share in holdouts(facts.rows)
        if classes <= round(share.fraction * facts.rows) <= facts.rows - classes
    ]
    fix = Fix(_HOLDOUT, split.with_share(fitting[0])) if fitting else None
    for side, rows in (("held-out", resolved.held_out), ("training", resolved.train_rows)):
        if rows < classes:
            label = f"{counted(rows, f'{side} example')}, but {classes:,} classes"
            yield Found(_HOLDOUT, label, (), fix)


@rule("D165", "the facts do not fit the column that splits the rows")
def column_is_not_counted(resolved: Resolved) -> Iterator[Found]:
    """The rows that a column holds out are counted once, and the trainer is written for their number.

    It stands in the facts as `held_out_rows`, no more than `rows`, and the column is not among
    `columns`, which are inputs. `specc probe` counts them.
    """
    split, facts = resolved.spec.data.holdout, resolved.facts
    if not isinstance(split, Column):
        return
    rows = facts.held_out_rows
    label = None
    if rows is None:
        label = f"they do not say how many rows have {split.held_out!r} in {split.column!r}"
    elif rows > facts.rows:
        label = f"{rows:,} of {counted(facts.rows, 'row')} are held out"
    elif split.column in (facts.columns or ()):
        label = f"{split.column!r} splits the rows, and is one of the inputs, too"
    if label:
        path = _HOLDOUT if resolved.spec.data.facts is None else ("data", "facts")
        yield Found(path, label, ("`specc probe` writes them to specc.lock",))


@rule("D166", "facts of evaluation data, and there is none")
def evaluation_facts_are_idle(resolved: Resolved) -> Iterator[Found]:
    """`evaluation_facts` are those of `evaluation`, the data that is evaluated on and never trained on.

    Without it they say nothing. The facts of the examples that are held out are those of the source.
    """
    data = resolved.spec.data
    if data.evaluation_facts is not None and data.evaluation is None:
        label = "data.evaluation is not there"
        yield Found(_EVALUATION_FACTS, label, (), Fix(_EVALUATION_FACTS, None))


@rule("D167", "training and evaluation data are of two kinds")
def evaluation_is_read_otherwise(resolved: Resolved) -> Iterator[Found]:
    """The trainer reads both by the same functions, so both have the same type and options.

    The files may differ, and the names of arrays. What else differs would be read as something else
    than what the model was trained on. Weights are given in both of them or in none: a column of ones
    says that all examples count the same.
    """
    data = resolved.spec.data
    if data.evaluation is None:
        return
    given, source = data.evaluation, data.source
    if type(given) is not type(source):
        yield Found((*_EVALUATION, "type"), f"{given.type}, but the source is {source.type}")
        return
    varies = getattr(source, "varies", {"path"})
    for name in sorted(type(source).model_fields):
        ours, theirs = getattr(given, name), getattr(source, name)
        if name == "weight" and (ours is None) != (theirs is None):
            where, lacks = ("source", "evaluation") if ours is None else ("evaluation", "source")
            yield Found(_EVALUATION, f"there is a weight in {where}, and none in {lacks}")
        elif name not in varies and ours != theirs:
            label = f"{name} is {_shown(ours)}, but {_shown(theirs)} in the source"
            yield Found(_EVALUATION, label)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return "not there" if value is None else str(value)


@rule("D169", "the evaluation data is the training data")
def evaluation_is_training(resolved: Resolved) -> Iterator[Found]:
    """Evaluated on what it was trained on, a model is asked what it remembers, not what it has learned.

    The same source, or the same checksum of what two sources hold, says that it is the same data.
    """
    data, facts, evaluated = resolved.spec.data, resolved.facts, resolved.evaluation_facts
    if data.evaluation is None or evaluated is None:
        return
    if data.evaluation == data.source:
        yield Found(_EVALUATION, "it is data.source once more")
    elif facts.sha256 is not None and facts.sha256 == evaluated.sha256:
        yield Found(_EVALUATION, f"both have the SHA-256 {facts.sha256[:12]}…")


@rule("D168", "the evaluation data does not fit the training data")
def evaluation_does_not_fit(resolved: Resolved) -> Iterator[Found]:
    """The model takes inputs of one shape and answers with the classes, or numbers, that it was taught.

    So the evaluation data has the shape, the columns and the targets of the training data, and no
    classes or categories that are new. It may lack some.
    """
    data, facts, evaluated = resolved.spec.data, resolved.facts, resolved.evaluation_facts
    if evaluated is None or type(data.evaluation) is not type(data.source):
        return
    path = _EVALUATION if data.evaluation_facts is None else _EVALUATION_FACTS
    if isinstance(data.source, Table):
        label = _other_columns(facts, evaluated)
    elif evaluated.shape != facts.shape:
        label = f"inputs are {list(evaluated.shape)}, but {list(facts.shape)} in training"
    elif facts.dtype is not None and evaluated.dtype != facts.dtype:
        label = (
            f"inputs are stored as {evaluated.dtype or 'numbers'}, but {facts.dtype} in training"
        )
    else:
        label = None
    label = label or _other_targets(resolved, evaluated)
    if label:
        yield Found(path, label)


def _other_columns(facts: Facts, evaluated: Facts) -> str | None:
    """What differs in the columns, in the order in which it would be noticed."""
    ours, theirs = set(evaluated.columns or ()), set(facts.columns or ())
    if odd := sorted(ours ^ theirs):
        where = "training" if odd[0] in theirs else "evaluation"
        return f"column {odd[0]!r} is in the facts of {where} alone"
    known, found = facts.categories or {}, evaluated.categories or {}
    for name in sorted(ours):
        if (name in known) != (name in found):
            return f"column {name!r} has names in one of them and numbers in the other"
        if new := sorted(set(found.get(name, ())) - set(known.get(name, ()))):
            return f"column {name!r} has {new[0]!r}, which training has not"
    return None


@warning("D170", "evaluation inputs are of another size than training inputs")
def evaluation_is_scaled_otherwise(resolved: Resolved) -> Iterator[Found]:
    """Inputs of evaluation are scaled as those of training are, by numbers of the training examples.

    If they are ten times as large, or as small, one of the files was probably scaled before, 0 to 1 say,
    and the other was not: the model sees inputs unlike any that it has learned from.
    """
    facts, evaluated = resolved.facts, resolved.evaluation_facts
    if evaluated is None:
        return
    ours, theirs = (max(abs(item.low), abs(item.high)) for item in (evaluated, facts))
    if ours > 0 and theirs > 0 and not 1 / _UNLIKE < ours / theirs < _UNLIKE:
        path = _EVALUATION if resolved.spec.data.evaluation_facts is None else _EVALUATION_FACTS
        found, wanted = (f"{item.low:g} to {item.high:g}" for item in (evaluated, facts))
        yield Found(path, f"they go from {found}, but in training from {wanted}")


def _form(stored: tuple[str, ...]) -> str:
    words = {"floats": "as floats", "column": "in a column (n, 1)"}
    return " ".join(words[item] for item in stored) or "as whole numbers (n,)"


def _other_targets(resolved: Resolved, evaluated: Facts) -> str | None:
    """What differs in the targets."""
    facts, task = resolved.facts, resolved.spec.task
    if not task.classes:
        if evaluated.targets == facts.targets:
            return None
        ours, theirs = (item.targets or 0 for item in (evaluated, facts))
        return f"{counted(ours, 'number')} to predict, but {theirs:,} in training"
    if evaluated.classes is None:
        return "they say nothing of classes"
    found, wanted = _form(evaluated.labels or ()), _form(facts.labels or ())
    if found != wanted:
        return f"labels are stored {found}, but {wanted} in training"
    names, known = evaluated.class_names, facts.class_names
    if (names is None) != (known is None):
        return "classes have names in one of them alone"
    if new := sorted(set(names or ()) - set(known or ())):
        return f"class {new[0]!r} is not in training"
    if isinstance(resolved.spec.data.source, ImageFolder) and names != known:
        return f"{len(names or ()):,} of the {len(known or ()):,} classes, and each has a folder"
    if names is None and facts.classes is not None and evaluated.classes > facts.classes:
        return f"{evaluated.classes:,} classes, but {facts.classes:,} in training"
    return None
