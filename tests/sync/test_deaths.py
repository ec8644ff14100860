"""Killed between any two changes of the disk, and built again."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable

import pytest

from specc.sync.plan import Action, Request, plan
from specc.sync.record import Record
from specc.sync.state import State

from .world import Died, World, build, deaths, dying


def nothing(world: World) -> None:
    world.root.joinpath("specs").mkdir()


def built(world: World) -> None:
    world.build("one\n")


def built_and_base_lost(world: World) -> None:
    world.build("one\n")
    world.base.unlink()


def built_and_deleted(world: World) -> None:
    world.build("one\n")
    world.output.unlink()


def right_but_unrecorded(world: World) -> None:
    world.output.parent.mkdir()
    world.output.write_text("two\n")


def killed_before(world: World) -> None:
    world.build("one\n")
    with contextlib.suppress(Died), dying(12):
        world.build("dead\n")
    assert (world.output.read_text(), world.base.read_text()) == ("dead\n", "one\n")


Start = Callable[[World], None]
STARTS = (
    nothing,
    built,
    built_and_base_lost,
    built_and_deleted,
    right_but_unrecorded,
    killed_before,
)


def _reset(world: World, start: Start) -> Callable[[], None]:
    def reset() -> None:
        shutil.rmtree(world.root)
        world.root.mkdir()
        start(world)

    return reset


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("then", ["two\n", "three\n", "one\n"])
def test_the_next_build_ends_in_sync(world: World, start: Start, then: str) -> None:
    """Whether the spec is still that of the killed build, a third one, or as it was before."""
    died = 0
    for _ in deaths(lambda: world.build("two\n"), _reset(world, start)):
        if start is right_but_unrecorded and world.build(then).state is State.FOREIGN:
            assert then != "two\n"
            continue  # nobody had built it yet, so it is not specc's to replace
        assert world.build(then).action is not Action.REFUSE
        assert world.output.read_text() == then
        assert world.check(then, pristine=True).ok
        assert Record.beside(world.output).staged("foo.py") == ()
        died += 1
    assert died > 5


@pytest.mark.parametrize("start", STARTS)
def test_no_edit_made_after_a_death_is_lost(world: World, start: Start) -> None:
    for _ in deaths(lambda: world.build("two\n"), _reset(world, start)):
        world.output.parent.mkdir(exist_ok=True)
        world.output.write_text("mine\n")
        for text in ("two\n", "three\n", "one\n"):
            world.build(text)
            assert world.output.read_text() == "mine\n"


@pytest.mark.parametrize("text", ["one\n", "two\n"])
def test_no_edit_is_lost_by_a_build_that_dies(world: World, text: str) -> None:
    def start(world: World) -> None:
        world.build("one\n")
        world.output.write_text("mine\n")
        world.base.unlink()

    for _ in deaths(lambda: world.build(text), _reset(world, start)):
        assert world.output.read_text() == "mine\n"
        world.build(text)
        assert world.output.read_text() == "mine\n"


def test_a_forced_build_that_dies_can_be_forced_again(world: World) -> None:
    def start(world: World) -> None:
        world.build("one\n")
        world.output.write_text("mine\n")

    for _ in deaths(lambda: world.build("two\n", force=True), _reset(world, start)):
        assert world.output.read_text() in {"mine\n", "two\n"}
        world.build("two\n", force=True)
        assert world.check("two\n", pristine=True).ok


def test_dying_twice_is_no_worse_than_dying_once(world: World) -> None:
    def twice_dead(first: int) -> Start:
        def start(world: World) -> None:
            world.build("one\n")
            with contextlib.suppress(Died), dying(first):
                world.build("two\n")

        return start

    for first in range(22):
        reset = _reset(world, twice_dead(first))
        for _ in deaths(lambda: world.build("three\n"), reset, stride=3):
            left = world.output.read_text()
            assert left in {"one\n", "two\n", "three\n"}
            world.output.write_text(f"{left}mine\n")
            (step,) = plan([world.request("four\n")]).steps
            assert step.state is State.CONFLICT
            world.output.write_text(left)
            assert world.build("four\n").action is Action.WRITE
            assert world.check("four\n", pristine=True).ok


def test_half_a_staged_text_speaks_for_no_file(world: World) -> None:
    world.build("one\n")
    half = world.home / "staged" / "foo.py" / ".specc-0123456789ab.tmp"
    half.parent.mkdir(parents=True)
    half.write_text("")
    world.output.write_text("")
    assert world.build("two\n").state is State.CONFLICT
    world.output.write_text("one\n")
    world.build("two\n")
    assert not half.parent.exists()


def test_a_death_among_many_outputs(world: World) -> None:
    def requests(text: str) -> list[Request]:
        return [world.request(f"{text} {n}\n", name=f"out{n}") for n in range(3)]

    def start(world: World) -> None:
        build(requests("one")[:2])

    died = 0
    for _ in deaths(lambda: build(requests("two")), _reset(world, start)):
        assert build(requests("three")).refused == ()
        assert {step.state for step in plan(requests("three")).steps} == {State.IN_SYNC}
        died += 1
    assert died > 20
