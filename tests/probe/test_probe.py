"""What `specc probe` says of tables and folders that cannot be trained on: a line, the fix, exit 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from trainers.conftest import BASE, changed

from specc.cli.main import main
from specc.language.sources.image_folder import ImageFolder
from specc.probe import survey
from specc.probe.shown import lines_of

TEXT = "y,a,b\nu,1,red\nv,2,blue\nu,3,red\nv,4,red\n"
SOURCE = {"type": "csv", "path": "t.csv", "target": "y"}
Probe = Callable[[dict[str, Any]], tuple[int, str]]


@pytest.fixture
def probe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Probe:
    """The exit code of the command, and what it printed as errors."""

    def run(source: dict[str, Any]) -> tuple[int, str]:
        spec = tmp_path / "spec.json"
        spec.write_text(json.dumps(changed(BASE, {"data.source": source})))
        with pytest.raises(SystemExit) as stop:
            main(["probe", str(spec)])
        code = stop.value.code
        assert isinstance(code, int)
        return code, capsys.readouterr().err

    return run


def refuses(probe: Probe, source: dict[str, Any], message: str, expected: str) -> None:
    code, said = probe(source)
    assert code == 2
    error, fix = said.splitlines()
    assert error.startswith("error: ")
    assert message in error
    assert fix.startswith("  = fix: ")
    assert expected in fix


TABLES = [
    ({}, "", "No columns to parse", "`delimiter`"),
    ({}, "y,a,b\n", "t.csv has no rows", "right file"),
    ({}, TEXT + "u,5,red,6\n", "Expected 3 fields in line 6, saw 4", "`delimiter`"),
    ({}, "y,a\nu,1,2\nv,3,4\n", "more cells than its header has names", "name every"),
    (
        {},
        TEXT + "u,,\n",
        "missing values, 1 in a, 1 in b",
        "`impute: {a: median, b: most_frequent}`",
    ),
    (
        {},
        TEXT + "u,?,red\n",
        "1 value that should be numbers, the first '?' in row 5",
        '`missing: ["?"]` and `impute: {a: median}` in the source, or `categorical: [a]`',
    ),
    ({}, "y,a,b\nu,1,p\nv,2,q\nu,3,r\n", "column b of", "`drop: [b]`"),
    ({}, ",y,a\n0,u,1\n1,v,2\n", "column 1 of", "remove it"),
    ({}, "y\nu\nv\n", "no column but y", "add some"),
    ({}, "y,a\nu,1\nu,2\n", "'u' in every row", "another column"),
    ({"target": "z"}, TEXT, "no column z, but y, a, b", "name one"),
    ({"features": ["a", "c"]}, TEXT, "no column c, but y, a, b", "name one"),
    ({"target": ["y", "a"]}, TEXT, "y of", "remove it from `target`"),
    (
        {"delimiter": ";"},
        TEXT,
        "a single column with the delimiter ';', 'y,a,b'",
        '`delimiter: ","`',
    ),
    ({}, "y,a\nu,2\nv,inf\n", "column a of", "smaller unit"),
]


@pytest.mark.parametrize(("changes", "text", "message", "fix"), TABLES)
def test_table_is_refused(
    probe: Probe, tmp_path: Path, changes: dict[str, Any], text: str, message: str, fix: str
) -> None:
    (tmp_path / "t.csv").write_text(text)
    refuses(probe, {**SOURCE, **changes}, message, fix)


def test_too_many_names(probe: Probe, tmp_path: Path) -> None:
    names = [f"n{i}" for i in range(1_001)]
    pd.DataFrame({"y": ["u", "v"] * 1_001, "a": names * 2}).to_csv(tmp_path / "t.csv")
    refuses(probe, {**SOURCE, "features": ["a"]}, "1,001 different names, more than 1,000", "group")


@pytest.mark.parametrize("content", [b"", b"PAR1", b"y,a\n1,2\n"])
def test_parquet_is_refused(probe: Probe, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.parquet").write_bytes(content)
    source = {"type": "parquet", "path": "t.parquet", "target": "y"}
    refuses(probe, source, "t.parquet cannot be read as a Parquet file", "write it again")


def test_dates_are_refused(probe: Probe, tmp_path: Path) -> None:
    table = pd.DataFrame({"y": [1, 0], "when": pd.to_datetime(["2020-01-01", "2020-01-02"])})
    table.to_parquet(tmp_path / "t.parquet")
    source = {"type": "parquet", "path": "t.parquet", "target": "y"}
    refuses(probe, source, "column when of", "make numbers")


def test_cells_with_lists_are_refused(probe: Probe, tmp_path: Path) -> None:
    table = pd.DataFrame({"y": ["u", "v"], "words": [["a", "b"], ["c"]]})
    table.to_parquet(tmp_path / "t.parquet")
    source = {"type": "parquet", "path": "t.parquet", "target": "y"}
    refuses(probe, source, "column words of", "a column of each value")


def test_text_in_another_encoding_is_refused(probe: Probe, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("y,a\nu,é\nv,e\n", encoding="latin1")
    refuses(probe, SOURCE, "t.csv is no UTF-8 text", "save it as UTF-8")


@pytest.mark.parametrize("count", [1, 2])
def test_how_many_numbers_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], count: int
) -> None:
    np.savez(tmp_path / "a.npz", x=np.eye(3), y=np.ones((3, count)))
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps(changed(BASE, {"data.source": {"type": "npz", "path": "a.npz"}})))
    with pytest.raises(SystemExit):
        main(["probe", str(spec)])
    shown = "1 number to predict" if count == 1 else "2 numbers to predict"
    assert shown in capsys.readouterr().out


@pytest.mark.parametrize("source", [SOURCE, {"type": "image_folder", "path": "t"}])
def test_what_is_not_there(probe: Probe, source: dict[str, Any]) -> None:
    missing = ("does not exist", "put it there")
    message, fix = missing if source is SOURCE else ("is not a folder", "one subfolder per class")
    refuses(probe, source, f"{source['path']} {message}", fix)


def test_lock_has_what_was_found(probe: Probe, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TEXT)
    assert probe(SOURCE)[0] == 0
    facts = json.loads((tmp_path / "specc.lock").read_text())["sources"][0]["facts"]
    assert facts["columns"] == ["a", "b"]
    assert facts["categories"] == {"b": ["blue", "red"]}
    assert facts["class_names"] == ["u", "v"]
    assert (facts["rows"], facts["shape"], facts["class_rows"]) == (4, [3], [2, 2])
    assert "targets" not in facts


FOLDER = {"type": "image_folder", "path": "images"}


def test_facts_of_images(probe: Probe, tmp_path: Path, folder: Path) -> None:
    (folder / "b" / "4.png").unlink()
    assert probe(FOLDER)[0] == 0
    facts = json.loads((tmp_path / "specc.lock").read_text())["sources"][0]["facts"]
    assert (facts["rows"], facts["shape"], facts["dtype"]) == (14, [6, 8, 3], "uint8")
    assert facts["class_names"] == ["a", "b", "c d"]
    assert facts["class_rows"] == [5, 4, 5]


def test_images_of_two_sizes(probe: Probe, folder: Path) -> None:
    Image.new("RGB", (9, 6)).save(folder / "b" / "2.png")
    refuses(probe, FOLDER, "2.png is 6 x 9, but ", "`size`, such as [6, 8]")
    assert probe({**FOLDER, "size": [6, 8]})[0] == 0


def test_sizes_are_those_once_turned(tmp_path: Path) -> None:
    """Images stored on their side count as the others, whether or not they are resized."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for number in range(4):
            exif = Image.Exif()
            exif[0x0112] = 5 + number if name == "a" else 1 + number
            size = (16, 24) if name == "a" else (24, 16)
            Image.new("RGB", size).save(tmp_path / name / f"{number}.jpg", exif=exif)
    for size in (None, (8, 8)):
        found = survey(ImageFolder(path=".", size=size), tmp_path)
        assert [folder.sizes for folder in found.folders] == [{(16, 24): 4}, {(16, 24): 4}]
        assert [line.split()[2:5] for line in lines_of(found)[1:]] == [["16", "x", "24"]] * 2


def test_image_that_is_none(probe: Probe, folder: Path) -> None:
    (folder / "a" / "0.png").write_bytes(b"GIF89a")
    refuses(probe, FOLDER, "0.png cannot be read as an image", "repair or remove")


def test_image_with_many_bits(probe: Probe, folder: Path) -> None:
    Image.fromarray(np.full((6, 8), 60_000, np.uint16)).save(folder / "a" / "0.png")
    refuses(probe, FOLDER, "0.png has more than 8 bits per value", "convert")


def test_class_without_images(probe: Probe, folder: Path) -> None:
    (folder / "empty").mkdir()
    refuses(probe, FOLDER, "empty is empty", "put the images")


def test_folder_without_classes(probe: Probe, folder: Path) -> None:
    refuses(probe, {**FOLDER, "path": "images/a"}, "images/a has 0 folders", "two at least")
