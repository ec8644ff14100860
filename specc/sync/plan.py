"""What a build would do to each output, decided before anything is done.

A plan is a value: it can be shown, tested and refused. Carrying it out is `apply`; comparing
without writing is `check`. All three decide through `examine`, so they cannot disagree.
"""

from __future__ import annotations

import enum
import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from specc.fast_dataclasses import dataclass
from specc.sync.diff import unified
from specc.sync.errors import SyncError
from specc.sync.files import normalized
from specc.sync.layout import same_program
from specc.sync.manifest import Entry, Manifest, sha256
from specc.sync.record import BASE_SUFFIX, Key, Record
from specc.sync.state import DiskState, State, Verdict, classify


@dataclass(frozen=True)
class Request:
    """A text that is to lie in a file.

    Attributes:
        output: the file, as messages shall name it.
        text: what the spec gives now.
        spec: the spec's file.
        digest: of the resolved spec and facts; tells a changed spec from a changed compiler.
        key: digest of everything that went in; equal keys promise equal requests.
        version: of the compiler.
        overrides: the `--set` arguments.
    """

    output: Path
    text: str
    spec: Path
    digest: str
    key: str
    version: str
    overrides: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", normalized(self.text))

    @property
    def name(self) -> str:
        """What the manifest and the base call the output."""
        return self.output.name

    def entry(self) -> Entry:
        """What the manifest shall say of the output."""
        folder = os.path.realpath(self.output.parent)
        spec = Path(os.path.realpath(self.spec.parent), self.spec.name)
        return Entry(
            spec=Path(os.path.relpath(spec, folder)).as_posix(),
            overrides=self.overrides,
            digest=self.digest,
            sha256=sha256(self.text),
            specc=self.version,
        )

    def command(self, *, force: bool = False) -> str:
        """The build command of this output, for fixes."""
        sets = [word for override in self.overrides for word in ("--set", override)]
        words = ["specc", "build", *(["--force"] if force else []), *sets, str(self.spec)]
        return shlex.join(words)


class Action(enum.Enum):
    """What a build does to an output."""

    KEEP = "keep"  # file and record stay as they are
    WRITE = "write"  # the file and its record are written
    RECORD = "record"  # the file stays, its record is updated
    REFUSE = "refuse"  # somebody's work would be lost: nothing is written


_ACTIONS = {
    State.NEW: Action.WRITE,
    State.IN_SYNC: Action.KEEP,
    State.UNRECORDED: Action.RECORD,
    State.EDITED: Action.KEEP,
    State.SPEC_CHANGED: Action.WRITE,
    State.COMPILER_CHANGED: Action.WRITE,
    State.INTERRUPTED: Action.WRITE,
    State.CONFLICT: Action.REFUSE,
    State.BASE_LOST: Action.REFUSE,
    State.FOREIGN: Action.REFUSE,
    State.MISSING: Action.WRITE,
}
_UP_TO_DATE = {State.IN_SYNC, State.UNRECORDED}
_SOMEBODYS_WORK = {State.EDITED, State.CONFLICT, State.BASE_LOST, State.FOREIGN}


class Step(NamedTuple):
    """One output of a plan.

    Attributes:
        discard_staged: staged texts of earlier, killed builds are to be dropped.
        remember: the key is to be noted, so that the next build can be skipped.
    """

    request: Request
    seen: DiskState
    verdict: Verdict
    action: Action
    discard_staged: bool
    remember: bool

    @property
    def state(self) -> State:
        """The state of the output before."""
        return self.verdict.state

    @property
    def overwrites(self) -> bool:
        """Whether somebody's work is written over, which only `force` does; specc keeps no copy."""
        return self.action is Action.WRITE and self.state in _SOMEBODYS_WORK

    @property
    def lays_out(self) -> bool:
        """Whether a text that a formatter had changed is written in specc's layout."""
        text, base = self.seen.text, self.verdict.base
        if self.action is not Action.WRITE or text is None or base in {None, text}:
            return False
        return base is not None and same_program(text, base)

    @property
    def why(self) -> str:
        """A description of the state."""
        return _why(self)

    @property
    def fix(self) -> str:
        """What to do about a refusal; empty for every other action."""
        if self.action is not Action.REFUSE:
            return ""
        force = f"`{self.request.command(force=True)}` overwrites it"
        if self.state is State.FOREIGN:
            return f"move it away; {force}"
        if self.state is State.BASE_LOST:
            return f"restore .specc/base/{self.request.name}{BASE_SUFFIX} from git; {force}"
        return f"commit it first, {force}, then restore the edits from git"

    def edits(self) -> str:
        """The hand edits as a unified diff: from the base, or without one from the new text."""
        text, base = self.seen.text, self.verdict.base
        if text is None or self.state not in _SOMEBODYS_WORK:
            return ""
        old, label = (self.request.text, "built now") if base is None else (base, "as built")
        name = self.request.output.as_posix()
        return unified(old, text, old_label=f"{name} ({label})", new_label=f"{name} (on disk)")


