"""The files of data sources: how a lock tells whether they are the ones that were probed.

A lock is committed, and modification times are those of a checkout. So it has sizes, which a look at a folder
tells, and checksums, which take reading all of it.
"""

from __future__ import annotations

import hashlib
import os
import pathlib
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from specc.language.block import Block
from specc.language.fields import is_absent

MOST_SIZES = 50_000
"""Files of a folder whose sizes are added up; of larger folders only the number is compared."""


class DataFile(Block):
    """A file, or a folder of files, as it was when it was probed."""

    path: str = Field(description="Path as in the spec.")
    bytes: Annotated[int, Field(ge=0)] | None = Field(
        None, exclude_if=is_absent, description="Size, of all files of a folder."
    )
    files: Annotated[int, Field(ge=0)] | None = Field(
        None, exclude_if=is_absent, description="Number of files, if it is a folder."
    )
    sha256: str | None = Field(
        None,
        exclude_if=is_absent,
        description="Checksum of the content; of a folder, of the names and contents of its files.",
    )


def paths_of(source: Block) -> Iterator[str]:
    """The paths of files and folders that a source names; downloads have a checksum in the spec."""
    for name in getattr(type(source), "data_files", ()):
        match getattr(source, name):
            case str(path):
                yield path
            case Block() as inner:
                yield from paths_of(inner)


def look_at(path: str, folder: pathlib.Path, *, checksum: bool) -> DataFile | None:
    """A file or folder as it is now; None if it is not there, or cannot be read.

    Args:
        path: as in the spec.
        folder: of the spec.
        checksum: whether to read it.
    """
    place = folder / path
    try:
        if place.is_dir():
            return _folder(path, place, checksum=checksum)
        if not place.exists() and "*" in place.name:
            names = sorted(file.name for file in place.parent.glob(place.name) if file.is_file())
            return _several(path, place.parent, names, checksum=checksum) if names else None
        if not place.is_file():
            return None
        digest = _digest(place) if checksum else None
        return DataFile(path=path, bytes=place.stat().st_size, sha256=digest)
    except OSError:
        return None


def _folder(path: str, place: pathlib.Path, *, checksum: bool) -> DataFile:
    return _several(path, place, sorted(_names(str(place))), checksum=checksum)


def _several(path: str, place: pathlib.Path, names: list[str], *, checksum: bool) -> DataFile:
    """Files of a folder."""
    few = len(names) <= MOST_SIZES
    hashed = hashlib.sha256()
    for name in names if checksum else ():
        hashed.update(f"{name}\0{_digest(place / name)}\n".encode("utf-8", "surrogateescape"))
    return DataFile(
        path=path,
        bytes=sum(os.stat(f"{place}/{name}").st_size for name in names) if few else None,  # noqa: PTH116 -- quicker
        files=len(names),
        sha256=hashed.hexdigest() if checksum else None,
    )


def _names(top: str, below: str = "") -> Iterator[str]:
    """The files of a folder that are not hidden, by their paths in it."""
    with os.scandir(f"{top}/{below}") as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                yield from _names(top, f"{below}{entry.name}/")
            else:
                yield f"{below}{entry.name}"


def _digest(path: pathlib.Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def difference(recorded: DataFile, found: DataFile) -> str | None:
    """What differs, in words: "it has 12 bytes, and 10 when it was probed"; None if nothing is known to."""
    for now, before, noun in (
        (found.files, recorded.files, "file"),
        (found.bytes, recorded.bytes, "byte"),
    ):
        if (now is None) != (before is None) and noun == "file":
            return (
                "it is a folder, and was a file"
                if now is not None
                else "it is a file, and was a folder"
            )
        if now is not None and before is not None and now != before:
            return f"it has {now:,} {noun}{'' if now == 1 else 's'}, and had {before:,} when it was probed"
    if found.sha256 is not None and recorded.sha256 is not None and found.sha256 != recorded.sha256:
        return f"its SHA-256 is {found.sha256[:12]}…, and was {recorded.sha256[:12]}… when it was probed"
    return None
