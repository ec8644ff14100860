"""Writes the data of the gallery that nobody measured, such as points, shapes, sums in words and reviews.

Run it in `tests/` with `python -m sources.make_gallery`.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image, ImageDraw
from sklearn.datasets import make_moons

from . import reber

FOLDER = Path(__file__).parents[2] / "specs" / "data"
SIZE = 12
"""Height and width of the shapes' images, in pixels."""
_WORDS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
"""
_SUBJECTS = ["film", "plot", "cast", "score"]
_OPINIONS = {"positive": ["good", "great", "fine"], "negative": ["bad", "dull", "weak"]}
NOISE = 0.06
"""The share of the reviews whose label is another one."""
NEXT = np.array(
    [
        [0.0, 0.7, 0.3, 0.0, 0.0],
        [0.0, 0.0, 0.1, 0.9, 0.0],
        [0.1, 0.0, 0.0, 0.2, 0.7],
        [0.6, 0.4, 0.0, 0.0, 0.0],
        [0.5, 0.0, 0.0, 0.0, 0.5],
    ]
)
"""Probabilities of the letter after each of "abcde": a Markov chain."""
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


def sums(count: int, seed: int, line: str = "{a} plus {b} is {sum}.\n") -> str:
    """Sums of two numbers from 0 to 19, each with the same probability: log2(400) bits a line."""
    pairs = np.random.default_rng(seed).integers(20, size=(count, 2)).tolist()
    words = ((in_words(a), in_words(b), in_words(a + b)) for a, b in pairs)
    return "".join(line.format(a=a, b=b, sum=total) for a, b, total in words)


def clause(rng: np.random.Generator) -> tuple[str, str]:
    """What is said of one thing, with or without a negation, and whether that is positive."""
    said = str(rng.choice([*_OPINIONS]))
    negated = rng.random() < 0.5
    text = f"{rng.choice(_SUBJECTS)} {'not ' if negated else ''}{rng.choice(_OPINIONS[said])}"
    [other] = {*_OPINIONS} - {said}
    return text, other if negated else said


def reviews(rows: int, seed: int) -> pd.DataFrame:
    """Two clauses each. After "but" the second one counts; with "and" they are mixed unless they agree.

    A share NOISE of the labels is one of the other two, so no model has an accuracy above 1 - NOISE.
    """
    rng, found = np.random.default_rng(seed), []
    for _ in range(rows):
        (first, one), (second, two) = clause(rng), clause(rng)
        word = str(rng.choice(["and", "but"]))
        label = two if word == "but" or one == two else "mixed"
        if rng.random() < NOISE:
            label = str(rng.choice(sorted({*_OPINIONS, "mixed"} - {label})))
        found.append({"review": f"{first} {word} {second}", "opinion": label})
    return pd.DataFrame(found)


def tagged(rows: int, seed: int) -> str:
    """The words of two clauses, in lines of JSON: those of opinion are tagged by what they mean there."""
    rng, lines = np.random.default_rng(seed), []
    for _ in range(rows):
        tokens, tags = list[str](), list[str]()
        for before in ([], [str(rng.choice(["and", "but"]))]):
            text, said = clause(rng)
            tokens += [*before, *text.split()]
            tags += ["other"] * (len(tokens) - len(tags) - 1) + [said]
        lines.append(json.dumps({"tokens": tokens, "tags": tags}) + "\n")
    return "".join(lines)


def chain(length: int, seed: int) -> str:
    """Letters of the chain NEXT, from "a"."""
    state, found = 0, []
    for uniform in np.random.default_rng(seed).random(length):
        found.append("abcde"[state])
        state = int(np.searchsorted(np.cumsum(NEXT[state]), uniform))
    return "".join(found)


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
    (FOLDER / "chain.txt").write_text(chain(40_000, 0))
    (FOLDER / "clauses.jsonl").write_text(tagged(500, 1))
    reviews(3_000, 0).to_csv(FOLDER / "reviews.csv", index=False)
    (FOLDER / "reber.txt").write_text(reber.strings(9_000, 0))
    said_first = sums(1_000, 1, "{sum} is {a} plus {b}.\n")
    (FOLDER / "sums_reversed.txt").write_text(said_first)
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
