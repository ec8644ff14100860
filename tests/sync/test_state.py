"""Every combination of file, record and new text has one meaning."""

from __future__ import annotations

import itertools

import pytest

from specc.sync.manifest import Entry, sha256
from specc.sync.state import DiskState, State, classify

OLD, NEW, MINE = "old\n", "new\n", "mine\n"


def entry(text: str, digest: str = "", specc: str = "0.1.0") -> Entry:
    return Entry("foo.yaml", (), digest or f"of {text}", sha256(text), specc)


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        (DiskState(None, None, None), State.NEW),
        (DiskState(MINE, None, None), State.FOREIGN),
        (DiskState(MINE, None, MINE), State.FOREIGN),
        (DiskState(NEW, None, None), State.UNRECORDED),
        (DiskState(OLD, None, None, (OLD,)), State.INTERRUPTED),
        (DiskState(None, entry(NEW), NEW), State.MISSING),
        (DiskState(None, entry(OLD), OLD), State.MISSING),
        (DiskState(NEW, entry(NEW), NEW), State.IN_SYNC),
        (DiskState(NEW, entry(NEW, specc="0.0.9"), NEW), State.IN_SYNC),
        (DiskState(NEW, entry(NEW, digest="other"), NEW), State.UNRECORDED),
        (DiskState(NEW, entry(OLD), OLD), State.UNRECORDED),
        (DiskState(NEW, entry(NEW), None), State.UNRECORDED),
        (DiskState(NEW, entry(OLD), "damaged"), State.UNRECORDED),
        (DiskState(OLD, entry(OLD), OLD), State.SPEC_CHANGED),
        (DiskState(OLD, entry(OLD), None), State.SPEC_CHANGED),
        (DiskState(OLD, entry(OLD), "damaged"), State.SPEC_CHANGED),
        (DiskState(OLD, entry(OLD, digest=f"of {NEW}"), OLD), State.COMPILER_CHANGED),
        (DiskState(MINE, entry(NEW), NEW), State.EDITED),
        (DiskState(MINE, entry(NEW), None), State.EDITED),
        (DiskState(MINE, entry(NEW), "damaged"), State.EDITED),
        (DiskState(MINE, entry(OLD), OLD), State.CONFLICT),
        (DiskState(MINE, entry(OLD), "damaged", (OLD,)), State.CONFLICT),
        (DiskState(MINE, entry(OLD), None), State.BASE_LOST),
        (DiskState(MINE, entry(OLD), "damaged"), State.BASE_LOST),
        (DiskState("staged\n", entry(OLD), OLD, ("staged\n",)), State.INTERRUPTED),
        (DiskState("staged\n", entry(NEW), NEW, ("staged\n",)), State.INTERRUPTED),
    ],
)
def test_the_state(seen: DiskState, state: State) -> None:
    assert classify(seen, NEW, entry(NEW)).state is state


def test_what_the_verdict_promises_holds_for_every_combination() -> None:
    texts = (None, OLD, NEW, MINE)
    entries = (None, entry(OLD), entry(NEW), entry("lost\n"))
    stages = ((), (OLD,), (OLD, MINE))
    for text, recorded, base, staged in itertools.product(texts, entries, texts, stages):
        seen = DiskState(text, recorded, base, staged)
        verdict = classify(seen, NEW, entry(NEW))
        if verdict.base is not None:
            assert recorded is not None
            assert sha256(verdict.base) == recorded.sha256
        if verdict.recorded:
            assert (recorded, base) == (entry(NEW), NEW)
        unedited = text is None or text in {NEW, *staged, verdict.base}
        protected = {State.EDITED, State.CONFLICT, State.BASE_LOST, State.FOREIGN}
        assert (verdict.state in protected) == (not unedited), seen
