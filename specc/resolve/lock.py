"""Facts of data: from the spec, from `specc.lock`, or shipped; and the lock's format.

A lock is sorted, indented JSON, which can be reviewed: a list of data sources, as in the spec, with their
facts.
"""

from __future__ import annotations

import functools
import json
import pathlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from specc.language.block import Block
from specc.language.facts import Facts

FILE_NAME = "specc.lock"
_VERSION = 1
_NOTHING: Mapping[str, Any] = {}


class LockError(Exception):
    """A lock that cannot be read; the message says what is wrong with it."""


class Lock(NamedTuple):
    """Data sources and their facts."""

    entries: tuple[tuple[dict[str, Any], Facts], ...] = ()

    def find(self, source: Block, asks: Mapping[str, Any] = _NOTHING) -> Facts | None:
        """The facts of a source, or None; `asks` are additional facts needed by its split."""
        wanted = {**source.model_dump(mode="json"), **asks}
        return next((facts for known, facts in self.entries if known == wanted), None)

    def with_facts(self, source: Block, facts: Facts, asks: Mapping[str, Any] = _NOTHING) -> Lock:
        """A lock in which a source has these facts; see `find`."""
        wanted = {**source.model_dump(mode="json"), **asks}
        others = [entry for entry in self.entries if entry[0] != wanted]
        return Lock(tuple(sorted([*others, (wanted, facts)], key=lambda e: json.dumps(e[0]))))


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
        if not isinstance(entry, dict) or set(entry) != {"source", "facts"}:
            raise LockError(f"source {number} is not of the form {{source, facts}}")
        try:
            entries.append((entry["source"], Facts.model_validate(entry["facts"])))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise LockError(f"facts of source {number}: {where}: {first['msg']}") from None
    return Lock(tuple(entries))


def dump_lock(lock: Lock) -> str:
    """The text of a lock; `parse_lock` gives it back."""
    sources = [
        {"source": source, "facts": facts.model_dump(mode="json", exclude_none=True)}
        for source, facts in lock.entries
    ]
    return json.dumps({"version": _VERSION, "sources": sources}, indent=2, sort_keys=True) + "\n"


@functools.cache
def shipped() -> Lock:
    """Facts of the sets that come with scikit-learn, which are the same everywhere."""
    file = pathlib.Path(__file__).with_name("shipped.lock")
    return parse_lock(file.read_text(encoding="utf-8"))
