"""A build is skipped only where it would have changed nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from specc.sync.keys import skippable
from specc.sync.plan import Action

from .world import World, build, deaths


def _skips(world: World, text: str) -> bool:
    request = world.request(text)
    return skippable({request.output: request.key}) == {request.output}


def test_a_build_with_nothing_changed_is_skipped(world: World) -> None:
    assert not _skips(world, "one\n")
    world.build("one\n")
    assert _skips(world, "one\n")
    assert not _skips(world, "two\n")


def test_hand_edits_do_not_matter(world: World) -> None:
    world.build("one\n")
    world.output.write_text("mine\n")
    assert _skips(world, "one\n")


def _touch_folder(world: World) -> None:
    world.output.unlink()
    world.output.mkdir()


@pytest.mark.parametrize(
    "harm",
    [
        lambda world: world.output.unlink(),
        _touch_folder,
        lambda world: world.base.unlink(),
        lambda world: world.base.write_text("damaged"),
        lambda world: (world.home / "manifest.json").unlink(),
        lambda world: (world.home / "keys.json").unlink(),
        lambda world: (world.home / "keys.json").write_text("[]"),
        lambda world: (world.home / "keys.json").write_text('{"foo.py": {"key": "k"}}'),
        lambda world: (world.home / "keys.json").write_text("{"),
    ],
)
def test_harm_is_not_skipped(world: World, harm: Callable[[World], object]) -> None:
    world.build("one\n")
    harm(world)
    assert not _skips(world, "one\n")


@pytest.mark.parametrize("damage", ["[]", "{", '{"foo.py": 3}', '{"foo.py": {"key": 1}}'])
def test_a_damaged_cache_is_made_anew(world: World, damage: str) -> None:
    world.build("one\n")
    (world.home / "keys.json").write_text(damage)
    assert world.build("one\n").action is Action.KEEP
    assert _skips(world, "one\n")


def test_a_key_that_changed_nothing_is_noted(world: World) -> None:
    world.build("one\n")
    world.version = "0.2.0"
    assert not _skips(world, "one\n")
    assert world.build("one\n").action is Action.KEEP
    assert _skips(world, "one\n")


def test_a_checkout_of_another_state_is_noticed(world: World) -> None:
    """The cache is not committed, so it may speak of another branch than the record does."""
    world.build("one\n")
    other = {name: (world.root / name, content) for name, content in world.files().items()}
    world.build("two\n")
    for path, content in other.values():
        path.write_bytes(content)
    assert not _skips(world, "two\n")
    world.build("two\n")
    assert _skips(world, "two\n")


def test_a_refused_build_is_not_skipped(world: World) -> None:
    world.build("one\n")
    world.output.write_text("mine\n")
    assert world.build("two\n").action is Action.REFUSE
    assert not _skips(world, "two\n")


def test_a_build_that_died_is_not_skipped(world: World) -> None:
    """Not even by the spec as it was before: the file may be what the dead build wrote."""

    def start() -> None:
        world.build("one\n")

    for _ in deaths(lambda: world.build("two\n"), start):
        for text in ("one\n", "two\n"):
            if _skips(world, text):
                assert world.output.read_text() == text
                assert world.check(text, pristine=True).ok


def test_many_are_asked_about_at_once(world: World) -> None:
    requests = [world.request("one\n", name=f"out{n}") for n in range(5)]
    build(requests[:3])
    keys = {request.output: request.key for request in requests}
    assert skippable(keys) == {request.output for request in requests[:3]}
    assert skippable({}) == frozenset()


def test_keys_of_forgotten_outputs_are_dropped(world: World) -> None:
    build([world.request("one\n", name="bar")])
    (world.home / "manifest.json").unlink()
    world.build("one\n")
    assert "bar.py" not in (world.home / "keys.json").read_text()
