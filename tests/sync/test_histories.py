"""Any history of builds, edits, losses and deaths: no edit is lost, and what is built is right."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from specc.sync.keys import skippable
from specc.sync.plan import Action

from .world import Died, World, dying


class Histories(RuleBasedStateMachine):
    """`mine` is the text of a hand edit that must still be there; None if there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.world = World(Path(self.folder.name))
        self.world.output.parent.mkdir()
        self.spec = "spec 0\n"
        self.mine: str | None = None
        self.edits = 0

    def teardown(self) -> None:
        self.folder.cleanup()

    @rule(n=st.integers(0, 3))
    def change_the_spec(self, n: int) -> None:
        self.spec = f"spec {n}\n"

    @rule()
    def upgrade(self) -> None:
        self.world.version += "1"

    @rule()
    def edit_by_hand(self) -> None:
        self.edits += 1
        self.mine = f"edit {self.edits}\n"
        self.world.output.write_text(self.mine)

    @rule(n=st.integers(0, 3))
    def edit_by_hand_to_what_a_spec_gives(self, n: int) -> None:
        """Which specc could write again, so it need not be kept."""
        self.mine = None
        self.world.output.write_text(f"spec {n}\n")

    @rule()
    def delete_the_file(self) -> None:
        self.mine = None
        self.world.output.unlink(missing_ok=True)

    @rule()
    def delete_the_base(self) -> None:
        self.world.base.unlink(missing_ok=True)

    @rule()
    def damage_the_base(self) -> None:
        if self.world.base.exists():
            self.world.base.write_text("damaged\n")

    @rule()
    def lose_the_manifest(self) -> None:
        self.world.home.joinpath("manifest.json").unlink(missing_ok=True)

    @rule()
    def build(self) -> None:
        step = self.world.build(self.spec)
        if step.action is Action.REFUSE:
            # What is refused is somebody's, or specc could not know that it is not.
            assert self.world.output.read_text() != self.spec
            return
        expected = self.spec if self.mine is None else self.mine
        if self.mine is None and step.state.value == "edited":
            return  # an edit to what another spec would give
        assert self.world.output.read_text() == expected
        assert self.world.check(self.spec).ok
        assert self._skips()

    @rule()
    def build_with_force(self) -> None:
        self.mine = None
        self.world.build(self.spec, force=True)
        assert self.world.output.read_text() == self.spec
        assert self.world.check(self.spec, pristine=True).ok

    @rule(after=st.integers(0, 30))
    def build_and_die(self, after: int) -> None:
        try:
            with dying(after):
                self.world.build(self.spec)
        except Died:
            pass

    @rule(after=st.integers(0, 30))
    def build_with_force_and_die(self, after: int) -> None:
        try:
            with dying(after):
                self.world.build(self.spec, force=True)
        except Died:
            pass
        if self.world.output.exists() and self.world.output.read_text() == self.spec:
            self.mine = None

    def _skips(self) -> bool:
        request = self.world.request(self.spec)
        return request.output in skippable({request.output: request.key})

    @invariant()
    def no_edit_is_lost(self) -> None:
        if self.mine is not None:
            assert self.world.output.read_text() == self.mine

    @invariant()
    def what_is_skipped_would_not_have_been_written(self) -> None:
        if self._skips():
            assert self.world.check(self.spec).ok


class UneditedHistories(Histories):
    """Without edits and lost manifests, no build is ever refused, whatever else happens."""

    edit_by_hand = None
    edit_by_hand_to_what_a_spec_gives = None
    lose_the_manifest = None

    @rule()
    def build(self) -> None:
        step = self.world.build(self.spec)
        assert step.action is not Action.REFUSE
        assert self.world.output.read_text() == self.spec
        assert self.world.check(self.spec, pristine=True).ok


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestUneditedHistories = UneditedHistories.TestCase
TestUneditedHistories.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
