"""The facts of arrays, wherever they came from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from specc.spec.facts import Facts

if TYPE_CHECKING:
    import numpy as np

_MOST_CLASSES = 1_000_000


def facts_of(inputs: np.ndarray[Any, Any], targets: np.ndarray[Any, Any]) -> Facts:
    """What inputs (n, …) and targets (n,) or (n, k) are like.

    Whole numbers from 0, one per example, are classes; all targets are numbers, too.

    Raises:
        ValueError: there are no examples, or not as many targets as inputs, or something is not finite.
    """
    import numpy as np

    if len(inputs) == 0:
        raise ValueError("there are no examples")
    if len(inputs) != len(targets):
        raise ValueError(f"{len(inputs):,} inputs, but {len(targets):,} targets")
    for name, array in (("inputs", inputs), ("targets", targets)):
        if array.dtype.kind not in "biuf":
            raise ValueError(f"{name} are {array.dtype}, not numbers")
        if bad := int(np.count_nonzero(~np.isfinite(array))):
            raise ValueError(f"{bad:,} of {array.size:,} values of the {name} are not finite")
    labels = _labels(targets)
    stored = [np.ascontiguousarray(inputs), labels if labels is not None else targets]
    checksum = hashlib.sha256(b"".join(np.ascontiguousarray(array).tobytes() for array in stored))
    return Facts(
        rows=len(inputs),
        shape=inputs.shape[1:],
        classes=None if labels is None else max(int(labels.max()) + 1, 2),
        targets=int(np.prod(targets.shape[1:], dtype=int)),
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
