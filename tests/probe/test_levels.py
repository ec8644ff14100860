"""How many values a pixel can have, which facts know of bytes and of floats that hold integers."""

from __future__ import annotations

import numpy as np
import pytest

from specc.language.sources.sklearn import Sklearn
from specc.probe.arrays import facts_of
from specc.resolve.lock import shipped


@pytest.mark.parametrize(
    ("pixels", "levels"),
    [
        (np.array([[[0, 3], [4, 1]]] * 2, np.float32), 5),
        (np.array([[[0, 3], [255, 1]]] * 2, np.uint8), 256),
        (np.array([[[0, 0.5], [4, 1]]] * 2, np.float32), None),
        (np.array([[[0, 1], [1, 1]]] * 2, np.float32), None),  # may as well be numbers in [0, 1]
        (np.array([[[0, -1], [4, 1]]] * 2, np.float32), None),
        (np.array([[0, 3], [4, 1]], np.float32), None),  # no images
    ],
)
def test_levels_are_those_of_integers(pixels: np.ndarray, levels: int | None) -> None:
    assert facts_of(pixels, np.arange(len(pixels))).levels == levels


def test_digits_have_17_levels() -> None:
    facts = shipped().find(Sklearn(name="digits"))
    assert facts is not None
    assert facts.levels == 17
