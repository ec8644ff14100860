"""Writes the folder of the gallery's `digits_files`: some of scikit-learn's digits as images.

Run it in `tests/` with `python -m sources.make_images`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits

FOLDER = Path(__file__).parents[2] / "specs" / "data" / "digits"
NAMES = ("zero", "one", "two", "three")
COUNT = 24
"""Images of each class."""


def contents() -> dict[str, np.ndarray]:
    """The images by their paths, (8, 8) uint8."""
    digits = load_digits(n_class=len(NAMES))
    found = {}
    for label, name in enumerate(NAMES):
        for number, image in enumerate(digits.images[digits.target == label][:COUNT]):
            found[f"{name}/{number:02}.png"] = (image * 255 / 16).round().astype(np.uint8)
    return found


if __name__ == "__main__":
    for name, pixels in contents().items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(FOLDER / name)
