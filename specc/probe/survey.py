"""What a look at data found: its facts, and each column, folder or array."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from specc.fast_dataclasses import dataclass
from specc.language.facts import Facts

if TYPE_CHECKING:
    import numpy as np

Role = Literal["feature", "target", "weight", "holdout"]


@dataclass(frozen=True)
class Column:
    """A column of a table, and what became of it.

    Attributes:
        name: in the file.
        role: what the trainer does with it.
        kind: whether its cells are numbers, or text: categories, or names of classes.
        classes: the different values of text, sorted; None for numbers.
        missing: how many of its cells are missing.
        low: the smallest number; None for text.
        high: the largest.
    """

    name: str
    role: Role
    kind: Literal["numbers", "text"]
    classes: tuple[str, ...] | None
    missing: int
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Folder:
    """A folder of images, which is a class.

    Attributes:
        name: of the folder.
        images: how many there are.
        sizes: how many images have each height and width, once turned.
        modes: how many have each kind, as Pillow calls it: `L`, `RGB`, `LA`.
        turned: how many are stored on their side, upside down or mirrored, as EXIF says.
        animated: how many have several frames, of which the first is read.
    """

    name: str
    images: int
    sizes: Mapping[tuple[int, int], int]
    modes: Mapping[str, int]
    turned: int
    animated: int


@dataclass(frozen=True)
class Array:
    """An array.

    Attributes:
        role: what it is for: inputs, targets or weights.
        key: where it is from: a name in a file, or the name of a file.
        shape: of all examples.
        dtype: as stored.
        low: the smallest number; None if it has no numbers.
        high: the largest.
    """

    role: str
    key: str
    shape: tuple[int, ...]
    dtype: str
    low: float | None
    high: float | None


class Survey(NamedTuple):
    """The facts of a data source, and what it consists of: columns, folders or arrays.

    Attributes:
        written: files that were made of it, such as a tokenizer, with their text.
    """

    facts: Facts
    columns: tuple[Column, ...] = ()
    folders: tuple[Folder, ...] = ()
    arrays: tuple[Array, ...] = ()
    written: tuple[tuple[pathlib.Path, str], ...] = ()


ROLES = ("inputs", "targets", "weights")


def of_arrays(
    facts: Facts,
    arrays: Sequence[tuple[str, np.ndarray[Any, Any]]],
    roles: Sequence[str] = ROLES,
) -> Survey:
    """A survey of inputs, targets and perhaps weights, in this order, each after its key."""
    return Survey(
        facts,
        arrays=tuple(
            _array(role, key, array) for role, (key, array) in zip(roles, arrays, strict=False)
        ),
    )


def _array(role: str, key: str, array: np.ndarray[Any, Any]) -> Array:
    numbers = array.dtype.kind in "biuf"
    low, high = (float(array.min()), float(array.max())) if numbers else (None, None)
    return Array(role, key, array.shape, str(array.dtype), low, high)
