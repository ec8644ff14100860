"""Plans carried out: what is written, what is left alone, what is refused."""

from __future__ import annotations

import dataclasses
import errno
import os
from pathlib import Path

import pytest

from specc.sync.apply import apply
from specc.sync.errors import SyncError
from specc.sync.manifest import read
from specc.sync.plan import Action, plan
from specc.sync.record import recorded
from specc.sync.state import State

from .world import World, build


def test_the_first_build_writes_output_base_and_manifest(world: World) -> None:
    step = world.build("one\n")
    assert (step.state, step.action) == (State.NEW, Action.WRITE)
    assert world.output.read_text() == "one\n"
    assert world.base.read_text() == "one\n"
    entry = recorded(world.output)
    assert entry is not None
    assert (entry.spec, entry.specc) == ("../specs/foo.yaml", "0.1.0")
    assert sorted(world.files()) == [
        "generated/.specc/.gitattributes",
        "generated/.specc/.gitignore",
        "generated/.specc/base/foo.py.txt",
        "generated/.specc/manifest.json",
        "generated/foo.py",
    ]
    assert "base/** linguist-generated" in (world.home / ".gitattributes").read_text()


def test_a_plan_writes_nothing(world: World) -> None:
    plan([world.request("one\n")])
    assert world.files() == {}


def _times(world: World) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in world.root.rglob("*")}


def test_building_again_touches_nothing(world: World) -> None:
    world.build("one\n")
    before = _times(world)
    step = world.build("one\n")
    assert (step.state, step.action) == (State.IN_SYNC, Action.KEEP)
    assert _times(world) == before


def test_a_release_that_changes_no_output_changes_no_committed_file(world: World) -> None:
    world.build("one\n")
    before = world.files()
    world.version = "0.2.0"
    assert world.build("one\n").action is Action.KEEP
    assert world.files() == before


def test_a_changed_spec_is_rebuilt(world: World) -> None:
    world.build("one\n")
    step = world.build("two\n")
    assert (step.state, step.why) == (
        State.SPEC_CHANGED,
        "the spec or its facts changed since it was built",
    )
    assert world.output.read_text() == world.base.read_text() == "two\n"
    assert world.check("two\n").ok


def test_a_changed_compiler_is_rebuilt_and_named(world: World) -> None:
    world.build("one\n", digest="d")
    world.version = "0.2.0"
    step = world.build("two\n", digest="d")
    assert step.state is State.COMPILER_CHANGED
    assert step.why == "specc 0.2.0 writes it differently from specc 0.1.0"
    assert "templates changed" in world.build("three\n", digest="d").why
    assert world.output.read_text() == "three\n"


def test_hand_edits_are_left_alone_while_the_spec_stays(world: World) -> None:
    world.build("one\n")
    world.output.write_text("mine\n")
    step = world.build("one\n")
    assert (step.state, step.action, step.why) == (State.EDITED, Action.KEEP, "edited by hand")
    assert world.output.read_text() == "mine\n"


def test_hand_edits_stop_a_changed_spec(world: World) -> None:
    world.build("one\n")
    world.output.write_text("one\nmine\n")
    before = world.files()
    (step,) = (done := build([world.request("two\n")])).refused
    assert done.written == ()
    assert step.state is State.CONFLICT
    assert step.why == "edited by hand, and the spec or its facts changed since it was built"
    assert "specc build --force" in step.fix
    assert "foo.yaml" in step.fix
    assert "-one" not in step.edits()
    assert step.edits().endswith("@@ -1 +1,2 @@\n one\n+mine\n")
    assert world.files() == before


