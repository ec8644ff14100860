"""How text becomes tokens."""

from __future__ import annotations

import textwrap

from specc.ir.expr import Name
from specc.ir.pattern import pattern
from specc.ir.tokens import Characters, Codec, Vocabulary, Words
from specc.language.facts import Facts

_WIDTH = 80
"""Characters of source that a line of the constant has, about."""


def characters(facts: Facts, origin: str) -> Codec:
    """A token for each character of a text."""
    assert facts.characters is not None, "a rule has seen to it"
    return Codec(
        name="characters",
        vocabulary=Characters(parts=tuple(_lines(facts.characters)), origin=origin),
        size=pattern("len(CHARACTERS)"),
    )


def utf8(facts: Facts, origin: str) -> Codec:
    """A token for each byte."""
    vocabulary = Vocabulary(size=facts.vocabulary or 0, origin=origin)
    return Codec(name="bytes", vocabulary=vocabulary, size=Name("VOCABULARY"))


def numbers(facts: Facts, origin: str) -> Codec:
    """Tokens whose text only their tokenizer knows."""
    vocabulary = Vocabulary(size=facts.vocabulary or 0, origin=origin)
    return Codec(name="numbers", vocabulary=vocabulary, size=Name("VOCABULARY"))


def words(facts: Facts, origin: str) -> Codec:
    """A token for each word."""
    assert facts.words is not None, "a rule has seen to it"
    lines = textwrap.wrap(
        " ".join(facts.words), _WIDTH, break_long_words=False, break_on_hyphens=False
    )
    *some, last = lines
    return Codec(
        name="words",
        vocabulary=Words(parts=(*(f"{line} " for line in some), last), origin=origin),
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
