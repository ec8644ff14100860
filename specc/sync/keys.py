"""Finds outputs that need not be compiled again.

A build without changes should cost no more than reading the specs. A key is a digest of all inputs of a text;
if the recorded build has the same key, its output would be the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from specc.sync.errors import wrap_os_error
from specc.sync.manifest import Manifest, sha256
from specc.sync.record import Key, Record


def skippable(keys: Mapping[Path, str]) -> frozenset[Path]:
    """The outputs, given with the keys they would have now, that a build would leave as they are.

    Their records are complete and their files exist, edited or not (so a build with `force` must not
    ask). A key covers what the record names as well: the place of the spec and the overrides.
    Only reads and hashes.

    Raises:
        SyncError: files or records cannot be read.
    """
    groups: dict[Record, list[Path]] = {}
    for output in keys:
        groups.setdefault(Record.beside(output), []).append(output)
    found = []
    for record, outputs in groups.items():
        manifest, remembered = record.manifest(), record.keys()
        found += [
            output
            for output in outputs
            if _unchanged(record, manifest, output, keys[output], remembered.get(output.name))
        ]
    return frozenset(found)


def _unchanged(
    record: Record, manifest: Manifest, output: Path, key: str, remembered: Key | None
) -> bool:
    entry = manifest.entries.get(output.name)
    if entry is None or remembered != Key(key, entry.sha256):
        return False
    # A staged text is left by a build that was killed: only a build can tell what became of the
    # file.
    if record.staged(output.name):
        return False
    with wrap_os_error("read", output):
        there = output.is_file()
    base = record.base(output.name)
    return there and base is not None and sha256(base) == entry.sha256
