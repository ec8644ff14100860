"""What a continuous build is told."""

from __future__ import annotations

import dataclasses

import pytest

from specc.sync.check import check, forget, orphans
from specc.sync.errors import SyncError
from specc.sync.plan import plan
from specc.sync.record import recorded
from specc.sync.state import State

from .world import World, build


def test_never_built(world: World) -> None:
    finding = world.check("one\n")
    assert (finding.ok, finding.state, finding.why) == (False, State.NEW, "never built")
    assert finding.diff.startswith("--- /dev/null\n+++ ")
    assert finding.diff.endswith("@@ -0,0 +1 @@\n+one\n")
    assert finding.fix.startswith("run `specc build ")
    assert world.files() == {}


def test_in_sync(world: World) -> None:
    world.build("one\n")
    finding = world.check("one\n", pristine=True)
    assert (finding.ok, finding.why, finding.fix, finding.diff) == (True, "in sync", "", "")


def test_edited_is_fine_unless_pristine(world: World) -> None:
    world.build("one\n")
    world.output.write_text("mine\n")
    finding = world.check("one\n")
    assert (finding.ok, finding.state, finding.why) == (True, State.EDITED, "edited by hand")
    finding = world.check("one\n", pristine=True)
    assert (finding.ok, finding.state) == (False, State.EDITED)
    assert finding.diff.endswith("-one\n+mine\n")
    assert "--force" in finding.fix


def test_out_of_sync_says_why_and_shows_the_change(world: World) -> None:
    world.build("one\n", digest="d")
    finding = world.check("two\n")
    assert (finding.ok, finding.state) == (False, State.SPEC_CHANGED)
    assert finding.diff.endswith("-one\n+two\n")
    finding = world.check("two\n", digest="d")
    assert (finding.ok, finding.state) == (False, State.COMPILER_CHANGED)
    world.output.write_text("mine\n")
    finding = world.check("two\n")
    assert (finding.ok, finding.state) == (False, State.CONFLICT)
    assert finding.diff.endswith("-one\n+two\n")
    assert "--force" in finding.fix
    world.output.unlink()
    finding = world.check("two\n")
    assert (finding.ok, finding.state) == (False, State.MISSING)
    assert finding.diff.endswith("-one\n+two\n")


def test_a_foreign_file_is_compared_with_what_would_replace_it(world: World) -> None:
    world.output.parent.mkdir()
    world.output.write_text("mine\n")
    finding = world.check("one\n")
    assert (finding.ok, finding.state) == (False, State.FOREIGN)
    assert finding.diff.endswith("-mine\n+one\n")


def test_a_record_that_was_not_committed_is_out_of_sync(world: World) -> None:
    world.build("one\n")
    world.base.unlink()
    finding = world.check("one\n")
    assert (finding.ok, finding.state, finding.diff) == (False, State.UNRECORDED, "")
    assert "record in .specc is behind" in finding.why
    (world.home / "manifest.json").unlink()
    finding = world.check("one\n")
    assert (finding.ok, finding.diff) == (False, "")
    assert "no record" in finding.why
    world.build("one\n")
    world.output.write_text("mine\n")
    world.base.unlink()
    finding = world.check("one\n")
    assert (finding.ok, finding.state) == (False, State.EDITED)
    assert "edited by hand, and its record" in finding.why
    assert "--force" not in finding.fix


def test_a_lost_base_is_out_of_sync(world: World) -> None:
    world.build("one\n")
    world.base.unlink()
    world.output.write_text("mine\n")
    finding = world.check("two\n")
    assert (finding.ok, finding.state) == (False, State.BASE_LOST)
    assert finding.diff.endswith("-mine\n+two\n")


@pytest.mark.parametrize("text", ["one\n", "two\n"])
@pytest.mark.parametrize("edited", [True, False])
def test_it_writes_nothing(world: World, text: str, edited: bool) -> None:
    world.build("one\n")
    if edited:
        world.output.write_text("mine\n")
    before = {path: path.stat().st_mtime_ns for path in world.root.rglob("*")}
    world.check(text)
    assert {path: path.stat().st_mtime_ns for path in world.root.rglob("*")} == before


def test_build_and_check_agree(world: World) -> None:
    """What check calls fine, a build leaves as it is; all else it changes or refuses."""
    world.build("one\n")
    world.output.write_text("mine\n")
    for text in ("one\n", "two\n"):
        (step,) = plan([world.request(text)]).steps
        assert world.check(text).ok == (step.action.value == "keep")


def test_findings_keep_the_order_of_the_requests(world: World) -> None:
    requests = [world.request("one\n", name=name) for name in ("b", "c", "a")]
    assert [finding.output.name for finding in check(requests)] == ["b.py", "c.py", "a.py"]


def test_an_output_whose_spec_is_gone_is_an_orphan(world: World) -> None:
    requests = [world.request("one\n", name=name) for name in ("b", "c", "a")]
    build(requests)
    folder = world.output.parent
    specs = world.root / "specs"
    specs.mkdir()
    (specs / "c.yaml").write_text("")
    found = orphans(folder, [])
    assert [(orphan.output.name, orphan.present) for orphan in found] == [
        ("a.py", True),
        ("b.py", True),
    ]
    assert found[0].spec == specs / "a.yaml"
    assert [o.output.name for o in orphans(folder, [requests[2].output])] == ["b.py"]
    assert [o.output.name for o in orphans(folder, [specs / "a.py"])] == ["a.py", "b.py"]
    assert orphans(folder, [], spec_exists=lambda _: True) == ()


def test_only_deleted_orphans_are_forgotten(world: World) -> None:
    requests = [world.request("one\n", name=name) for name in ("a", "b")]
    build(requests)
    requests[0].output.unlink()
    forget(orphans(world.output.parent, []))
    assert recorded(requests[0].output) is None
    assert recorded(requests[1].output) is not None
    assert sorted(path.name for path in (world.home / "base").iterdir()) == ["b.py.txt"]
    assert [o.output.name for o in orphans(world.output.parent, [])] == ["b.py"]


def test_a_folder_that_specc_never_saw_has_no_orphans(world: World) -> None:
    assert orphans(world.root / "nowhere", []) == ()
    forget(())
    assert world.files() == {}


def test_a_damaged_manifest_is_reported(world: World) -> None:
    world.build("one\n")
    (world.home / "manifest.json").write_text("<<<<<<< HEAD\n")
    with pytest.raises(SyncError, match="conflict markers"):
        world.check("one\n")
    with pytest.raises(SyncError, match="conflict markers"):
        orphans(world.output.parent, [])


def test_two_specs_with_one_output_are_an_error(world: World) -> None:
    request = world.request("one\n")
    with pytest.raises(SyncError, match="both have the output"):
        check([request, dataclasses.replace(request, spec=world.root / "bar.yaml")])
