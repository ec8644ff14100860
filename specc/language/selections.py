"""Applies an optimizer's patterns to a list of parameters.

Rules use the paths derived from the model's spec, `specc verify` those of the initialized model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from specc.document.diagnostics import Path
from specc.language.change import highest
from specc.language.groups import Group, owner
from specc.language.optimizer import Optimizer
from specc.language.paths import Selection, matches

OPTIMIZER: Path = ("optimizer",)
"""The path of an optimizer that is not wrapped."""


class Idle(NamedTuple):
    """A pattern that matches no parameter.

    Attributes:
        path: its path in the spec.
        near: similar patterns that do match, the closest first.
    """

    path: Path
    pattern: str
    near: tuple[str, ...]


def idle_patterns(
    optimizer: Optimizer, paths: Sequence[str], at: Path = OPTIMIZER
) -> Iterator[Idle]:
    """Patterns of masks and groups of the optimizer `at` a path that match no parameter."""
    yield from _idle(_written(optimizer, at), paths)


def idle_in(selection: Selection, paths: Sequence[str], at: Path) -> Iterator[Idle]:
    """Patterns of a selection `at` a path that match no parameter."""
    yield from _idle(_patterns(selection, at), paths)


def _idle(written: Iterable[tuple[Path, str]], paths: Sequence[str]) -> Iterator[Idle]:
    known = _patterns_of(paths)
    for path, pattern in written:
        if not any(matches([pattern], name) for name in paths):
            import difflib  # slow to import, and only needed for mistakes

            near = difflib.get_close_matches(pattern, known, n=3, cutoff=0.5)
            yield Idle(path, pattern, tuple(near))


def shadowed(
    groups: Sequence[Group], paths: Sequence[str]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Groups whose parameters all belong to earlier groups, with the numbers of those."""
    for number, group in enumerate(groups):
        matched = [path for path in paths if group.takes(path)]
        owners = {owner(groups, path) for path in matched}
        if matched and number not in owners:
            yield number, tuple(sorted(found for found in owners if found is not None))


def decay_of(optimizer: Optimizer, path: str, ends: Sequence[str] = (), axes: int = 2) -> float:
    """The weight decay of a parameter, whatever it is multiplied by; arguments as in `Update.part_of`."""
    number = owner(optimizer.groups, path)
    own: float | None = None
    if number is not None:
        group = optimizer.groups[number]
        if group.frozen:
            return 0.0
        if group.optimizer is not None:
            return decay_of(group.optimizer, path, ends, axes)
        own = group.weight_decay
    for decay in optimizer.decays:
        if optimizer.marks(decay, path, ends, axes):
            return highest(getattr(optimizer, decay.field)) if own is None else own
    return 0.0


def _written(optimizer: Optimizer, at: Path) -> Iterator[tuple[Path, str]]:
    """The patterns of an optimizer with their paths in the spec."""
    chosen: list[tuple[Path, object]] = [((*at, "mask"), getattr(optimizer, "mask", None))]
    for number, group in enumerate(optimizer.groups):
        place: Path = (*at, "groups", number)
        chosen.append((place, group))
        chosen.append(((*place, "optimizer", "mask"), getattr(group.optimizer, "mask", None)))
    for place, selection in chosen:
        if isinstance(selection, Selection):
            yield from _patterns(selection, place)


def _patterns(selection: Selection, at: Path) -> Iterator[tuple[Path, str]]:
    """The patterns of a selection with their paths in the spec."""
    for field in ("match", "exclude"):
        value = getattr(selection, field)
        if isinstance(value, str):
            yield (*at, field), value
        for index, pattern in enumerate(value if isinstance(value, tuple) else ()):
            yield (*at, field, index), pattern


def _patterns_of(paths: Sequence[str]) -> list[str]:
    """Plausible patterns for some of the paths, without duplicates."""
    found: dict[str, None] = {}
    for path in paths:
        parts = path.split("/")
        found.update(dict.fromkeys(f"{'/'.join(parts[:n])}/**" for n in range(1, len(parts))))
        found.update(dict.fromkeys((f"**/{parts[-1]}", path)))
    return list(found)
