"""The sets that come with scikit-learn."""

from __future__ import annotations

import pathlib

from specc.language.facts import Facts
from specc.language.sources.sklearn import Sklearn
from specc.probe.arrays import facts_of


def look(source: Sklearn, folder: pathlib.Path) -> Facts:
    """Loads the set; images where it has them, as the trainer does."""
    import numpy as np
    from sklearn import datasets

    found = getattr(datasets, f"load_{source.name}")()
    inputs = np.ascontiguousarray(getattr(found, "images", found.data))
    return facts_of(inputs, np.asarray(found.target))
