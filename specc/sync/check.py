"""Checks whether outputs are in sync, without writing.

For reviews and CI: do the committed outputs match their specs? Hand edits are fine by default; a record that
was not committed is not.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from specc.sync.diff import unified
from specc.sync.errors import wrap_os_error
from specc.sync.plan import Request, Step, plan
from specc.sync.record import Record
from specc.sync.state import State


class Finding(NamedTuple):
    """The state of an output.

    Attributes:
        ok: it is in sync, or edited in a way that is allowed.
        why: a description of the state.
        fix: what to do about it; empty if ok.
        diff: from what is recorded to what the spec gives now, or the edits where those are
            forbidden; empty if ok, or if only the record is behind.
    """

    output: Path
    state: State
    ok: bool
    why: str
    fix: str
    diff: str


class Orphan(NamedTuple):
    """An output whose spec is gone.

    Attributes:
        spec: where its spec was.
        present: the output itself is still there.
    """

    output: Path
    spec: Path
    present: bool


def check(requests: Sequence[Request], *, pristine: bool = False) -> tuple[Finding, ...]:
    """How each output stands, in the order of the requests; `pristine` forbids hand edits.

    Raises:
        SyncError: two requests have one output, or files or records cannot be read.
    """
    return tuple(_finding(step, pristine) for step in plan(requests).steps)


def orphans(
    folder: Path,
    known_outputs: Collection[Path],
    spec_exists: Callable[[Path], bool] = Path.exists,
) -> tuple[Orphan, ...]:
    """The recorded outputs of a folder whose specs are gone, sorted, but for the `known_outputs`.

    Raises:
        SyncError: the manifest cannot be read.
    """
    record = Record.of(folder)
    known = {output.name for output in known_outputs if Record.beside(output) == record}
    found = []
    for name, entry in sorted(record.manifest().entries.items()):
        output, spec = folder / name, Path(os.path.normpath(folder / entry.spec))
        with wrap_os_error("look for", spec):
            if name not in known and not spec_exists(record.folder / entry.spec):
                found.append(Orphan(output, spec, output.exists()))
    return tuple(found)


def forget(gone: Sequence[Orphan]) -> None:
    """Takes orphans whose files were deleted out of the record; those still present stay in it.

    Raises:
        SyncError: the record cannot be written.
    """
    groups: dict[Record, list[str]] = {}
    for orphan in gone:
        if not orphan.present:
            groups.setdefault(Record.beside(orphan.output), []).append(orphan.output.name)
    for record, names in groups.items():
        with record.lock():
            record.write_manifest(record.manifest().without(names))
            for name in names:
                record.forget(name)


def _finding(step: Step, pristine: bool) -> Finding:
    edited = step.state is State.EDITED
    ok = step.verdict.recorded and (step.state is State.IN_SYNC or (edited and not pristine))
    return Finding(
        output=step.request.output,
        state=step.state,
        ok=ok,
        why=step.why,
        fix="" if ok else _fix(step, pristine),
        diff="" if ok else _diff(step, pristine),
    )


def _fix(step: Step, pristine: bool) -> str:
    if step.fix:
        return step.fix
    undo = pristine and step.state is State.EDITED
    return f"run `{step.request.command(force=undo)}`" + (" to drop the edits" if undo else "")


def _diff(step: Step, pristine: bool) -> str:
    request, base, text = step.request, step.verdict.base, step.seen.text
    if step.state is State.EDITED:
        return step.edits() if pristine else ""
    if step.state is State.UNRECORDED and base is None:
        return ""
    name = request.output.as_posix()
    if base is not None:
        old, label = base, f"{name} (as built)"
    elif text is not None:
        old, label = text, f"{name} (on disk)"
    else:
        old, label = "", "/dev/null"
    return unified(old, request.text, old_label=label, new_label=f"{name} (built now)")
