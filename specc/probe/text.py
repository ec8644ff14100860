"""Texts."""

from __future__ import annotations

import hashlib
import pathlib
from collections.abc import Mapping

from specc.language.facts import Facts
from specc.language.file import name_of
from specc.language.sources.text import Text
from specc.probe.errors import DataError
from specc.probe.files import local
from specc.probe.survey import Array, Survey
from specc.probe.tokenizers import Tokens, cut, tokenizer_of


def look(
    source: Text,
    folder: pathlib.Path,
    holdout: Mapping[str, str] | None = None,
    *,
    scored: bool = False,
) -> Survey:
    """Reads the text.

    Args:
        source: as the spec has it.
        folder: of the spec.
        holdout: the shares that are held out, if a tokenizer asks for them.
        scored: whether it is evaluation or test data.

    Raises:
        DataError: there is no such file, it is empty, or not UTF-8.
        ImportError: `tokenizers` is needed, and not installed.
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
    parts = [[part] if part else [] for part in cut(text, holdout)]
    made = tokenizer_of(source.tokenizer, parts[0], folder, separated=False, scored=scored)
    train, held_out, test = (Tokens.of(made, part) for part in parts)
    rows = train.count + held_out.count + test.count
    of_bytes = source.unit == "byte"
    counted = source.tokenizer.by_file
    facts = Facts(
        rows=rows,
        shape=(1,),
        low=0.0,
        high=float(max(raw) if of_bytes else made.size - 1),
        vocabulary=made.size,
        characters=made.characters,
        held_out_rows=held_out.count if holdout else None,
        test_rows=test.count if holdout else None,
        length=len(text) if counted else None,
        text_bytes=len(raw) if counted else None,
        held_out_bytes=held_out.bytes if holdout else None,
        test_bytes=test.bytes if holdout else None,
        tokenizer_sha256=made.sha256,
        sha256=hashlib.sha256(raw).hexdigest(),
    )
    low, high = (min(raw), max(raw)) if of_bytes else (None, None)
    shown = Array("text", name_of(source.path), (rows,), f"{source.unit}s", low, high)
    return Survey(facts, arrays=(shown,), written=made.written)
