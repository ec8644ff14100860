"""Sequences of words with tags."""

from __future__ import annotations

import hashlib
import json
import pathlib
from typing import Any

from specc.language.facts import Facts
from specc.language.sources.labeled_words import LabeledWords
from specc.probe.cells import shown
from specc.probe.errors import DataError
from specc.probe.files import local
from specc.probe.survey import Array, Survey

_MOST_WORDS = 5_000
"""Each is a constant of the trainer."""


def look(source: LabeledWords, folder: pathlib.Path) -> Survey:
    """Reads the sequences.

    Raises:
        OSError: the file does not exist, or cannot be downloaded.
        DataError: a line is no object with two lists of text of one length, or there are too many words.
    """
    path = local(source.path, folder)
    raw = path.read_bytes()
    pairs = [_pair(source, path, n, line) for n, line in enumerate(raw.split(b"\n"), 1) if line]
    if not pairs:
        raise DataError(f"{path} has no lines", "check that it is the right file")
    words = sorted({word for row, _ in pairs for word in row})
    tags = sorted({tag for _, row in pairs for tag in row})
    if len(words) > _MOST_WORDS:
        raise DataError(
            f"{path} has {len(words):,} different words, more than {_MOST_WORDS:,}",
            "write rare ones as a word of their own, such as UNKNOWN",
        )
    if spaced := next((word for word in words if not word or any(map(str.isspace, word))), None):
        raise DataError(f"{path} has the token {spaced!r}", "a token is a word, without blanks")
    if len(tags) < 2:
        raise DataError(f"every token of {path} has the tag {tags[0]!r}", "name other `tags`")
    lengths = [len(row) for row, _ in pairs]
    facts = Facts(
        rows=len(pairs),
        shape=(max(lengths),),
        classes=len(tags),
        class_names=tuple(tags),
        low=0.0,
        high=float(len(words) - 1),
        vocabulary=len(words),
        words=tuple(words),
        sha256=hashlib.sha256(raw).hexdigest(),
    )
    size = (len(pairs),)
    return Survey(
        facts,
        arrays=(
            Array("tokens", source.tokens, size, "words", min(lengths), max(lengths)),
            Array("targets", source.tags, size, "names", None, None),
        ),
    )


def _pair(
    source: LabeledWords, path: pathlib.Path, number: int, line: bytes
) -> tuple[list[str], list[str]]:
    """The words and tags of a line.

    Raises:
        DataError: it has none, or not as many of each.
    """
    try:
        row: Any = json.loads(line)
    except ValueError as error:
        raise DataError(f"line {number:,} of {path} is no JSON: {error}", "repair it") from None
    where = f"line {number:,} of {path}"
    for key in (source.tokens, source.tags):
        if not isinstance(row, dict) or key not in row:
            there = ", ".join(map(shown, row)) if isinstance(row, dict) else type(row).__name__
            raise DataError(f"{where} has no {key!r}, but {there}", "name one of these")
        if not isinstance(row[key], list) or not all(isinstance(x, str) for x in row[key]):
            raise DataError(f"{key!r} in {where} is not a list of strings", "write text in quotes")
    words, tags = row[source.tokens], row[source.tags]
    if not 0 < len(words) == len(tags):
        counts = f"{len(words):,} tokens and {len(tags):,} tags"
        raise DataError(f"{where} has {counts}", "give each token a tag, and drop empty lines")
    return words, tags
