"""Finds out what a file or folder of data is, and how a spec names it."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence

from specc.init.draft import Sighting
from specc.probe.errors import DataError

_TEXT = {".csv", ".tsv", ".tab", ".txt", ".data"}


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
        from specc.init import folders

        return folders.look(data, folder)
    if suffix in _TEXT:
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
    raise DataError(
        f"{data} is of no kind that is known by its name",
        "name a .csv, .parquet, .npz or .npy file, files of MNIST's format (…-ubyte), or a folder of images",
    )
