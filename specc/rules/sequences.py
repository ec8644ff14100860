"""Rules about language models and their data, which is a sequence of tokens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specc.document.diagnostics import Fix, Path
from specc.language.block import Block
from specc.language.quantities import Duration
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning
from specc.rules.source_facts import SourceFacts, source_facts

_CONTEXT: Path = ("model", "context")
_PROBE = ("`specc probe` finds it",)
_SHOWN = 8
"""Characters that a message lists."""


def _is_sequence(source: object) -> bool:
    return bool(getattr(source, "sequence", False))


def _models_text(resolved: Resolved) -> bool:
    """Whether it is a language model of a sequence."""
    windows = resolved.spec.task.layout == "windows"
    return windows and all(_is_sequence(item.source) for item in source_facts(resolved))


def _has_tokens(resolved: Resolved) -> bool:
    """Whether examples are windows of a sequence, or sequences of their own."""
    rows = all(getattr(item.source, "token_rows", False) for item in source_facts(resolved))
    return _models_text(resolved) or rows


@rule("L170", "the data does not suit the task")
def source_is_of_another_kind(resolved: Resolved) -> Iterator[Found]:
    """A language model is trained on a sequence of tokens: a source of type `text` or `tokens`.

    Other tasks have rows of examples, which a sequence lacks.
    """
    task = resolved.spec.task
    for item in source_facts(resolved):
        if (task.layout == "windows") != _is_sequence(item.source):
            what = "one sequence of tokens" if _is_sequence(item.source) else "rows of examples"
            needs = "a sequence" if task.layout == "windows" else "rows of examples"
            label = f"{item.source.type} is {what}, and {task.type} needs {needs}"
            yield Found(item.place, label)


@rule("L171", "the facts do not fit tokens")
def facts_are_not_of_tokens(resolved: Resolved) -> Iterator[Found]:
    """The trainer has the vocabulary as a constant: the characters of a text, or the number of tokens.

    Each character is a token, numbered in the order of code points, and every token is less than the size of
    the vocabulary. The trainer also compares the checksum of a text.
    """
    if not _has_tokens(resolved):
        return
    data = resolved.spec.data
    cut = getattr(data.source, "cut_first", False) and data.holdout.given
    for item in source_facts(resolved):
        yield from _wrong_facts(item, cut=cut)


def _wrong_facts(item: SourceFacts, *, cut: bool) -> Iterator[Found]:
    """Facts that are missing or wrong; `cut`: whether text is held out before it is split into tokens."""
    facts, source = item.facts, item.source
    if facts.vocabulary is None:
        yield Found(item.path(), "there is no vocabulary", _PROBE)
        return
    if facts.high >= facts.vocabulary:
        label = f"the largest token is {facts.high:,.0f}, of {facts.vocabulary:,} from 0"
        yield Found(item.path("high"), label, _PROBE)
    if source.type == "labeled_words" and (
        facts.words is None or len(facts.words) != facts.vocabulary
    ):
        yield Found(item.path(), "there are no words, or not as many as the vocabulary has", _PROBE)
    needed = getattr(source, "known_facts", ())
    if item.key == "source" and cut:
        needed += ("held_out_rows", "test_rows")
    for name in needed:
        if getattr(facts, name) is None:
            yield Found(item.path(), f"there is no {name}", _PROBE)
    if source.unit != "character":
        return
    if facts.characters is None:
        yield Found(item.path(), "there are no characters", _PROBE)
    elif list(facts.characters) != sorted(set(facts.characters)):
        yield Found(item.path("characters"), "they are not sorted, or not different", _PROBE)
    elif len(facts.characters) + (facts.end_token is not None) != facts.vocabulary:
        count = counted(len(facts.characters), "character")
        label = f"{count}, but the vocabulary is {facts.vocabulary:,}"
        yield Found(item.path("characters"), label, _PROBE)


@rule("L172", "windows are longer than the text")
def context_is_too_long(resolved: Resolved) -> Iterator[Found]:
    """A window has one token more than the context, because each token is predicted from those before it.

    So the training part and each part that is evaluated need more tokens than that.
    """
    context = resolved.window
    if not _models_text(resolved):
        return
    sides = [("training", resolved.train_rows)]
    sides += [(part.noun.split()[0], part.rows) for part in resolved.parts if part.rows]
    for side, tokens in sides:
        if tokens <= context:
            label = f"context is {context:,}, and there are {counted(tokens, f'{side} token')}"
            yield Found(_CONTEXT, label, (), Fix(_CONTEXT, str(tokens - 1)) if tokens > 1 else None)
            break


@rule("L173", "not possible with tokens")
def tokens_are_no_quantities(resolved: Resolved) -> Iterator[Found]:
    """Tokens are indices into a vocabulary, not quantities: they are not scaled, mixed or rotated."""
    data = resolved.spec.data
    if not _has_tokens(resolved):
        return
    blocks: dict[Path, Any] = {
        ("data", "normalize"): data.normalize is not None and data.normalize.type != "none",
        ("data", "augment"): data.augment,
    }
    for path, given in blocks.items():
        if given:
            yield Found(path, f"{data.source.type} has tokens", (), Fix(path, None))


@rule("L179", "there are no tokens to count")
def durations_in_tokens(resolved: Resolved) -> Iterator[Found]:
    """A step of a language model has as many tokens as its windows; other tasks do not count tokens.

    Write such durations in steps, epochs or examples.
    """
    if resolved.spec.task.layout == "windows":
        return
    for path, duration in _durations(resolved.spec, ()):
        if duration.unit == "tokens":
            yield Found(path, f"{resolved.spec.task.type} has no windows of tokens")


def _durations(value: object, path: Path) -> Iterator[tuple[Path, Duration]]:
    """All durations of a spec, with their paths."""
    if isinstance(value, Duration):
        yield path, value
    elif isinstance(value, Block):
        for name in type(value).model_fields:
            yield from _durations(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _durations(item, (*path, number))


@rule("L176", "documents cannot be kept apart")
def documents_are_not_apart(resolved: Resolved) -> Iterator[Found]:
    """With `packing: masked`, attention sees nothing of another document in its window.

    So a token has to separate documents: sources of type `documents` have one, and `tokens` if `end` or the
    tokenizer says which it is. And the model has to have attention.
    """
    data, model = resolved.spec.data, resolved.spec.model
    if data.packing != "masked":
        return
    path: Path = ("data", "packing")
    if not _models_text(resolved):
        yield Found(path, f"{data.source.type} has no windows of documents", (), Fix(path, None))
    elif resolved.facts.end_token is None:
        yield Found(path, "no token separates documents", (), Fix(path, None))
    elif not getattr(model, "keeps_apart", False):
        yield Found(path, f"{model.type} reads a window as one text", (), Fix(path, None))


@rule("L177", "texts have different tokenizers")
def tokenizers_differ(resolved: Resolved) -> Iterator[Found]:
    """Evaluation data is split by the tokenizer of the training text.

    Its checksum is among the facts of both.
    """
    ours = resolved.facts.tokenizer_sha256
    for item in source_facts(resolved):
        theirs = item.facts.tokenizer_sha256
        if theirs != ours and theirs is not None and ours is not None:
            label = f"its tokenizer has the SHA-256 {theirs[:12]}…, that of the source {ours[:12]}…"
            yield Found(item.path("tokenizer_sha256"), label, _PROBE)


@warning("L178", "the text gives fewer tokens than the vocabulary asks for")
def tokenizer_is_smaller(resolved: Resolved) -> Iterator[Found]:
    """Byte-pair encoding merges pairs that occur, and a small text has too few.

    The model has only the tokens that were found.
    """
    tokenizer: Any = getattr(resolved.spec.data.source, "tokenizer", None)
    if tokenizer is None or not tokenizer.trained or not _models_text(resolved):
        return
    path: Path = ("data", "source", "tokenizer", "vocabulary")
    found = resolved.facts.vocabulary
    if found is not None and found < tokenizer.vocabulary:
        label = f"{tokenizer.vocabulary:,}, and the text gives {found:,}"
        yield Found(path, label, (), Fix(path, str(max(found, 257))))


@rule("L174", "characters or words that training does not have")
def tokens_are_unknown(resolved: Resolved) -> Iterator[Found]:
    """Each character or word of data to evaluate or test on must be one of the training data.

    The model has no token for another one. Replace it, add it to the training data, or split text into bytes,
    of which all are known.
    """
    for part in resolved.parts:
        for name in ("characters", "words"):
            known = getattr(resolved.facts, name)
            theirs = getattr(part.facts, name) if part.facts is not None else None
            unknown = sorted(set(theirs or ()) - set(known)) if known is not None else []
            if unknown:
                shown = " ".join(ascii(x) for x in unknown[:_SHOWN])
                more = f" and {len(unknown) - _SHOWN:,} more" if len(unknown) > _SHOWN else ""
                yield Found(part.path, f"training has no {shown}{more}")


@warning("L175", "all tokens are among the most likely ones")
def draws_from_all(resolved: Resolved) -> Iterator[Found]:
    """A `top_k` of the size of the vocabulary leaves out no token, and neither does `top_p: 1`."""
    sampler: Any = resolved.spec.sample.sampler if resolved.spec.sample is not None else None
    top_k, vocabulary = getattr(sampler, "top_k", None), resolved.facts.vocabulary
    if top_k is not None and vocabulary is not None and top_k >= vocabulary:
        path = ("sample", "sampler", "top_k")
        label = f"{top_k:,}, and the vocabulary is {vocabulary:,}"
        yield Found(path, label, (), Fix(path, None))
    if getattr(sampler, "top_p", None) == 1:
        path = ("sample", "sampler", "top_p")
        yield Found(path, "1 is the probability of all tokens together", (), Fix(path, None))


@rule("L200", "completions are for another task")
def completions_do_not_suit_the_task(resolved: Resolved) -> Iterator[Found]:
    """`task: completion` is trained on prompts with completions, and other tasks on other data.

    To train on every token of a text, use `task: language_modeling`.
    """
    task = resolved.spec.task
    for item in source_facts(resolved):
        if task.layout == "windows" or _is_sequence(item.source):
            continue  # another rule has those
        if (item.source.type == "completions") != (task.layout == "completions"):
            label = f"{task.type} cannot use a source of type {item.source.type}"
            yield Found((*item.place, "type"), label, ("task: completion has type: completions",))
