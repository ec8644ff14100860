"""The state of an output, from its file, its record and the new text.

One pure function, so that build and check can never disagree, and so that every combination can
be tested without a disk. The rule above all others: a text that specc cannot prove to have
written itself is somebody's work.
"""

from __future__ import annotations

import enum
from typing import NamedTuple

from specc.sync.layout import same_program
from specc.sync.manifest import Entry, sha256


class State(enum.Enum):
    """How an output stands."""

    NEW = "new"  # no file, no record
    IN_SYNC = "in sync"  # file and record are what the spec gives now
    UNRECORDED = "unrecorded"  # the file is what the spec gives now, the record is not
    EDITED = "edited"  # the record is what the spec gives now, the file has hand edits
    SPEC_CHANGED = "spec changed"  # not edited, and the spec or its facts changed
    COMPILER_CHANGED = "compiler changed"  # not edited, and the same spec gives another text now
    INTERRUPTED = "interrupted"  # written by a build that died before it was recorded
    CONFLICT = "conflict"  # edited by hand, and the spec gives another text now
    BASE_LOST = "base lost"  # the pristine text is gone, so edits cannot be told apart
    FOREIGN = "foreign"  # there is a file that specc did not write
    MISSING = "missing"  # there is a record, but no file


class DiskState(NamedTuple):
    """The files on disk for one output; None if missing.

    Attributes:
        text: the output itself.
        entry: its entry in the manifest.
        base: its pristine text, trusted only if it has the digest of the entry.
        staged: the texts of builds that have not finished.
    """

    text: str | None
    entry: Entry | None
    base: str | None
    staged: tuple[str, ...] = ()


class Verdict(NamedTuple):
    """How an output stands.

    Attributes:
        base: the pristine text of the recorded build, wherever it was found; None if it is lost.
        recorded: manifest and base file are what the build of now would leave.
    """

    state: State
    base: str | None
    recorded: bool


def classify(seen: DiskState, new: str, wanted: Entry) -> Verdict:
    """The state of an output, given the new text and the new entry of its spec."""
    base = _pristine(seen, new)
    recorded = seen.entry is not None and seen.entry.is_equivalent(wanted) and seen.base == new
    return Verdict(_state(seen, base, recorded, new, wanted), base, recorded)


def _pristine(seen: DiskState, new: str) -> str | None:
    """The recorded text: the base, or whatever else has the digest that the manifest records."""
    if seen.entry is None:
        return None
    for text in (seen.base, seen.text, *seen.staged, new):
        if text is not None and sha256(text) == seen.entry.sha256:
            return text
    return None


def _state(seen: DiskState, base: str | None, recorded: bool, new: str, wanted: Entry) -> State:
    entry, text = seen.entry, seen.text
    if text is None:
        return State.NEW if entry is None else State.MISSING
    if same_program(text, new):
        return State.IN_SYNC if recorded else State.UNRECORDED
    if entry is not None and base is not None and same_program(text, base):
        return State.COMPILER_CHANGED if entry.digest == wanted.digest else State.SPEC_CHANGED
    if any(same_program(text, staged) for staged in seen.staged):
        return State.INTERRUPTED
    if entry is None:
        return State.FOREIGN
    if base is None:
        return State.BASE_LOST
    return State.EDITED if base == new else State.CONFLICT
