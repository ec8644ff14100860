"""Writes the data of the gallery that nobody measured: an arm, moons, shapes, letters, and sums in words.

Run it in `tests/` with `python -m sources.make_gallery`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image, ImageDraw
from sklearn.datasets import make_moons

FOLDER = Path(__file__).parents[2] / "specs" / "data"
SIZE = 12
"""Height and width of the shapes' images, in pixels."""
_WORDS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
"""
TENS = {2: "twenty", 3: "thirty"}


def arm() -> pd.DataFrame:
    """Where the hand of an arm of two links is seen, given the angles of its joints.

    Angles are in radians, places in metres. The place is seen from the shoulder, with noise whose
    standard deviation is 3 % of the distance.
    """
    rng = np.random.default_rng(0)
    shoulder, elbow = rng.uniform([0.0, 0.2], [1.5, 2.8], (1_200, 2)).round(3).T
    x = 1.0 * np.cos(shoulder) + 0.7 * np.cos(shoulder + elbow)
    y = 1.0 * np.sin(shoulder) + 0.7 * np.sin(shoulder + elbow)
    noise = 0.03 * np.hypot(x, y) * rng.normal(size=(2, 1_200))
    columns = {"shoulder": shoulder, "elbow": elbow, "x": x + noise[0], "y": y + noise[1]}
    table = pd.DataFrame(columns).round(3).astype(np.float32)
    return table.assign(split=np.where(np.arange(1_200) < 900, "train", "test"))


def moons(rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Points of two half circles that reach into each other, (rows, 2), and which one, (rows,)."""
    points, label = make_moons(rows, noise=0.2, random_state=seed)
    return points.astype(np.float32), label.astype(np.uint8)


def shape(kind: str, rng: np.random.Generator) -> Image.Image:
    """A bright disk, square or triangle of any size, about the middle, over a dark ground with noise."""
    pixels = rng.integers(0, 80, (SIZE, SIZE), dtype=np.uint8) // 16 * 16  # compresses better
    image = Image.fromarray(pixels)
    side = int(rng.integers(7, 10))
    left, top = (rng.integers(-1, 2, 2) + (SIZE - side) // 2).tolist()
    box, draw = (left, top, left + side, top + side), ImageDraw.Draw(image)
    if kind == "disk":
        draw.ellipse(box, fill=200)
    elif kind == "square":
        draw.rectangle(box, fill=200)
    else:
        corners = [(left, top + side), (left + side, top + side), (left + side // 2, top)]
        draw.polygon(corners, fill=200)
    return image


def in_words(number: int) -> str:
    """Numbers to 39."""
    words, (tens, ones) = _WORDS.split(), divmod(number, 10)
    if number < 20:
        return words[number]
    return f"{TENS[tens]}-{words[ones]}" if ones else TENS[tens]


def sums(count: int, seed: int) -> str:
    """Sums of two numbers from 0 to 19, each with the same probability: log2(400) bits a line."""
    pairs = np.random.default_rng(seed).integers(20, size=(count, 2)).tolist()
    lines = (f"{in_words(a)} plus {in_words(b)} is {in_words(a + b)}.\n" for a, b in pairs)
    return "".join(lines)


def letter_probabilities() -> np.ndarray:
    """Those of a letter (a to f) given the two before it: (6, 6, 6)."""
    return np.random.default_rng(5).dirichlet(np.full(6, 0.7), size=(6, 6))


def letters(count: int, seed: int) -> str:
    """A Markov chain of second order, of so many letters from "a" to "f"."""
    rng, (a, b), found = np.random.default_rng(seed), (0, 0), []
    bounds = letter_probabilities().cumsum(axis=2)
    for uniform in rng.random(count):
        a, b = b, min(int(np.searchsorted(bounds[a, b], uniform)), 5)
        found.append("abcdef"[b])
    return "".join(found)


if __name__ == "__main__":
    (FOLDER / "letters.txt").write_text(letters(160_000, 0))
    (FOLDER / "sums.txt").write_text(sums(3_000, 0))
    arm().to_parquet(FOLDER / "arm.parquet", index=False, compression="zstd")
    for name, rows, seed in (("moons", 400, 0), ("moons_test", 400, 1)):
        points, label = moons(rows, seed)
        np.savez_compressed(FOLDER / f"{name}.npz", x=points, y=label)
    rng = np.random.default_rng(0)
    for kind in ("disk", "square", "triangle"):
        folder = FOLDER / "shapes" / kind
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(30):
            shape(kind, rng).save(folder / f"{number:02}.png", optimize=True)
