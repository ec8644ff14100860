"""Writes scikit-learn's digits for the gallery, in the format of MNIST and in NumPy's.

Run it in `tests/` with `python -m sources.make_digits`.
"""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

from .world import idx

FOLDER = Path(__file__).parents[2] / "specs" / "data"


def npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def contents() -> dict[str, bytes]:
    """The files by their names, before they are compressed."""
    digits = load_digits()
    images, labels = digits.images.astype(np.uint8), digits.target.astype(np.uint8)
    return {
        "digits-images-idx3-ubyte.gz": idx(images),
        "digits-labels-idx1-ubyte.gz": idx(labels),
        "digits_images.npy": npy(images),
        "digits_labels.npy": npy(labels),
    }


if __name__ == "__main__":
    for name, content in contents().items():
        stored = gzip.compress(content, mtime=0) if name.endswith(".gz") else content
        (FOLDER / name).write_bytes(stored)