class Plan(NamedTuple):
    """The steps to do, or done after `apply`, one per request, in order."""

    steps: tuple[Step, ...]
    force: bool

    @property
    def written(self) -> tuple[Step, ...]:
        """The outputs whose files are written."""
        return tuple(step for step in self.steps if step.action is Action.WRITE)

    @property
    def refused(self) -> tuple[Step, ...]:
        """The outputs that are left alone although the spec gives another text: exit 1."""
        return tuple(step for step in self.steps if step.action is Action.REFUSE)

    @property
    def overwritten(self) -> tuple[Step, ...]:
        """The outputs whose hand edits `force` writes over; only git may still have them."""
        return tuple(step for step in self.steps if step.overwrites)


def plan(requests: Sequence[Request], *, force: bool = False) -> Plan:
    """What a build of these requests would do. Reads, and writes nothing.

    Hand edits are left alone while the spec gives what it gave; once it gives something else, the
    output is refused. So is a file that specc did not write. `force` writes over all of them. What a
    formatter did is no edit: it stays as long as the spec gives the same, and is written over after that.

    Raises:
        SyncError: two requests have one output, an output cannot be one, or files or records cannot
            be read.
    """
    steps: dict[Request, Step] = {}
    for record, group in grouped(requests):
        steps |= {step.request: step for step in examine(record, group, force=force)}
    return Plan(tuple(steps[request] for request in requests), force)


def grouped(requests: Sequence[Request]) -> list[tuple[Record, list[Request]]]:
    """The requests by the folders of their outputs, which share a record.

    Raises:
        SyncError: two requests have one output, or an output cannot be one.
    """
    owners: dict[str, Request] = {}
    groups: dict[Record, list[Request]] = {}
    for request in requests:
        if "\0" in str(request.output):
            fix = "give it another name"
            raise SyncError(f"{str(request.output)!r} cannot be the name of a file", fix)
        place = os.path.realpath(request.output)
        if place == os.path.realpath(request.spec):
            fix = "name another output with -o FILE"
            raise SyncError(f"{request.spec} would be overwritten by its own output", fix)
        if place in owners:
            raise SyncError(
                f"{owners[place].spec} and {request.spec} both have the output {request.output}",
                "give one of them another name or output",
            )
        owners[place] = request
        groups.setdefault(Record.beside(request.output), []).append(request)
    return list(groups.items())


def examine(record: Record, requests: Sequence[Request], *, force: bool) -> list[Step]:
    """The steps for the requests of one folder, from the current files on disk.

    Raises:
        SyncError: files or records cannot be read.
    """
    manifest, keys = record.manifest(), record.keys()
    return [_step(record, manifest, keys, request, force) for request in requests]


def _step(
    record: Record, manifest: Manifest, keys: dict[str, Key], request: Request, force: bool
) -> Step:
    seen = record.see(request.output, manifest.entries.get(request.name))
    wanted = request.entry()
    verdict = classify(seen, request.text, wanted)
    action = _ACTIONS[verdict.state]
    if force and verdict.state in _SOMEBODYS_WORK:
        action = Action.WRITE
    if force and verdict.state in _UP_TO_DATE and seen.text != request.text:
        action = Action.WRITE  # in another layout
    if action is Action.KEEP and not verdict.recorded:
        action = Action.RECORD
    accepted = action is not Action.REFUSE
    return Step(
        request=request,
        seen=seen,
        verdict=verdict,
        action=action,
        discard_staged=action is Action.KEEP and bool(seen.staged),
        remember=accepted and keys.get(request.name) != Key(request.key, wanted.sha256),
    )


def _why(step: Step) -> str:
    entry, request = step.seen.entry, step.request
    match step.state:
        case State.NEW:
            return "never built"
        case State.IN_SYNC:
            return "in sync"
        case State.UNRECORDED if entry is None:
            return "up to date, but .specc has no record of it"
        case State.UNRECORDED:
            return "up to date, but its record in .specc is behind"
        case State.EDITED if step.verdict.recorded:
            return "edited by hand"
        case State.EDITED:
            return "edited by hand, and its record in .specc is behind"
        case State.SPEC_CHANGED | State.COMPILER_CHANGED:
            return _change(entry, request)
        case State.INTERRUPTED:
            return "written by a build that was interrupted"
        case State.CONFLICT:
            return f"edited by hand, and {_change(entry, request)}"
        case State.BASE_LOST:
            return "its text in .specc/base is missing or damaged, so it may have been edited"
        case State.FOREIGN:
            return "specc did not write this file"
        case State.MISSING:
            return "built before, and the file is gone"


def _change(entry: Entry | None, request: Request) -> str:
    if entry is None or entry.digest != request.digest:
        return "the spec or its facts changed since it was built"
    if entry.specc != request.version:
        return f"specc {request.version} writes it differently from specc {entry.specc}"
    return "the compiler or its templates changed since it was built"
