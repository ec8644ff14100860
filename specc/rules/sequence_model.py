"""Rules about models of sequences: of tokens, or of series of measurements."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.sequence_model import SequenceModel
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning

_USUAL_CONTEXT = 64


def _sequence_model(resolved: Resolved) -> SequenceModel | None:
    model = resolved.spec.model
    return model if isinstance(model, SequenceModel) else None


@rule("M180", "a language model without a context")
def context_is_missing(resolved: Resolved) -> Iterator[Found]:
    """A language model is trained on windows of the text, and `context` is their length.

    A recurrent network begins each window with a state of zeros, so it learns to use what is at most that
    many tokens ago.
    """
    model = _sequence_model(resolved)
    if model is not None and resolved.spec.task.layout == "windows" and model.context is None:
        fix = Fix(("model", "context"), str(_USUAL_CONTEXT))
        yield Found(("model",), "context is missing", (), fix)


@rule("M181", "an option without a meaning for this task")
def option_has_no_meaning(resolved: Resolved) -> Iterator[Found]:
    """Sequence models have some options only for tokens, and others only for series.

    A model of tokens gives logits at each time, so there is nothing to pool, and it must not read the text
    backward, where it would see the tokens that it has to predict. A series has no vocabulary, and is read as
    a whole.
    """
    model, task = _sequence_model(resolved), resolved.spec.task
    if model is None:
        return
    tokens = task.layout == "windows"
    for name in type(model).of_series if tokens else type(model).of_tokens:
        value = getattr(model, name)
        if value is not None and value is not type(model).model_fields[name].default:
            kind = "series" if tokens else "tokens"
            path = ("model", name)
            yield Found(path, f"it is for {kind}, and {task.type} has none", (), Fix(path, None))


@rule("M182", "the data has no series")
def not_a_series(resolved: Resolved) -> Iterator[Found]:
    """A model of series takes inputs (time, channels), or (time,) if there is one channel.

    Columns that are categories are not measurements of one channel at different times.
    """
    model, facts = _sequence_model(resolved), resolved.facts
    if model is None or resolved.spec.task.layout != "rows":
        return
    if len(facts.shape) not in {1, 2}:
        label = (
            f"{model.type} takes (time, channels), but the shape of an input is {list(facts.shape)}"
        )
        yield Found(("model", "type"), label, ("mlp is for any shape",))
    elif facts.categories:
        name = min(facts.categories)
        label = f"{model.type} takes measurements, and column {name!r} has categories"
        yield Found(("model", "type"), label, ("mlp is for any shape",))


@warning("M184", "each row of a table is taken for a series")
def rows_are_series(resolved: Resolved) -> Iterator[Found]:
    """An example of a table is a row, so its columns are the times of a series with one channel.

    That is right if each row has the measurements of one series. A table with a row for each time is one long
    series: cut it into windows, (rows, time, channels), and the values to predict, and save both with
    `numpy.savez` for a source of type `npz`.
    """
    model, facts = _sequence_model(resolved), resolved.facts
    if model is not None and facts.columns is not None and resolved.spec.task.layout == "rows":
        source = resolved.spec.data.source.type
        label = f"a row of {source} is read as {counted(len(facts.columns), 'time')} of one channel"
        yield Found(("model", "type"), label)
