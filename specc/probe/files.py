"""The files of a source on this machine: where its paths lead, and what is downloaded first."""

from __future__ import annotations

import hashlib
import http.client
import pathlib
import shutil
import tempfile
import urllib.request

from specc.language.file import DOWNLOADS, Download, File
from specc.probe.errors import DataError

_TIMEOUT = 60  # seconds without a byte


def local(file: File, folder: pathlib.Path) -> pathlib.Path:
    """Where a file of a spec is; a download is fetched unless it has been, and verified either way.

    Args:
        file: as the spec has it.
        folder: of the spec. Downloads are kept below it, where the trainer looks for them as well.

    Raises:
        DataError: a file does not exist, cannot be downloaded, or is not the one that the spec means.
    """
    if isinstance(file, Download):
        return _downloaded(file, folder / DOWNLOADS)
    path = folder / file
    if not path.is_file():
        what = "is not a file" if path.exists() else "does not exist"
        raise DataError(f"{path} {what}", "put it there, or name another in the spec")
    return path


def _downloaded(file: Download, folder: pathlib.Path) -> pathlib.Path:
    """The same as the trainers do it."""
    path = folder / file.kept_as
    if path.exists():
        _check(path, file.sha256, f"remove {path} to download it again")
        return path
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="download-") as scratch:
        part = pathlib.Path(scratch, file.kept_as)
        try:
            with (
                urllib.request.urlopen(file.url, timeout=_TIMEOUT) as response,
                part.open("wb") as stream,
            ):
                shutil.copyfileobj(response, stream)
        except (OSError, http.client.HTTPException) as error:
            raise DataError(
                f"{file.url} cannot be downloaded: {error}",
                f"save it as {path}; its SHA-256 is {file.sha256}",
            ) from error
        _check(part, file.sha256, f"the download was truncated, or {file.url} has changed")
        part.replace(path)
    return path


def _check(path: pathlib.Path, sha256: str, fix: str) -> None:
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != sha256:
        size = path.stat().st_size
        raise DataError(
            f"{path.name} has {size:,} bytes with the SHA-256 {found}, not {sha256}", fix
        )
