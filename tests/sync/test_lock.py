"""Builds at the same time, in one folder."""

from __future__ import annotations

import errno
import fcntl
import multiprocessing
from pathlib import Path

import pytest

from specc.sync import record
from specc.sync.errors import SyncError
from specc.sync.lock import locked
from specc.sync.manifest import read
from specc.sync.plan import plan
from specc.sync.state import State

from .world import World, build


def test_it_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / ".specc" / "lock"
    path.parent.mkdir()
    with locked(path, timeout=0):
        other = locked(path, timeout=0.05)
        with pytest.raises(SyncError, match="another specc is writing in") as caught:
            other.__enter__()
        assert str(tmp_path) in caught.value.message
        assert "run it again" in caught.value.fix
    with locked(path, timeout=0):
        pass


def test_a_build_that_waits_in_vain_changes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "LOCK_TIMEOUT", 0.05)
    world.build("one\n")
    before = world.files()
    with locked(world.home / "lock", timeout=0):
        with pytest.raises(SyncError, match="another specc"):
            world.build("two\n")
        assert world.files() == before
        # Nothing to write, so nothing to wait for.
        assert world.build("one\n").state is State.IN_SYNC


def test_a_file_system_without_locks_is_built_on_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    world.build("one\n")
    assert world.check("one\n").ok


def test_any_other_trouble_with_the_lock_is_reported(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(fcntl, "flock", broken)
    with pytest.raises(SyncError, match=r"cannot lock .*: input/output error"):
        world.build("one\n")


def _keep_building(root: Path, process: int, rounds: int) -> None:
    world = World(root)
    for n in range(rounds):
        mine = [world.request(f"{process} {n} {k}\n", name=f"out{process}_{k}") for k in range(2)]
        assert build([*mine, world.request("shared\n", name="shared")]).refused == ()


def test_builds_at_the_same_time_lose_nothing(world: World) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_keep_building, args=(world.root, p, 8)) for p in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert len(read(world.home / "manifest.json").entries) == 7
    requests = [
        world.request(f"{p} 7 {k}\n", name=f"out{p}_{k}") for p in range(3) for k in range(2)
    ]
    assert {step.state for step in plan(requests).steps} == {State.IN_SYNC}
    assert not list(world.root.rglob("*.tmp"))
