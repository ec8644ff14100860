"""The sets that come with scikit-learn."""

from __future__ import annotations

import hashlib

from specc.spec.facts import Facts
from specc.spec.sources.sklearn import Sklearn


def look(source: Sklearn) -> Facts:
    """Loads the set; images where it has them, as the trainer does."""
    import numpy as np
    from sklearn import datasets

    found = getattr(datasets, f"load_{source.name}")()
    inputs = np.ascontiguousarray(getattr(found, "images", found.data))
    labels = np.ascontiguousarray(found.target).astype("<i8")
    return Facts(
        rows=len(labels),
        shape=inputs.shape[1:],
        classes=int(labels.max()) + 1,
        low=float(inputs.min()),
        high=float(inputs.max()),
        class_rows=tuple(int(count) for count in np.bincount(labels)),
        sha256=hashlib.sha256(inputs.tobytes() + labels.tobytes()).hexdigest(),
    )
