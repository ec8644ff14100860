"""The facts of arrays, wherever they came from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from specc.probe.errors import DataError
from specc.spec.facts import Facts

if TYPE_CHECKING:
    import numpy as np

_MOST_CLASSES = 1_000_000


def facts_of(inputs: np.ndarray[Any, Any], targets: np.ndarray[Any, Any]) -> Facts:
    """What inputs (n, …) and targets (n,) or (n, k) are like.

    Whole numbers from 0, one per example, are classes; all targets are numbers, too.

    Raises:
        DataError: there are no examples, or not as many targets as inputs, or something is not finite.
    """
    import numpy as np

    if inputs.ndim < 2 or targets.ndim < 1:
        message = f"inputs have the shape {inputs.shape}, targets {targets.shape}"
        raise DataError(message, "give each example a row: (n, features) and (n,)")
    if inputs.size == 0:
        raise DataError("there are no examples", "see that the files are not empty")
    if len(inputs) != len(targets):
        message = f"there are {len(inputs):,} inputs, but {len(targets):,} targets"
        raise DataError(message, "give one target for each input")
    for name, array in (("inputs", inputs), ("targets", targets)):
        if array.dtype.kind not in "biuf":
            raise DataError(f"{name} are {array.dtype}, not numbers", "store them as numbers")
        if bad := int(np.count_nonzero(~np.isfinite(array))):
            message = f"{bad:,} of {array.size:,} values of the {name} are not finite"
            raise DataError(message, "repair or drop their rows")
    labels = _labels(targets)
    stored = [np.ascontiguousarray(inputs), labels if labels is not None else targets]
    checksum = hashlib.sha256(b"".join(np.ascontiguousarray(array).tobytes() for array in stored))
    return Facts(
        rows=len(inputs),
        shape=inputs.shape[1:],
        classes=None if labels is None else max(int(labels.max()) + 1, 2),
        targets=int(np.prod(targets.shape[1:], dtype=int)),
        dtype="uint8" if inputs.dtype == np.uint8 else None,
        low=float(inputs.min()),
        high=float(inputs.max()),
        class_rows=None
        if labels is None
        else tuple(int(count) for count in np.bincount(labels, minlength=2)),
        sha256=checksum.hexdigest(),
    )


def _labels(targets: np.ndarray[Any, Any]) -> np.ndarray[Any, Any] | None:
    """Targets as labels, int64, if they can be labels."""
    if targets.ndim != 1 or targets.dtype.kind not in "biu" or targets.min() < 0:
        return None
    if targets.max() >= _MOST_CLASSES:
        return None
    return targets.astype("<i8")
