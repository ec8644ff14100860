"""Prompts with completions."""

from __future__ import annotations

import pathlib
from typing import Any

from specc.language.document_formats.jsonl import Jsonl
from specc.language.facts import Facts
from specc.language.file import Download, name_of
from specc.language.sources.completions import Completions
from specc.probe.document_formats import read
from specc.probe.errors import DataError
from specc.probe.files import local
from specc.probe.survey import Array, Survey
from specc.probe.tokenizers import tokenizer_of


def look(source: Completions, folder: pathlib.Path) -> Survey:
    """Reads the rows, and splits them into tokens.

    Raises:
        DataError: there is no such file, or it has no prompts and completions.
        ImportError: `tokenizers` is needed, and not installed.
    """
    place = folder / source.path if isinstance(source.path, str) else local(source.path, folder)
    prompts, sha256 = _texts(source.prompt, place)
    completions, _ = _texts(source.completion, place)
    if empty := [n for n, text in enumerate(completions) if not text]:
        raise DataError(
            f"completion {empty[0] + 1:,} of {place} is empty", "remove its row, or complete it"
        )
    made = tokenizer_of(source.tokenizer, [*prompts, *completions], folder, separated=True)
    sizes, others = made.count(prompts), made.count(completions)
    lengths = [a + b + 2 for a, b in zip(sizes, others, strict=True)]
    facts = Facts(
        rows=len(prompts),
        shape=(max(lengths),),
        low=0.0,
        high=float(made.size - 1),
        vocabulary=made.size,
        characters=made.characters,
        end_token=made.end,
        shortest_prompt=min(sizes),
        longest_prompt=max(sizes),
        prompt=prompts[sizes.index(min(sizes))],
        tokenizer_sha256=made.sha256,
        sha256=sha256,
    )
    name = name_of(source.path) if isinstance(source.path, Download) else source.path
    kind, count = f"{source.unit}s", (len(prompts),)
    shown = (
        Array("prompts", f"{source.prompt} of {name}", count, kind, min(sizes), max(sizes)),
        Array("completions", source.completion, count, kind, min(others), max(others)),
        Array("rows", "with two ends", count, kind, min(lengths), max(lengths)),
    )
    return Survey(facts, arrays=shown)


def _texts(field: str, place: pathlib.Path) -> tuple[list[Any], str]:
    """A field of each row, and the SHA-256 of the files.

    Raises:
        DataError: a row has no such field, or no text in it.
    """
    texts, sha256 = read(Jsonl(field=field), place)
    if not texts:
        raise DataError(f"{place} has no rows", "name a file that has some")
    for number, text in enumerate(texts):
        if not isinstance(text, str):
            message = f"{field} of row {number + 1:,} of {place} is no text: {text!r:.60}"
            raise DataError(message, "remove the row, or name another field")
    return texts, sha256
