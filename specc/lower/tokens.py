"""How text becomes tokens: a text as a whole, or documents with a token between them."""

from __future__ import annotations

import dataclasses
import textwrap

from specc.ir.expr import Name, Pattern
from specc.ir.pattern import pattern
from specc.ir.tokens import Characters, Codec, Cut, End, TokenizerFile, Vocabulary, Words
from specc.language.facts import Facts
from specc.language.sources.completions import Completions
from specc.language.sources.tokens import Tokens
from specc.language.split import ShareSplit
from specc.language.text_source import TextSource
from specc.lower.source_context import SourceContext

_WIDTH = 80
"""Characters of source that a line of the constant has, about."""


def codec(
    spec: TextSource | Completions, context: SourceContext, origin: str, each: str = "document"
) -> Codec:
    """That of a source of text; its tokenizer is a setting if it is in a file.

    `each` is what END is before and after.
    """
    facts = context.facts
    size, end = Vocabulary(size=facts.vocabulary or 0, origin=origin), facts.end_token
    ends = () if end is None else (End(token=end, origin=origin, each=each),)
    separator = Name("END") if ends else None
    if spec.tokenizer.by_file:
        return Codec(
            name="text",
            vocabulary=(size, *ends),
            size=Name("VOCABULARY"),
            end=separator,
            tokenizer=_file(spec, context, f"{origin}.tokenizer"),
        )
    if spec.tokenizer.type == "bytes":
        return Codec(name="bytes", vocabulary=(size, *ends), size=Name("VOCABULARY"), end=separator)
    known = characters(facts, origin)
    if not ends:
        return known
    return dataclasses.replace(
        known, vocabulary=(*known.vocabulary, size, *ends), size=Name("VOCABULARY"), end=separator
    )


def _file(
    spec: TextSource | Completions | Tokens, context: SourceContext, origin: str
) -> TokenizerFile:
    """All sources have that of the training text."""
    assert spec.tokenizer is not None, "the caller has looked"
    name, path = "tokenizer", spec.tokenizer.path
    given = context.part is None
    setting = context.file(name, path, "the tokenizer", f"{origin}.path") if given else Name(name)
    return TokenizerFile(path=setting, sha256=context.facts.tokenizer_sha256 or "", origin=origin)


def whole(codec: Codec) -> tuple[Pattern, tuple[str, ...]]:
    """The tokens of a text `x`, and the functions that give them."""
    if codec.tokenizer is None:
        return pattern("encode(x)"), (f"encode_{codec.name}",)
    return pattern("tokenize(tokenizer, x)"), ("read_tokenizer", "tokenize")


def joined(codec: Codec) -> tuple[Pattern, tuple[str, ...]]:
    """The tokens of documents `x`, and the functions that give them."""
    if codec.tokenizer is None:
        return pattern("join(x)"), (f"encode_{codec.name}", "join")
    return pattern("join(tokenizer, x)"), ("read_tokenizer", "join_tokenized")


def cut(spec: TextSource, context: SourceContext) -> Cut | None:
    """How much of the text each set has, if it is cut before there are tokens; None for other sources."""
    if not spec.cut_first or context.split is None:
        return None
    facts, split = context.facts, context.split
    total = (facts.documents if spec.has_documents else facts.length) or 0
    assert isinstance(split, ShareSplit), "no other one is of sequences"
    return Cut(noun=spec.counted, sizes=split.sizes(total))


def numbers(spec: Tokens, context: SourceContext, origin: str) -> Codec:
    """Tokens that are numbers; their text only their tokenizer knows."""
    facts, known = context.facts, spec.tokenizer is not None and context.writes
    separated = facts.end_token is not None and (context.writes or context.masked)
    ends = (End(token=facts.end_token or 0, origin=origin),) if separated else ()
    return Codec(
        name="text" if known else "numbers",
        vocabulary=(Vocabulary(size=facts.vocabulary or 0, origin=origin), *ends),
        size=Name("VOCABULARY"),
        end=Name("END") if ends else None,
        tokenizer=_file(spec, context, f"{origin}.tokenizer") if known else None,
    )


def characters(facts: Facts, origin: str) -> Codec:
    """A token for each of the characters that are known."""
    assert facts.characters is not None, "a rule has seen to it"
    known = Characters(parts=tuple(_lines(facts.characters)), origin=origin)
    return Codec(name="characters", vocabulary=(known,), size=pattern("len(CHARACTERS)"))


def utf8(facts: Facts, origin: str) -> Codec:
    """A token for each byte."""
    vocabulary = Vocabulary(size=facts.vocabulary or 0, origin=origin)
    return Codec(name="bytes", vocabulary=(vocabulary,), size=Name("VOCABULARY"))


def words(facts: Facts, origin: str) -> Codec:
    """A token for each word."""
    assert facts.words is not None, "a rule has seen to it"
    lines = textwrap.wrap(
        " ".join(facts.words), _WIDTH, break_long_words=False, break_on_hyphens=False
    )
    *some, last = lines
    return Codec(
        name="words",
        vocabulary=(Words(parts=(*(f"{line} " for line in some), last), origin=origin),),
        size=pattern("len(WORDS)"),
    )


def _lines(text: str) -> list[str]:
    """A text in parts whose source is not too long."""
    lines, width = [""], 0
    for character in text:
        added = len(repr(character)) - 2
        if width + added > _WIDTH:
            lines.append("")
            width = 0
        lines[-1] += character
        width += added
    return lines
