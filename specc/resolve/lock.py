"""Facts of data: from the spec, from `specc.lock`, or shipped; and the lock's format.

A lock is sorted, indented JSON, which can be reviewed: a list of data sources, as in the spec, with their
facts, and the files that these are of.
"""

from __future__ import annotations

import functools
import json
import pathlib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from specc.language.block import Block
from specc.language.facts import Facts
from specc.resolve.data_files import DataFile

FILE_NAME = "specc.lock"
_VERSION = 1
_NOTHING: Mapping[str, Any] = {}


class LockError(Exception):
    """A lock that cannot be read; the message says what is wrong with it."""


class Entry(NamedTuple):
    """A data source, its facts, and its files; none if they are not known."""

    source: dict[str, Any]
    facts: Facts
    files: tuple[DataFile, ...] = ()


class Lock(NamedTuple):
    """Data sources and their facts."""

    entries: tuple[Entry, ...] = ()

    def find(self, source: Block, asks: Mapping[str, Any] = _NOTHING) -> Facts | None:
        """The facts of a source, or None; `asks` are additional facts needed by its split."""
        found = self.entry(source, asks)
        return None if found is None else found.facts

    def entry(self, source: Block, asks: Mapping[str, Any] = _NOTHING) -> Entry | None:
        """All that is known of a source; see `find`."""
        wanted = {**source.model_dump(mode="json"), **asks}
        return next((entry for entry in self.entries if entry.source == wanted), None)

    def with_facts(
        self,
        source: Block,
        facts: Facts,
        asks: Mapping[str, Any] = _NOTHING,
        files: Iterable[DataFile] = (),
    ) -> Lock:
        """A lock in which a source has these facts; see `find`."""
        wanted = {**source.model_dump(mode="json"), **asks}
        others = [entry for entry in self.entries if entry.source != wanted]
        entries = [*others, Entry(wanted, facts, tuple(files))]
        return Lock(tuple(sorted(entries, key=lambda entry: json.dumps(entry.source))))


def parse_lock(text: str) -> Lock:
    """Reads a lock.

    Raises:
        LockError: it is not JSON, of another version, or not of this form.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LockError(f"not JSON: {error}") from None
    if not isinstance(data, dict) or set(data) != {"version", "sources"}:
        raise LockError('expected {"version": 1, "sources": [...]}')
    if data["version"] != _VERSION:
        raise LockError(f"version {data['version']!r}; this specc reads version {_VERSION}")
    if not isinstance(data["sources"], list):
        raise LockError("`sources` is not a list")
    entries = []
    for number, entry in enumerate(data["sources"]):
        if not isinstance(entry, dict) or set(entry) - {"files"} != {"source", "facts"}:
            raise LockError(f"source {number} is not of the form {{source, facts}}")
        try:
            files = entry.get("files", [])
            if not isinstance(files, list):
                raise LockError(f"files of source {number} are not a list")
            entries.append(
                Entry(
                    entry["source"],
                    Facts.model_validate(entry["facts"]),
                    tuple(map(DataFile.model_validate, files)),
                )
            )
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise LockError(f"facts of source {number}: {where}: {first['msg']}") from None
    return Lock(tuple(entries))


def dump_lock(lock: Lock) -> str:
    """The text of a lock; `parse_lock` gives it back."""
    sources = [
        {
            "source": entry.source,
            "facts": entry.facts.model_dump(mode="json", exclude_none=True),
            **(
                {"files": [file.model_dump(mode="json") for file in entry.files]}
                if entry.files
                else {}
            ),
        }
        for entry in lock.entries
    ]
    return json.dumps({"version": _VERSION, "sources": sources}, indent=2, sort_keys=True) + "\n"


@functools.cache
def shipped() -> Lock:
    """Facts of the sets that come with scikit-learn, which are the same everywhere."""
    file = pathlib.Path(__file__).with_name("shipped.lock")
    return parse_lock(file.read_text(encoding="utf-8"))
