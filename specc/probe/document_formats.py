"""Reads documents, in any of the formats; the trainers do it the same way.

What is read of a document is a field of any type: its text, or something beside it, such as a label.
"""

from __future__ import annotations

import hashlib
import json
import pathlib
from collections.abc import Callable, Sequence
from typing import Any

from specc.language.document_format import DocumentFormat
from specc.probe.errors import DataError

_TO_FIX = "download or write it again"


def read(format_: DocumentFormat, place: pathlib.Path) -> tuple[list[Any], str]:
    """The documents, in the order of the files' names, and the SHA-256 of the files one after the other.

    Args:
        format_: what a document is; its `field` is read, if it has fields.
        place: a file, a folder, or a pattern such as `data/*.jsonl`.

    Raises:
        DataError: there are no such files, or they are not in this format.
        ImportError: pyarrow is not installed.
    """
    files = find_files(format_, place)
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    field = getattr(format_, "field", "")
    found: list[Any] = []
    for file in files:
        try:
            found += _READERS[format_.type](file, field)
        except UnicodeDecodeError as error:
            raise DataError(
                f"{file} is not UTF-8: byte {error.start + 1:,}", "convert it with iconv"
            ) from None
    return found, digest.hexdigest()


def find_files(format_: DocumentFormat, place: pathlib.Path) -> Sequence[pathlib.Path]:
    """The files of a path, by their names.

    Raises:
        DataError: there are none.
    """
    if format_.folder:
        state = place / "state.json"
        if not state.is_file():
            raise DataError(
                f"{place} is not a dataset that was saved to disk: it has no state.json",
                "name a folder that `save_to_disk` wrote; of a DatasetDict one of its folders",
            )
        if json.loads(state.read_text(encoding="utf-8")).get("_indices_data_files"):
            raise DataError(
                f"{place} has rows in another order than its files",
                "write it again with `flatten_indices().save_to_disk(...)`",
            )
        place = place / "*.arrow"
    if place.is_dir():
        raise DataError(f"{place} is a folder", f"name the files in it: `{place.name}/*`")
    files = sorted(path for path in place.parent.glob(place.name) if path.is_file())
    if not files:
        raise DataError(f"{place} does not exist", "put it there, or name another in the spec")
    return files


def _jsonl(file: pathlib.Path, field: str) -> list[Any]:
    found = []
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if not line.strip():
                continue
            try:
                found.append(json.loads(line)[field])
            except (ValueError, TypeError) as error:
                raise DataError(
                    f"line {number + 1:,} of {file} is no JSON object: {error}", _TO_FIX
                ) from None
            except KeyError:
                known = ", ".join(map(repr, json.loads(line)))
                raise DataError(
                    f"line {number + 1:,} of {file} has no field {field!r}, but {known}",
                    "name another `field`",
                ) from None
    return found


def _parquet(file: pathlib.Path, field: str) -> list[Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(file)
        _has(table.schema_arrow.names, field, file)
        return list(table.read([field])[field].to_pylist())
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{file} is no Parquet file: {error}", _TO_FIX) from None


def _arrow(file: pathlib.Path, field: str) -> list[Any]:
    import pyarrow as pa

    try:
        with pa.memory_map(str(file)) as source:
            table = pa.ipc.open_stream(source).read_all()
            _has(table.column_names, field, file)
            return list(table[field].to_pylist())
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{file} is no Arrow stream: {error}", _TO_FIX) from None


def _has(names: Sequence[str], field: str, file: pathlib.Path) -> None:
    if field not in names:
        known = ", ".join(map(repr, names))
        raise DataError(f"{file} has no column {field!r}, but {known}", "name another `field`")


def _lines(file: pathlib.Path, field: str) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").split("\n") if line]


def _files(file: pathlib.Path, field: str) -> list[str]:
    return [file.read_bytes().decode()]


_READERS: dict[str, Callable[[pathlib.Path, str], list[Any]]] = {
    "jsonl": _jsonl,
    "parquet": _parquet,
    "dataset": _arrow,
    "lines": _lines,
    "files": _files,
}
