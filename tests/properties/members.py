"""Random blocks of the families whose members are many: a function each, from a generator to a block.

Each writes every key of its member now and then. A member without one is a failing test.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

Write = Callable[[random.Random], dict[str, Any]]


def _sometimes(rng: random.Random, **keys: Any) -> dict[str, Any]:
    return {key: value for key, value in keys.items() if rng.random() < 0.5}


def npz(rng: random.Random) -> dict[str, Any]:
    path = rng.choice(["digits.npz", "../data/a b.npz", "{x}/'\"\\.npz"])
    return {"path": path, **_sometimes(rng, inputs="images", targets="it's")}


SOURCES: Mapping[str, Write] = {"npz": npz}
"""Sources other than scikit-learn's sets; they get the facts of the digits."""

MODELS: Mapping[str, Write] = {}
"""Models other than the multilayer perceptron."""
