"""The facts of arrays, wherever they came from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Literal

from specc.language.facts import Facts
from specc.probe.errors import DataError

if TYPE_CHECKING:
    import numpy as np

_MOST_CLASSES = 1_000_000

_FEW = 20
"""Names of classes that no number of examples makes suspicious."""

LARGEST = float.fromhex("0x1.fffffep+127")
"""The largest number that float32 can hold; trainers compute with that."""

_SMALLEST = float.fromhex("0x1p-126")
"""The smallest one above 0 with all its digits."""


def facts_of(
    inputs: np.ndarray[Any, Any],
    targets: np.ndarray[Any, Any] | None,
    weights: np.ndarray[Any, Any] | None = None,
    *,
    gaps: bool = False,
) -> Facts:
    """What inputs (n, …) and targets (n,) or (n, k) are like.

    Text, one per example, is names of classes. Integers from 0, one per example, are class labels as well
    as numeric targets. Floats are class labels only if they have no gaps, because counts and prices may be
    integers, too.

    Args:
        inputs: of the examples.
        targets: theirs; None if there are none.
        weights: how much each example counts, (n,); they are looked at, and leave no facts.
        gaps: whether an input may be NaN, for a missing value.

    Raises:
        DataError: there are no examples, or not as many targets or weights as inputs, or something is not
            finite in float32, or a weight is negative, or all are 0.
    """
    import numpy as np

    if inputs.ndim < 2 or (targets is not None and targets.ndim < 1):
        message = f"inputs have the shape {inputs.shape}"
        message += "" if targets is None else f", targets {targets.shape}"
        raise DataError(message, "give each example a row: (n, features) and (n,)")
    if inputs.size == 0:
        raise DataError("there are no examples", "see that the files are not empty")
    if targets is None:
        return _of_inputs(inputs, gaps=gaps)
    if len(inputs) != len(targets):
        message = f"there are {len(inputs):,} inputs, but {len(targets):,} targets"
        raise DataError(message, "give one target for each input")
    names: tuple[str, ...] | None = None
    if targets.dtype.kind in "USO":
        names, targets = _named(targets)
    known = _of_inputs(inputs, gaps=gaps)
    _check_numbers("targets", targets)
    if weights is not None:
        check_weights(weights, len(inputs))
    labels = _labels(targets)
    stored = [np.ascontiguousarray(inputs), labels if labels is not None else targets]
    checksum = hashlib.sha256(b"".join(np.ascontiguousarray(array).tobytes() for array in stored))
    of_targets = {
        "classes": None if labels is None else max(int(labels.max()) + 1, 2),
        "targets": None if names else int(np.prod(targets.shape[1:], dtype=int)),
        "class_names": names,
        "class_rows": None
        if labels is None
        else tuple(int(count) for count in np.bincount(labels, minlength=2)),
        "labels": None if labels is None else _stored(targets) or None,
        "sha256": checksum.hexdigest(),
    }
    return known.model_copy(update=of_targets)


def _of_inputs(inputs: np.ndarray[Any, Any], *, gaps: bool) -> Facts:
    """The facts of examples without targets."""
    import numpy as np

    _check_numbers("inputs", inputs, gaps=gaps)
    return Facts(
        rows=len(inputs),
        shape=inputs.shape[1:],
        dtype="uint8" if inputs.dtype == np.uint8 else None,
        integers=_are_levels(inputs) or None,
        low=float(np.nanmin(inputs)),
        high=float(np.nanmax(inputs)),
        sha256=hashlib.sha256(np.ascontiguousarray(inputs).tobytes()).hexdigest(),
    )


def _check_numbers(name: str, array: np.ndarray[Any, Any], *, gaps: bool = False) -> None:
    """Looks whether they are numbers that float32 can hold.

    Raises:
        DataError: they are not.
    """
    if array.dtype.kind not in "biuf":
        raise DataError(f"{name} are {array.dtype}, not numbers", "store them as numbers")
    _check_range(name, array, gaps=gaps)


def _are_levels(inputs: np.ndarray[Any, Any]) -> bool:
    """Whether they are images of integers from 0, stored as floats."""
    import numpy as np

    if inputs.ndim < 3 or inputs.dtype.kind != "f" or not np.nanmin(inputs) >= 0:
        return False
    return np.nanmax(inputs) > 1 and bool(np.array_equal(inputs, np.round(inputs)))


def _named(targets: np.ndarray[Any, Any]) -> tuple[tuple[str, ...], np.ndarray[Any, Any]]:
    """The names of classes, sorted, and labels (n,).

    Raises:
        DataError: something else than text is in an array of objects, or most examples have names of
            their own.
    """
    import numpy as np

    odd = sorted({type(value).__name__ for value in targets.flat} - {"str", "str_", "bytes_"})
    if targets.dtype.kind == "O" and odd:
        raise DataError(
            f"targets are of dtype object, with values of type {', '.join(odd[:3])}",
            "store them as numbers, or as text: astype(str)",
        )
    if targets.size != len(targets):
        raise DataError(
            f"targets are text of the shape {targets.shape}", "give each example one name, (n,)"
        )
    try:
        names, labels = np.unique(targets.reshape(-1).astype(str), return_inverse=True)
    except UnicodeDecodeError:
        raise DataError("targets are bytes and no ASCII text", "store them as text") from None
    if len(names) < 2:
        raise DataError(f"all targets are {str(names[0])!r}", "give examples of several classes")
    if len(names) > max(_FEW, len(labels) / 2):
        raise DataError(
            f"targets are text with {len(names):,} different values in {len(labels):,} examples, such"
            f" as {str(names[0])!r}",
            "store numbers as numbers; names are those of classes",
        )
    return tuple(map(str, names)), labels


def _check_range(name: str, array: np.ndarray[Any, Any], *, gaps: bool) -> None:
    """Looks whether float32 can hold the values.

    Raises:
        DataError: some are not finite or too large, or all are too small.
    """
    import numpy as np

    if array.dtype.kind in "biu":
        return
    size = np.abs(array)
    bad = ~(size <= LARGEST)
    bad &= ~np.isnan(array) if gaps else True
    if count := int(np.count_nonzero(bad)):
        place = np.argwhere(bad)[0]
        at = f" in column {place[-1] + 1:,}" if array.ndim == 2 else ""
        raise DataError(
            f"{count:,} of {array.size:,} values of the {name} are not finite in float32, which"
            f" ends at {LARGEST:.2g}, the first {array[tuple(place)]} in row {place[0] + 1:,}{at}",
            "correct them, drop their rows, or use a smaller unit",
        )
    if 0 < (largest := np.nanmax(size)) < _SMALLEST:
        raise DataError(
            f"the largest of the {name} is {largest:g}, which is 0 in float32", "use another unit"
        )


def check_weights(weights: np.ndarray[Any, Any], rows: int) -> None:
    """Looks at how much each example counts.

    Raises:
        DataError: they are not `rows` numbers of at least 0, or all of them are 0.
    """
    import numpy as np

    if weights.shape != (rows,):
        message = f"weights have the shape {weights.shape}, and there are {rows:,} examples"
        raise DataError(message, "give each example a number, (n,)")
    if weights.dtype.kind not in "biuf":
        raise DataError(f"weights are {weights.dtype}, not numbers", "store them as numbers")
    bad = np.flatnonzero(~((weights >= 0) & (weights < np.inf)))
    if bad.size:
        message = (
            f"{bad.size:,} of {rows:,} weights are negative or not finite, the first"
            f" {weights[bad[0]]} in row {bad[0] + 1:,}"
        )
        raise DataError(message, "repair them, or drop their rows")
    if not weights.any():
        raise DataError(f"all {rows:,} weights are 0", "give those that count a positive one")


def _labels(targets: np.ndarray[Any, Any]) -> np.ndarray[Any, Any] | None:
    """Targets as labels, (n,) int64, if they can be labels."""
    import numpy as np

    if targets.size != len(targets) or targets.ndim > 2 or targets.min() < 0:
        return None
    if targets.max() >= _MOST_CLASSES:
        return None
    labels = targets.reshape(-1).astype("<i8")
    if targets.dtype.kind == "f":
        integral = bool((targets.reshape(-1) == labels).all())
        if not integral or labels.max() == 0 or not np.bincount(labels).all():
            return None
    return labels


def _stored(targets: np.ndarray[Any, Any]) -> tuple[Literal["floats", "column"], ...]:
    """How labels are stored, if not as integers (n,)."""
    floats: tuple[Literal["floats"], ...] = ("floats",) if targets.dtype.kind == "f" else ()
    return (*floats, "column") if targets.ndim == 2 else floats
