"""Texts, of which the characters or bytes are tokens."""

from __future__ import annotations

import hashlib
import pathlib

from specc.language.facts import Facts
from specc.language.file import name_of
from specc.language.sources.text import Text
from specc.probe.errors import DataError
from specc.probe.files import local
from specc.probe.survey import Array, Survey

_BYTES = 256


def look(source: Text, folder: pathlib.Path) -> Survey:
    """Reads the text.

    Raises:
        DataError: there is no such file, it is empty, or not UTF-8.
    """
    path = local(source.path, folder)
    raw = path.read_bytes()
    if not raw:
        raise DataError(f"{path} is empty", "name a file with text")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8: byte {error.start + 1:,} is {raw[error.start]:#04x}"
        raise DataError(
            message, "convert it with iconv, or use `type: tokens` for binary data"
        ) from None
    name, sha256 = name_of(source.path), hashlib.sha256(raw).hexdigest()
    if source.tokens == "bytes":
        facts = _facts(len(raw), _BYTES, None, sha256, high=max(raw))
        return Survey(
            facts, arrays=(Array("text", name, (len(raw),), "bytes", min(raw), max(raw)),)
        )
    characters = "".join(sorted(set(text)))
    facts = _facts(len(text), len(characters), characters, sha256, high=len(characters) - 1)
    return Survey(facts, arrays=(Array("text", name, (len(text),), "characters", None, None),))


def _facts(rows: int, vocabulary: int, characters: str | None, sha256: str, *, high: int) -> Facts:
    return Facts(
        rows=rows,
        shape=(1,),
        low=0.0,
        high=float(high),
        vocabulary=vocabulary,
        characters=characters,
        sha256=sha256,
    )
