"""Documents of text."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping

from specc.language.facts import Facts
from specc.language.file import Download, name_of
from specc.language.sources.documents import Documents
from specc.probe.document_formats import read
from specc.probe.errors import DataError
from specc.probe.files import local
from specc.probe.survey import Array, Survey
from specc.probe.tokenizers import Tokens, cut, tokenizer_of


def look(
    source: Documents,
    folder: pathlib.Path,
    holdout: Mapping[str, str] | None = None,
    *,
    scored: bool = False,
) -> Survey:
    """Reads the documents, and splits them into tokens.

    Args:
        source: as the spec has it.
        folder: of the spec.
        holdout: the shares that are held out.
        scored: whether it is evaluation or test data.

    Raises:
        DataError: there is no such file, or it has no documents of text.
        ImportError: what reads it is not installed.
    """
    place = folder / source.path if isinstance(source.path, str) else local(source.path, folder)
    texts, sha256 = read(source.format, place)
    if not texts:
        raise DataError(f"{place} has no documents", "name a file that has some")
    for number, text in enumerate(texts):
        if not isinstance(text, str):
            raise DataError(
                f"document {number + 1:,} of {place} is no text: {text!r:.60}",
                "remove it, or name another field",
            )
    parts = cut(texts, holdout)
    made = tokenizer_of(source.tokenizer, parts[0], folder, separated=True, scored=scored)
    train, held_out, test = (Tokens.of(made, part) for part in parts)
    total = train.count + held_out.count + test.count
    facts = Facts(
        rows=total,
        shape=(1,),
        low=0.0,
        high=float(made.size - 1),
        vocabulary=made.size,
        characters=made.characters,
        held_out_rows=held_out.count if holdout else None,
        test_rows=test.count if holdout else None,
        end_token=made.end,
        documents=len(texts),
        text_bytes=train.bytes + held_out.bytes + test.bytes,
        held_out_bytes=held_out.bytes if holdout else None,
        test_bytes=test.bytes if holdout else None,
        tokenizer_sha256=made.sha256,
        sha256=sha256,
    )
    name = name_of(source.path) if isinstance(source.path, Download) else source.path
    shown = (
        Array("documents", name, (len(texts),), "text", None, None),
        Array("tokens", source.tokenizer.type, (total,), source.unit, 0, made.size - 1),
        Array("bytes", "UTF-8", (facts.text_bytes or 0,), "", None, None),
    )
    return Survey(facts, arrays=shown, written=made.written)
