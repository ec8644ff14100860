"""The sets that come with scikit-learn."""

from __future__ import annotations

import pathlib

from specc.language.sources.sklearn import Sklearn
from specc.probe.arrays import facts_of
from specc.probe.survey import Survey, of_arrays


def look(source: Sklearn, folder: pathlib.Path) -> Survey:
    """Loads the set; images where it has them, as the trainer does."""
    import numpy as np
    from sklearn import datasets

    found = getattr(datasets, f"load_{source.name}")()
    key = "images" if hasattr(found, "images") else "data"
    inputs, targets = np.ascontiguousarray(found[key]), np.asarray(found.target)
    return of_arrays(facts_of(inputs, targets), [(key, inputs), ("target", targets)])
