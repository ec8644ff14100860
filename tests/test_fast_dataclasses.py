"""Dataclasses without generated methods behave as those of the standard library."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest

from specc.fast_dataclasses import dataclass


@dataclass(frozen=True)
class Fast:
    """A class with all kinds of fields."""

    first: int
    second: str = "b"
    items: list[int] = dataclasses.field(default_factory=list)
    note: str = dataclasses.field(default="", compare=False, repr=False)
    total: int = dataclasses.field(default=0, kw_only=True)


@dataclasses.dataclass(frozen=True)
class Standard:
    """The same by the standard library."""

    first: int
    second: str = "b"
    items: list[int] = dataclasses.field(default_factory=list)
    note: str = dataclasses.field(default="", compare=False, repr=False)
    total: int = dataclasses.field(default=0, kw_only=True)


@dataclass(frozen=True)
class Child(Fast):
    """A subclass with a field of its own, checked."""

    third: int = 3

    def __post_init__(self) -> None:
        if self.third < 0:
            raise ValueError("negative")


CALLS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((1,), {}),
    ((1, "x"), {"total": 4}),
    ((), {"first": 2, "note": "n", "items": [1]}),
    ((), {}),
    ((1, "x", [], "n", 5), {}),
    ((1,), {"first": 2}),
    ((1,), {"other": 2}),
]


@pytest.mark.parametrize(("args", "kwargs"), CALLS)
def test_calls_give_the_same(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    try:
        expected = Standard(*args, **kwargs)
    except TypeError:
        with pytest.raises(TypeError, match="arguments of Fast"):
            Fast(*args, **kwargs)
        return
    found = Fast(*args, **kwargs)
    assert dataclasses.astuple(found) == dataclasses.astuple(expected)
    assert repr(found) == repr(expected).replace("Standard", "Fast")


def test_equality_and_hashes_are_by_the_compared_fields() -> None:
    one, other = Fast(1, note="a"), Fast(1, note="b")
    assert one == other
    assert one != Fast(2)
    assert one != Standard(1)
    assert Child(1) != Fast(1)
    key = dataclasses.replace(one, items=())  # type: ignore[arg-type]
    assert hash(key) == hash(dataclasses.replace(other, items=()))  # type: ignore[arg-type]


def test_instances_are_frozen() -> None:
    found = Fast(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.first = 2  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del found.first


def test_factories_run_for_each_instance() -> None:
    assert Fast(1).items is not Fast(1).items


def test_subclasses_add_fields_and_checks() -> None:
    assert Child(1, third=5).third == 5
    with pytest.raises(ValueError, match="negative"):
        Child(1, third=-1)
    match Child(7):
        case Fast(first):
            assert first == 7


def test_copies_and_pickles_are_equal() -> None:
    found = Child(1, "x", [1], total=2)
    assert copy.deepcopy(found) == found
    assert pickle.loads(pickle.dumps(found)) == found


def test_only_frozen_classes_are_made() -> None:
    with pytest.raises(TypeError, match="frozen"):
        dataclass(frozen=False)