def test_an_edit_of_line_endings_is_none(world: World) -> None:
    world.build("one\nmore\n")
    for path in (world.output, world.base, world.home / "manifest.json"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = world.files()
    assert world.build("one\nmore\n").state is State.IN_SYNC
    assert world.files() == before
    assert world.build("two\nmore\n").state is State.SPEC_CHANGED
    assert world.output.read_bytes() == b"two\nmore\n"


def test_an_edit_that_is_no_text_is_an_edit(world: World) -> None:
    world.build("one\n")
    world.output.write_bytes(b"one\xff\n")
    (step,) = build([world.request("two\n")]).refused
    assert "+one\\xff" in step.edits()
    assert world.output.read_bytes() == b"one\xff\n"


def test_force_overwrites_edits_and_says_so(world: World) -> None:
    world.build("one\n")
    world.output.write_text("mine\n")
    done = build([world.request("one\n")], force=True)
    assert [step.state for step in done.overwritten] == [State.EDITED]
    assert "+mine" in done.overwritten[0].edits()
    assert world.output.read_text() == "one\n"
    world.output.write_text("mine\n")
    done = build([world.request("two\n")], force=True)
    assert [step.state for step in done.overwritten] == [State.CONFLICT]
    assert world.output.read_text() == "two\n"
    assert world.check("two\n", pristine=True).ok


def test_a_foreign_file_is_refused_without_force(world: World) -> None:
    world.output.parent.mkdir()
    world.output.write_text("mine\n")
    (step,) = build([world.request("one\n")]).refused
    assert (step.state, step.why) == (State.FOREIGN, "specc did not write this file")
    assert "move it away" in step.fix
    assert "+mine" in step.edits()
    assert world.output.read_text() == "mine\n"
    assert build([world.request("one\n")], force=True).overwritten
    assert world.output.read_text() == "one\n"


def test_a_foreign_file_with_the_right_text_is_adopted(world: World) -> None:
    world.output.parent.mkdir()
    world.output.write_text("one\n")
    os.utime(world.output, (1, 1))
    step = world.build("one\n")
    assert (step.state, step.action) == (State.UNRECORDED, Action.RECORD)
    assert world.output.stat().st_mtime == 1
    assert world.check("one\n").ok


def test_a_file_that_is_ahead_of_its_record_is_adopted(world: World) -> None:
    world.build("one\n")
    world.output.write_text("two\n")
    assert world.build("two\n").state is State.UNRECORDED
    assert world.check("two\n").ok


def test_a_deleted_output_comes_back(world: World) -> None:
    world.build("one\n")
    world.output.unlink()
    assert world.build("one\n").state is State.MISSING
    assert world.output.read_text() == "one\n"


@pytest.mark.parametrize("damage", ["", None])
def test_a_lost_base_is_found_again_where_it_can_be(world: World, damage: str | None) -> None:
    def lose() -> None:
        world.base.unlink()
        if damage is not None:
            world.base.write_text(damage)

    world.build("one\n")
    lose()
    assert world.build("one\n").action is Action.RECORD
    assert world.base.read_text() == "one\n"
    lose()
    assert world.build("two\n").state is State.SPEC_CHANGED
    lose()
    world.output.write_text("mine\n")
    step = world.build("two\n")
    assert (step.state, step.action) == (State.EDITED, Action.RECORD)
    assert (world.output.read_text(), world.base.read_text()) == ("mine\n", "two\n")
    lose()
    step = world.build("three\n")
    assert (step.state, step.action) == (State.BASE_LOST, Action.REFUSE)
    assert "restore .specc/base/foo.py.txt" in step.fix
    assert world.output.read_text() == "mine\n"


def test_overrides_are_recorded_and_part_of_the_fix(world: World) -> None:
    request = dataclasses.replace(
        world.request("one\n"), overrides=("train.duration=5 epochs", "seed=1")
    )
    build([request])
    entry = recorded(world.output)
    assert entry is not None
    assert entry.overrides == ("train.duration=5 epochs", "seed=1")
    command = request.command(force=True)
    assert command.startswith("specc build --force --set 'train.duration=5 epochs' --set seed=1 ")
    assert build([dataclasses.replace(request, overrides=())]).steps[0].action is Action.RECORD


def test_nothing_is_recorded_of_an_unknown_output(world: World) -> None:
    assert recorded(world.output) is None


def test_a_refused_output_holds_no_other_up(world: World) -> None:
    requests = [world.request(f"{n}\n", name=f"out{n}") for n in range(4)]
    requests[2].output.parent.mkdir()
    requests[2].output.write_text("mine\n")
    done = build(requests)
    assert [step.request for step in done.steps] == requests
    assert [step.request for step in done.refused] == [requests[2]]
    assert sorted(read(world.home / "manifest.json").entries) == ["out0.py", "out1.py", "out3.py"]


def test_many_outputs_write_the_manifest_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    targets: list[str] = []
    replace = os.replace

    def count(source: Path, target: Path) -> None:
        targets.append(Path(target).name)
        replace(source, target)

    monkeypatch.setattr(os, "replace", count)
    build([world.request(f"{n}\n", name=f"out{n}") for n in range(100)])
    assert targets.count("manifest.json") == 1
    assert targets.count("keys.json") == 1
    assert len(read(world.home / "manifest.json").entries) == 100


def test_folders_have_records_of_their_own(tmp_path: Path) -> None:
    one, two = World(tmp_path / "a"), World(tmp_path / "b")
    build([one.request("one\n"), two.request("two\n")])
    assert one.check("one\n").ok
    assert two.check("two\n").ok


def test_spellings_of_one_folder_are_one_folder(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.build("one\n")
    (world.root / "link").symlink_to("generated")
    monkeypatch.chdir(world.root)
    request = world.request("one\n")
    for spelling in (
        Path("generated/foo.py"),
        Path("link/foo.py"),
        Path("link/../generated/foo.py"),
    ):
        other = dataclasses.replace(request, output=spelling, spec=Path("specs/foo.yaml"))
        assert plan([other]).steps[0].state is State.IN_SYNC
    with pytest.raises(SyncError, match="both have the output"):
        plan([request, dataclasses.replace(request, output=Path("link/foo.py"))])


def test_two_specs_with_one_output_are_an_error(world: World) -> None:
    request = world.request("one\n")
    other = dataclasses.replace(request, spec=world.root / "specs" / "bar.yaml")
    with pytest.raises(SyncError, match=r"foo\.yaml and .*bar\.yaml both have the output"):
        plan([request, other])
    with pytest.raises(SyncError, match="both have the output"):
        plan([request, request])


def test_an_output_cannot_be_its_own_spec(world: World) -> None:
    request = world.request("one\n")
    with pytest.raises(SyncError, match="overwritten by its own output"):
        plan([dataclasses.replace(request, spec=request.output)], force=True)


def test_an_impossible_name_is_an_error(world: World) -> None:
    with pytest.raises(SyncError, match="cannot be the name of a file"):
        plan([dataclasses.replace(world.request("one\n"), output=Path("a\0b.py"))])


def test_a_linked_output_is_written_through(world: World) -> None:
    target = world.root / "elsewhere.py"
    world.output.parent.mkdir()
    world.output.symlink_to(target)
    world.build("one\n")
    world.build("two\n")
    assert world.output.is_symlink()
    assert target.read_text() == "two\n"
    assert world.check("two\n").ok


def test_a_folder_in_place_of_the_output_is_an_error(world: World) -> None:
    world.output.mkdir(parents=True)
    with pytest.raises(SyncError, match="is a directory"):
        world.build("one\n")


def test_a_file_in_place_of_the_record_is_an_error(world: World) -> None:
    world.output.parent.mkdir()
    world.home.write_text("")
    with pytest.raises(SyncError, match=r"\.specc"):
        world.build("one\n")
    assert not world.output.exists()


def test_a_damaged_manifest_stops_everything(world: World) -> None:
    world.build("one\n")
    (world.home / "manifest.json").write_text("{")
    before = world.files()
    with pytest.raises(SyncError, match="damaged"):
        world.build("two\n", force=True)
    assert world.files() == before


def _failing(monkeypatch: pytest.MonkeyPatch, code: int, *names: str) -> None:
    """Makes the replacement of files of these names fail."""
    replace = os.replace

    def fail(source: Path, target: Path) -> None:
        if Path(target).name in names:
            raise OSError(code, os.strerror(code))
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail)


def test_an_output_that_cannot_be_written_holds_no_other_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = [world.request(f"{n}\n", name=f"out{n}") for n in range(3)]
    with monkeypatch.context() as patch:
        _failing(patch, errno.EACCES, "out1.py")
        with pytest.raises(SyncError, match=r"cannot write .*out1.py: permission denied") as caught:
            build(requests)
    assert "-o FILE" in caught.value.fix
    states = [step.state for step in plan(requests).steps]
    assert states == [State.IN_SYNC, State.NEW, State.IN_SYNC]
    assert [step.state for step in build(requests).written] == [State.NEW]
    assert all(step.state is State.IN_SYNC for step in plan(requests).steps)


def test_all_outputs_that_cannot_be_written_are_named(world: World) -> None:
    requests = [world.request(f"{n}\n", name=f"out{n}") for n in range(3)]
    for request in requests[:2]:
        folder = world.root / f"folder of {request.name}"
        request.output.parent.mkdir(exist_ok=True)
        folder.write_text("")
        request.output.symlink_to(folder / "inside.py")
    with pytest.raises(SyncError) as caught:
        build(requests)
    assert "not a directory" in caught.value.message


@pytest.mark.parametrize("name", ["foo.py", "manifest.json"])
def test_a_full_disk_loses_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    world.build("one\n")
    with monkeypatch.context() as patch:
        _failing(patch, errno.ENOSPC, name)
        with pytest.raises(SyncError, match="no space left") as caught:
            world.build("two\n")
    assert "free some space" in caught.value.fix
    assert world.output.read_text() in {"one\n", "two\n"}
    assert not list(world.root.rglob("*.tmp"))
    assert world.build("three\n").action is Action.WRITE
    assert world.check("three\n", pristine=True).ok


def test_a_cache_that_cannot_be_written_fails_no_build(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _failing(monkeypatch, errno.ENOSPC, "keys.json")
    assert world.build("one\n").action is Action.WRITE
    assert world.build("one\n").action is Action.KEEP
    assert world.check("one\n").ok


def test_an_edit_between_planning_and_building_is_seen(world: World) -> None:
    world.build("one\n")
    planned = plan([world.request("two\n")])
    world.output.write_text("mine\n")
    assert [step.state for step in apply(planned).refused] == [State.CONFLICT]
    assert world.output.read_text() == "mine\n"


def test_a_build_between_planning_and_building_is_seen(world: World) -> None:
    requests = [world.request("one\n"), world.request("two\n", name="bar")]
    planned = [plan([request]) for request in requests]
    for one in planned:
        apply(one)
    assert all(step.state is State.IN_SYNC for step in plan(requests).steps)
