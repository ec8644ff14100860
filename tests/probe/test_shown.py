"""What `specc probe` prints of columns, folders and arrays."""

from __future__ import annotations

import numpy as np

from specc.language.facts import Facts
from specc.probe.shown import WIDTH, lines_of, notes_of
from specc.probe.survey import Column, Folder, Survey, of_arrays

FACTS = Facts(rows=8, shape=(3,), classes=2, low=0.0, high=1.0)


def number(name: str, role: str = "feature", missing: int = 0) -> Column:
    return Column(name, role, "numbers", None, missing, -1.5, 80.25)  # type: ignore[arg-type]


def text(name: str, *values: str, role: str = "feature") -> Column:
    return Column(name, role, "text", values, 0, None, None)  # type: ignore[arg-type]


def test_columns_of_a_table() -> None:
    columns = (
        number("age", missing=1_234),
        text("color", "blue", "red"),
        text("kind", "u", "v", role="target"),
        Column("weight", "weight", "numbers", None, 0, 2.0, 2.0),
        text("split", "test", "train", role="holdout"),
    )
    assert lines_of(Survey(FACTS, columns)) == [
        "  column  kind      classes  missing  range",
        "  age     number               1,234  -1.5 to 80.25",
        "  color   category        2           blue, red",
        "  kind    target          2           u, v",
        "  weight  weight                      2",
        "  split   split           2           test, train",
    ]


def test_labels_of_a_table_that_are_numbers_are_classes() -> None:
    lines = lines_of(Survey(FACTS, (number("a"), Column("y", "target", "numbers", None, 0, 0, 1))))
    assert lines[-1].split() == ["y", "target", "2", "0", "to", "1"]
    assert "missing" not in lines[0]


def test_long_tables_are_cut_and_narrow() -> None:
    columns = [number(f"column {n}") for n in range(300)]
    columns += [text("c" * 90, *(f"value {n}" for n in range(500)))]
    columns += [text("a\nb", "x"), text("y", "u", "v", role="target")]
    lines = lines_of(Survey(FACTS, (*columns[:300], columns[300], columns[301], columns[302])))
    assert len(lines) == 1 + 16 + 1 + 1
    assert lines[-2] == "  … 286 more columns: 284 of numbers and 2 of categories"
    assert lines[-1].split()[:2] == ["y", "target"]
    short = lines_of(Survey(FACTS, tuple(columns[300:])))
    assert max(map(len, short)) == WIDTH
    assert short[1].startswith(f"  {'c' * 16}…{'c' * 7}  category      500  value 0, value 1")
    assert short[1].endswith("…")
    assert short[2].lstrip().startswith("a\\nb ")


def folder(name: str, images: int, turned: int = 0, animated: int = 0) -> Folder:
    sizes = {(480, 640): images - 1, (300, 200): 1}
    return Folder(name, images, sizes, {"RGB": images - 2, "L": 2}, turned, animated)


def test_folders_of_images() -> None:
    found = Survey(
        FACTS, folders=(folder("cat", 1_000, 2), Folder("dog", 3, {(8, 6): 3}, {"P": 3}, 1, 1))
    )
    assert lines_of(found) == [
        "  class  images  height x width     mode",
        "  cat     1,000  300-480 x 200-640  998 RGB, 2 L",
        "  dog         3  8 x 6              P",
    ]
    assert list(notes_of(found)) == [
        "3 images turned as EXIF says",
        "1 image of several frames, of which the first is read",
    ]


def test_many_folders_are_cut() -> None:
    lines = lines_of(Survey(FACTS, folders=tuple(folder(f"n{n:03}", 5 + n) for n in range(1_000))))
    assert len(lines) == 1 + 16 + 1
    assert lines[-1] == "  … 984 more classes, 21 to 1,004 images each"


def test_arrays() -> None:
    x, y = np.array([[0.5, 2.0], [1, 1]]), np.array([True, False])
    assert lines_of(of_arrays(FACTS, [("x", x), ("labels", y)])) == [
        "  array    key     shape  dtype    range",
        "  inputs   x       2 x 2  float64  0.5 to 2",
        "  targets  labels  2      bool     0 to 1",
    ]
    assert "key" not in lines_of(of_arrays(FACTS, [("", x), ("", y)]))[0]
