"""What is true of the digit in each of scikit-learn's images."""

import numpy as np
from sklearn.datasets import load_digits

PROPERTIES = {
    "even": {0, 2, 4, 6, 8},
    "prime": {2, 3, 5, 7},
    "square": {0, 1, 4, 9},
    "written with a loop": {0, 6, 8, 9},
}


def load_properties() -> tuple[np.ndarray, np.ndarray]:
    """The images, (n, 8, 8), and zeros and ones, (n, 4)."""
    digits = load_digits()
    true = [np.isin(digits.target, list(numbers)) for numbers in PROPERTIES.values()]
    return digits.images, np.stack(true, axis=1).astype(np.uint8)
