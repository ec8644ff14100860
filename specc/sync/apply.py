"""Applies a plan so that a build can be killed at any point and the next one recovers.

For the outputs of a folder, in this order, each step one atomic replacement:

1. every new text is staged in `.specc/staged`;
2. the outputs are written;
3. the manifest is written, once, with all their entries;
4. each staged text becomes the base, and others of its output are dropped;
5. the keys are noted.

Killed before 2, nothing has changed. From then on, a file that a build wrote equals
its staged text, so it is recognized as written by specc even if its spec changes again before the next
build; and the text with the digest that the manifest records always lies somewhere: before 3 in
the base, after it in the staged text, which turns into the base. Texts of several builds can be
staged at a time, so this holds however often builds die; they go when one succeeds. Hand edits
are never part of this: an output that has some is not written (or `force` was said).
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from specc.sync.errors import SyncError
from specc.sync.files import write_text
from specc.sync.plan import Action, Plan, Request, Step, examine, grouped
from specc.sync.record import Key, Record

_TOUCHING = {Action.WRITE, Action.RECORD}


def apply(plan: Plan) -> Plan:
    """Carries a plan out, and gives back what was done.

    What lies on disk is looked at again under the lock of each folder, since another build or an
    editor may have been there meanwhile; so what was done can differ from what was planned, and
    only to be safer. A refused output holds none of the others up. If nothing is to be written,
    nothing is: no lock, no folder, no time of any file changes.

    Raises:
        SyncError: something could not be written or read. Outputs are then complete, old or new;
            those that were written are recorded, if at all possible.
    """
    planned = {step.request: step for step in plan.steps}
    done: dict[Request, Step] = {}
    for record, requests in grouped(list(planned)):
        steps = [planned[request] for request in requests]
        if any(step.action in _TOUCHING or step.discard_staged for step in steps):
            steps = _apply_steps(record, requests, force=plan.force)
        elif any(step.remember for step in steps):
            with contextlib.suppress(SyncError), record.lock():
                _note_keys(record, steps)
        done |= {step.request: step for step in steps}
    return Plan(tuple(done[request] for request in planned), plan.force)


def _apply_steps(record: Record, requests: Sequence[Request], *, force: bool) -> list[Step]:
    record.prepare()
    with record.lock():
        steps = examine(record, requests, force=force)
        todo = [step for step in steps if step.action in _TOUCHING]
        for step in todo:
            record.stage(step.request.name, step.request.text)
        failed = _write_outputs(todo)
        finished = [step for step in steps if step not in failed]
        _write_record(record, [step for step in todo if step not in failed])
        for step in finished:
            if step.discard_staged:
                record.discard(step.request.name)
        with contextlib.suppress(SyncError):
            _note_keys(record, finished)
    if failed:
        raise _together(list(failed.values()))
    return steps


def _write_outputs(steps: Sequence[Step]) -> dict[Step, SyncError]:
    failed = {}
    for step in steps:
        if step.action is Action.WRITE:
            try:
                write_text(step.request.output, step.request.text)
            except SyncError as error:
                failed[step] = error
    return failed


def _write_record(record: Record, steps: Sequence[Step]) -> None:
    if not steps:
        return
    entries = {step.request.name: step.request.entry() for step in steps}
    record.write_manifest(record.manifest().with_entries(entries))
    for step in steps:
        record.promote(step.request.name, step.request.text)


def _note_keys(record: Record, steps: Sequence[Step]) -> None:
    """Notes what need not be compiled again: a cache, so its callers let it fail.

    A read-only checkout or a disk that is full by now takes nothing from what was built.
    """
    fresh = {
        step.request.name: Key(step.request.key, step.request.entry().sha256)
        for step in steps
        if step.remember
    }
    if fresh:
        known = record.manifest().entries
        kept = {name: key for name, key in record.keys().items() if name in known}
        record.write_keys({**kept, **fresh})


def _together(errors: list[SyncError]) -> SyncError:
    if len(errors) == 1:
        return errors[0]
    messages = "\n".join(f"  {error.message}" for error in errors)
    return SyncError(f"{len(errors)} outputs could not be written\n{messages}", errors[0].fix)
