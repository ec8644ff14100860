"""Rules about evaluation and test data: splits and separate sources."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.facts import Facts
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.fixes import holdouts
from specc.rules.registry import Found, rule, warning
from specc.rules.source_facts import source_facts

_HOLDOUT: Path = ("data", "holdout")
_UNLIKE = 10


@rule("D161", "both held-out examples and separate data for the same purpose")
def scored_twice(resolved: Resolved) -> Iterator[Found]:
    """Evaluation uses either held-out examples or separate data, and so does the test.

    With both, it would be unclear which of them the metrics are of. With `evaluation`, examples of
    the source are for training or for the test.
    """
    split = resolved.spec.data.holdout
    for part, kept, path in (
        (resolved.evaluation, split.evaluates, _HOLDOUT),
        (resolved.test, split.tests, (*_HOLDOUT, "test")),
    ):
        if part.source is not None and kept:
            label = f"holdout is {split.words}, and there is {part.key}"
            yield Found(path, label, (), Fix(path, None))


@rule("D162", "a stratified split needs classes")
def nothing_to_stratify(resolved: Resolved) -> Iterator[Found]:
    """`stratified` keeps the share of each class, so each example must have one class.

    That is the case for classification and binary classification. For other tasks, hold out at
    random.
    """
    split, task = resolved.spec.data.holdout, resolved.spec.task
    if split.by_class and (not task.classes or task.per_token):
        label = f"{task.type} has no classes" + (" of examples" if task.per_token else "")
        yield Found(_HOLDOUT, label, (), Fix(_HOLDOUT, str(split.share)))


@rule("D163", "a class has too few examples for a stratified split")
def class_cannot_be_split(resolved: Resolved) -> Iterator[Found]:
    """`stratified` puts examples of each class on both sides, so each class needs at least two.

    For a test, the rest is split once more, so at least two must be left. Collect more examples,
    remove the class, or hold out at random.
    """
    split, facts = resolved.spec.data.holdout, resolved.facts
    if not split.by_class or not resolved.classes:
        return
    left = facts.rows - (split.eval_rows(facts) or 0) if split.tests else facts.rows
    few = [
        label
        for label, rows in enumerate(facts.class_rows or ())
        if rows > 0 and rows * left // facts.rows < 2
    ]
    if few:
        named = facts.listed_classes(few)
        label = f"a single example of {named}, and each class needs two"
        if split.tests:
            label = f"evaluation may leave a single example of {named}, or none"
        yield Found(_HOLDOUT, label)


@rule("D164", "one side of the split has fewer examples than classes")
def side_is_too_small(resolved: Resolved) -> Iterator[Found]:
    """`stratified` puts examples of each class on both sides, so each side needs at least one per class.

    Hold out more if the held-out side is too small, and less if the other one is.
    """
    facts, split = resolved.facts, resolved.spec.data.holdout
    if not split.by_class or not resolved.classes or not 0 < resolved.held_out < facts.rows:
        return
    classes = sum(rows > 0 for rows in facts.class_rows or ()) or resolved.classes
    others = split.test_rows(facts) or 0
    fitting = [
        share
        for share in holdouts(facts.rows, others)
        if classes <= round(share.fraction * facts.rows) <= facts.rows - others - classes
    ]
    tests = 0 < others < classes
    fix = Fix(_HOLDOUT, split.with_share(fitting[0])) if fitting and not tests else None
    sides = [(part.noun, part.rows) for part in resolved.parts if part.rows and not part.source]
    for side, rows in (*sides, ("training example", resolved.train_rows)):
        if rows < classes:
            label = f"{counted(rows, side)}, but {classes:,} classes"
            yield Found(_HOLDOUT, label, (), fix)


@rule("D166", "facts without their data")
def scored_facts_are_idle(resolved: Resolved) -> Iterator[Found]:
    """`evaluation_facts` belong to `evaluation`, and `test_facts` to `test`.

    Without that data they have no effect. Held-out examples share the facts of the source.
    """
    for part in resolved.parts:
        if part.source is None and part.stated is not None:
            fix = Fix(part.facts_path, None)
            yield Found(part.facts_path, f"there is no data.{part.key}", (), fix)


@rule("D167", "evaluation or test data is read differently from training data")
def scored_is_read_otherwise(resolved: Resolved) -> Iterator[Found]:
    """The trainer reads all data by the same functions, so type and options must be the same.

    Only files and names of arrays may differ. Either all data has weights or none; a column of ones
    gives all examples the same weight.
    """
    source = resolved.spec.data.source
    varies = getattr(source, "varies", {"path"})
    for part in resolved.parts:
        if (given := part.source) is None:
            continue
        path = part.path
        if type(given) is not type(source):
            yield Found((*path, "type"), f"{given.type}, but the source is {source.type}")
            continue
        for name in sorted({*type(source).model_fields, *getattr(source, "read_by", ())}):
            ours, theirs = getattr(given, name), getattr(source, name)
            if name == "weight" and (ours is None) != (theirs is None):
                where, lacks = ("source", part.key) if ours is None else (part.key, "source")
                yield Found(path, f"there is a weight in {where}, and none in {lacks}")
            elif name not in varies and ours != theirs:
                label = f"{name} is {_shown(ours)}, but {_shown(theirs)} in the source"
                yield Found(path, label)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return "not there" if value is None else str(value)


@rule("D169", "evaluation or test data is used twice")
def scored_is_seen(resolved: Resolved) -> Iterator[Found]:
    """On training data a model shows what it memorized, not what it learned.

    The same holds for testing on evaluation data. The source, or the checksum of its contents,
    shows that it is the same data.
    """
    seen = [("data.source", resolved.spec.data.source, resolved.facts)]
    for part in resolved.parts:
        if part.source is None or part.facts is None:
            continue
        for key, source, facts in seen:
            if part.source == source:
                yield Found(part.path, f"it is the same as {key}")
                break
            if facts.sha256 is not None and facts.sha256 == part.facts.sha256:
                label = f"it has the SHA-256 {facts.sha256[:12]}… of {key}"
                yield Found(part.path, label)
                break
        seen.append((part.path_name, part.source, part.facts))


@rule("D168", "evaluation or test data does not match the training data")
def scored_does_not_fit(resolved: Resolved) -> Iterator[Found]:
    """The model takes inputs of one shape and predicts the classes, or numbers, that it was trained on.

    So this data must have the shape, columns and targets of the training data, and no new classes
    or categories. It may lack some.
    """
    for part in resolved.parts:
        if part.facts is None or type(part.source) is not type(resolved.spec.data.source):
            continue
        if label := _misfit(resolved, part.facts, part.key):
            yield Found(part.facts_path if part.stated else part.path, label)


def _misfit(resolved: Resolved, scored: Facts, key: str) -> str | None:
    """What differs, in the order in which it would be noticed."""
    facts = resolved.facts
    _, names = getattr(resolved.spec.data.source, "names", ("", ""))
    if names == "columns":
        label = _other_columns(facts, scored, key)
    elif facts.vocabulary is not None:  # texts may be longer or shorter
        label = None
    elif scored.shape != facts.shape:
        label = f"inputs are {list(scored.shape)}, but {list(facts.shape)} in training"
    elif facts.dtype is not None and scored.dtype != facts.dtype:
        label = f"inputs are stored as {scored.dtype or 'numbers'}, but {facts.dtype} in training"
    else:
        label = None
    return label or _other_targets(resolved, scored)


def _other_columns(facts: Facts, scored: Facts, key: str) -> str | None:
    """What differs in the columns, in the order in which it would be noticed."""
    ours, theirs = set(scored.columns or ()), set(facts.columns or ())
    if odd := sorted(ours ^ theirs):
        where = "training" if odd[0] in theirs else key
        return f"column {odd[0]!r} is in the facts of {where} alone"
    known, found = facts.categories or {}, scored.categories or {}
    for name in sorted(ours):
        if (name in known) != (name in found):
            return f"column {name!r} has names in one of them and numbers in the other"
        if new := sorted(set(found.get(name, ())) - set(known.get(name, ()))):
            return f"column {name!r} has {new[0]!r}, which training has not"
    return None


@warning("D170", "inputs of evaluation or test data have another scale")
def scored_is_scaled_otherwise(resolved: Resolved) -> Iterator[Found]:
    """These inputs are scaled as the training inputs are, by statistics of the training examples.

    If they are ten times larger or smaller, one of the files was probably scaled already, for
    example to [0, 1], and the other was not.
    """
    training, *others = source_facts(resolved)
    wanted = training.facts
    for item in others if wanted.vocabulary is None else ():
        found = item.facts
        ours, theirs = (max(abs(facts.low), abs(facts.high)) for facts in (found, wanted))
        if ours > 0 and theirs > 0 and not 1 / _UNLIKE < ours / theirs < _UNLIKE:
            label = f"they range from {found.low:g} to {found.high:g}"
            label += f", but in training from {wanted.low:g} to {wanted.high:g}"
            yield Found(item.path(), label)


@rule("D172", "held-out rows have a class or category that training rows lack")
def held_out_is_new(resolved: Resolved) -> Iterator[Found]:
    """A model cannot learn a class, or what a category means, without examples of it.

    `holdout` goes by a column here, so the rows that it leaves for training are the same in every
    run. Let it hold out other rows, or remove those that have a value of their own. An evaluation file
    with such rows is an error as well.
    """
    for name, values in (resolved.facts.unseen or {}).items():
        is_target = name in getattr(resolved.spec.data.source, "targets", ())
        if is_target and not resolved.spec.task.classes:
            continue
        shown = ", ".join(f"{value!r} in {n:,}" for value, n in [*values.items()][:3])
        what = "class" if is_target else "category"
        label = f"{what} of column {name!r} that only held-out rows have: {shown}"
        yield Found(_HOLDOUT, label + (" rows, ..." if len(values) > 3 else " rows"))


def _form(stored: tuple[str, ...]) -> str:
    words = {"floats": "as floats", "column": "in a column (n, 1)"}
    return " ".join(words[item] for item in stored) or "as integers (n,)"


def _other_targets(resolved: Resolved, scored: Facts) -> str | None:
    """What differs in the targets."""
    facts, task = resolved.facts, resolved.spec.task
    if not task.classes:
        if scored.targets == facts.targets:
            return None
        ours, theirs = (item.targets or 0 for item in (scored, facts))
        return f"{counted(ours, 'number')} to predict, but {theirs:,} in training"
    if scored.classes is None:
        return "they have no classes"
    found, wanted = _form(scored.labels or ()), _form(facts.labels or ())
    if found != wanted:
        return f"labels are stored {found}, but {wanted} in training"
    names, taught = scored.class_names, facts.class_names
    if (names is None) != (taught is None):
        return "classes have names in one of them alone"
    if new := sorted(set(names or ()) - set(taught or ())):
        return f"class {new[0]!r} is not in training"
    if names is None and facts.classes is not None and scored.classes > facts.classes:
        return f"{scored.classes:,} classes, but {facts.classes:,} in training"
    return None
