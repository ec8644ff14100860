"""Sequences of words with tags."""

from __future__ import annotations

from specc.ir.sources.labeled_words import LabeledWords
from specc.language.file import name_of
from specc.language.sources.labeled_words import LabeledWords as SpecBlock
from specc.lower.source_context import SourceContext
from specc.lower.token_rows import length_column
from specc.lower.tokens import words

_ORIGIN = "data.source"


def lower(spec: SpecBlock, context: SourceContext) -> LabeledWords:
    """The file is a setting, so that a copy elsewhere will do."""
    path = context.file("data", spec.path, "the data: a JSONL file", f"{_ORIGIN}.path")
    return LabeledWords(
        template="labeled_words",
        noun_phrase=f"the tokens of {name_of(spec.path)}",
        origin=_ORIGIN,
        class_names=context.class_names,
        columns=(length_column(),),
        unit=spec.unit,
        codec=words(context.facts, _ORIGIN),
        path=path,
        words=spec.tokens,
        tags=spec.tags,
    )
