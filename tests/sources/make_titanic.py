"""Writes the table of the gallery's `titanic_weighted`: the people aboard the Titanic, counted.

The counts are those of the British Board of Trade (1990), as in R. Dawson, "The 'Unusual Episode' Data
Revisited", Journal of Statistics Education 3 (1995).

Run it in `tests/` with `python -m sources.make_titanic`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

FILE = Path(__file__).parents[2] / "specs" / "data" / "titanic.csv"

LOST_AND_SAVED = {
    ("first", "male", "adult"): (118, 57),
    ("first", "female", "adult"): (4, 140),
    ("first", "male", "child"): (0, 5),
    ("first", "female", "child"): (0, 1),
    ("second", "male", "adult"): (154, 14),
    ("second", "female", "adult"): (13, 80),
    ("second", "male", "child"): (0, 11),
    ("second", "female", "child"): (0, 13),
    ("third", "male", "adult"): (387, 75),
    ("third", "female", "adult"): (89, 76),
    ("third", "male", "child"): (35, 13),
    ("third", "female", "child"): (17, 14),
    ("crew", "male", "adult"): (670, 192),
    ("crew", "female", "adult"): (3, 20),
}


def people() -> pd.DataFrame:
    """A line for each of the 2,201, every fourth of them, drawn at random, to test on."""
    lines = [
        (*who, fate)
        for who, counts in LOST_AND_SAVED.items()
        for fate, count in zip(("lost", "saved"), counts, strict=True)
        for _ in range(count)
    ]
    number = np.random.default_rng(0).permutation(len(lines))
    table = pd.DataFrame(lines, columns=["class", "sex", "age", "fate"])
    return table.assign(split=np.where(number < len(lines) // 4, "test", "train"))


def titanic() -> pd.DataFrame:
    """A line for all who are alike, and how many they are."""
    table = people()
    return table.groupby([*table.columns]).size().reset_index(name="people")


if __name__ == "__main__":
    titanic().to_csv(FILE, index=False)
