"""What changes between two specs, whatever their text: defaults, facts and durations included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

_NOT_MEANT = {"specc", "output", "allow"}
"""Keys that change nothing in a trainer."""


class Change(NamedTuple):
    """A field that differs.

    Attributes:
        path: of the field, such as `optimizer.learning_rate.peak`.
        before: its value, or a block; None if there is none.
        after: likewise.
    """

    path: str
    before: Any
    after: Any


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What differs between two resolved specs, as plain values."""
    return list(_of_blocks(_meant(before), _meant(after), ""))


def _meant(spec: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in spec.items() if key not in _NOT_MEANT}


def _of_blocks(before: Mapping[str, Any], after: Mapping[str, Any], path: str) -> Iterator[Change]:
    """Those of two blocks, in the order of their keys; of other types, all that only one of them has."""
    for key in {**before, **after}:
        yield from _of_values(before.get(key), after.get(key), f"{path}{key}")


def _of_values(before: Any, after: Any, path: str) -> Iterator[Change]:
    if before == after:
        return
    match before, after:
        case dict(), dict():
            yield from _of_blocks(before, after, f"{path}.")
        case list(), list() if len(before) == len(after) and _has_blocks(before):
            for number, (old, new) in enumerate(zip(before, after, strict=True)):
                yield from _of_values(old, new, f"{path}.{number}")
        case _:
            yield Change(path, before, after)


def _has_blocks(values: list[Any]) -> bool:
    return any(isinstance(value, dict) for value in values)
