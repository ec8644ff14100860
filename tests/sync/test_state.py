"""Every combination of file, record and new text has one meaning."""

from __future__ import annotations

import itertools

import pytest

from specc.sync.manifest import Entry, sha256
from specc.sync.state import Seen, State, judge

OLD, NEW, MINE = "old\n", "new\n", "mine\n"


def entry(text: str, digest: str = "", specc: str = "0.1.0") -> Entry:
    return Entry("foo.yaml", (), digest or f"of {text}", sha256(text), specc)


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        (Seen(None, None, None), State.NEW),
        (Seen(MINE, None, None), State.FOREIGN),
        (Seen(MINE, None, MINE), State.FOREIGN),
        (Seen(NEW, None, None), State.UNRECORDED),
        (Seen(OLD, None, None, (OLD,)), State.INTERRUPTED),
        (Seen(None, entry(NEW), NEW), State.MISSING),
        (Seen(None, entry(OLD), OLD), State.MISSING),
        (Seen(NEW, entry(NEW), NEW), State.IN_SYNC),
        (Seen(NEW, entry(NEW, specc="0.0.9"), NEW), State.IN_SYNC),
        (Seen(NEW, entry(NEW, digest="other"), NEW), State.UNRECORDED),
        (Seen(NEW, entry(OLD), OLD), State.UNRECORDED),
        (Seen(NEW, entry(NEW), None), State.UNRECORDED),
        (Seen(NEW, entry(OLD), "damaged"), State.UNRECORDED),
        (Seen(OLD, entry(OLD), OLD), State.SPEC_CHANGED),
        (Seen(OLD, entry(OLD), None), State.SPEC_CHANGED),
        (Seen(OLD, entry(OLD), "damaged"), State.SPEC_CHANGED),
        (Seen(OLD, entry(OLD, digest=f"of {NEW}"), OLD), State.COMPILER_CHANGED),
        (Seen(MINE, entry(NEW), NEW), State.EDITED),
        (Seen(MINE, entry(NEW), None), State.EDITED),
        (Seen(MINE, entry(NEW), "damaged"), State.EDITED),
        (Seen(MINE, entry(OLD), OLD), State.CONFLICT),
        (Seen(MINE, entry(OLD), "damaged", (OLD,)), State.CONFLICT),
        (Seen(MINE, entry(OLD), None), State.BASE_LOST),
        (Seen(MINE, entry(OLD), "damaged"), State.BASE_LOST),
        (Seen("staged\n", entry(OLD), OLD, ("staged\n",)), State.INTERRUPTED),
        (Seen("staged\n", entry(NEW), NEW, ("staged\n",)), State.INTERRUPTED),
    ],
)
def test_the_state(seen: Seen, state: State) -> None:
    assert judge(seen, NEW, entry(NEW)).state is state


def test_what_the_verdict_promises_holds_for_every_combination() -> None:
    texts = (None, OLD, NEW, MINE)
    entries = (None, entry(OLD), entry(NEW), entry("lost\n"))
    stages = ((), (OLD,), (OLD, MINE))
    for text, recorded, base, staged in itertools.product(texts, entries, texts, stages):
        seen = Seen(text, recorded, base, staged)
        verdict = judge(seen, NEW, entry(NEW))
        if verdict.base is not None:
            assert recorded is not None
            assert sha256(verdict.base) == recorded.sha256
        if verdict.recorded:
            assert (recorded, base) == (entry(NEW), NEW)
        unedited = text is None or text in {NEW, *staged, verdict.base}
        protected = {State.EDITED, State.CONFLICT, State.BASE_LOST, State.FOREIGN}
        assert (verdict.state in protected) == (not unedited), seen
