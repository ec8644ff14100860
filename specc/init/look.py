"""Finds out what a file or folder of data is, and how a spec names it."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence

from specc.init.sighting import Sighting
from specc.probe.errors import DataError

_TABLES = {".csv", ".tsv", ".tab", ".data"}
_JSONL = {".jsonl", ".ndjson"}

_WORDS_OF_A_NAME = 3
"""A column's name with more words is part of a sentence with commas."""


def look(data: pathlib.Path, folder: pathlib.Path, targets: Sequence[str]) -> Sighting:
    """The source, and what is to be said about it.

    Args:
        data: the file or folder.
        folder: of the spec, to which paths will be relative.
        targets: columns to predict, or an array or a file of targets; none to guess.

    Raises:
        DataError: it is of no known kind, or cannot be read.
        ImportError: what reads it is not installed.
    """
    if not data.exists():
        raise DataError(f"{data} does not exist", "name a file or folder")
    suffix = data.suffix.lower()
    if data.is_dir():
        from specc.init import folders, texts

        found = texts.look_folder(data, folder) if folders.is_flat(data) else None
        return found or folders.look(data, folder)
    if suffix in _TABLES or (suffix == ".txt" and _is_table(data)):
        from specc.init import tables

        return tables.look_csv(data, folder, targets)
    if suffix in (".parquet", ".pq"):
        from specc.init import tables

        return tables.look_parquet(data, folder, targets)
    if suffix == ".npz":
        from specc.init import arrays

        return arrays.look_npz(data, folder, targets)
    if suffix == ".npy":
        from specc.init import arrays

        return arrays.look_npy(data, folder, targets)
    if "ubyte" in data.name or suffix == ".idx":
        from specc.init import folders

        return folders.look_idx(data, folder)
    from specc.init import texts

    if suffix in _JSONL:
        return texts.look_jsonl(data, folder, targets)
    if suffix == ".bin":
        return texts.look_tokens(data, folder)
    if _is_text(data):
        return texts.look_text(data, folder)
    raise DataError(
        f"{data} is of no kind that is known by its name",
        "name a .csv, .parquet, .npz, .npy, .jsonl or .bin file, a text in UTF-8, files of MNIST's format"
        " (…-ubyte), or a folder of images or texts",
    )


def _is_table(data: pathlib.Path) -> bool:
    """Whether a text is a table: its first lines have as many cells each, and the first of them names."""
    from specc.init import tables

    delimiter = tables.delimiter_of(data)
    if delimiter is None:
        return False
    with data.open(encoding="utf-8-sig") as file:
        header = file.readline().split(delimiter)
    return all(len(name.split()) <= _WORDS_OF_A_NAME for name in header)


def _is_text(data: pathlib.Path) -> bool:
    with data.open("rb") as file:
        start = file.read(4096)
    try:
        start[: start.rfind(b"\n") + 1 or None].decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in start
