"""Writes the files of the gallery's `digits_idx`: scikit-learn's digits in the format of MNIST.

Run it in `tests/` with `python -m sources.make_digits`.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

from .world import idx

FOLDER = Path(__file__).parents[2] / "specs" / "data"


def contents() -> dict[str, bytes]:
    """The files by their names, before they are compressed."""
    digits = load_digits()
    return {
        "digits-images-idx3-ubyte.gz": idx(digits.images.astype(np.uint8)),
        "digits-labels-idx1-ubyte.gz": idx(digits.target.astype(np.uint8)),
    }


if __name__ == "__main__":
    for name, content in contents().items():
        (FOLDER / name).write_bytes(gzip.compress(content, mtime=0))
