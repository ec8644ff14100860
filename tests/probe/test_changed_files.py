"""Files of data that are not those of specc.lock: what `check` and `build --check` say, and what they read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from trainers.conftest import BASE, changed

from specc.cli.main import main
from specc.resolve import data_files

TEXT = "y,a\n" + "u,1\nv,2\n" * 20
TABLE = {"type": "csv", "path": "t.csv", "target": "y"}
FOLDER = {"type": "image_folder", "path": "im"}


class World:
    """A folder with a table, images, and a spec."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.spec = folder / "small.json"
        (folder / "t.csv").write_text(TEXT)
        for name in "ab":
            (folder / "im" / name).mkdir(parents=True)
            for number in range(8):
                pixels = np.full((4, 4, 3), number, np.uint8)
                Image.fromarray(pixels).save(folder / "im" / name / f"{number}.bmp")

    def write(self, source: dict[str, Any], **changes: Any) -> None:
        small = {"data.source": source, "data.batch_size": 4, "data.holdout": "25%"}
        self.spec.write_text(json.dumps(changed(BASE, {**small, **changes})))

    def run(self, *words: str) -> int:
        with pytest.raises(SystemExit) as stop:
            main([*words, str(self.spec)])
        assert isinstance(stop.value.code, int)
        return stop.value.code

    def says(self, *words: str) -> list[tuple[str, str]]:
        """Codes and labels about files that changed."""
        self.capsys.readouterr()
        self.run("check", "--format", "json", *words)
        found = json.loads(self.capsys.readouterr().out)
        return [(d["code"], d["label"]) for d in found if d["code"] in ("D156", "D157")]


@pytest.fixture
def world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> World:
    return World(tmp_path, capsys)


@pytest.mark.parametrize("source", [TABLE, FOLDER])
def test_the_same_files_are_fine_whenever_they_were_written(
    world: World, source: dict[str, Any]
) -> None:
    """As after a checkout, which sets modification times, or where data is elsewhere."""
    world.write(source)
    assert world.run("probe") == 0
    path = world.folder / source["path"]
    for file in [path, *path.rglob("*")]:
        os.utime(file, (1, 1))
    assert world.says() == world.says("--data") == []
    path.rename(world.folder / "elsewhere")
    assert world.says() == world.says("--data") == []


def test_another_size_is_a_warning(world: World) -> None:
    world.write(TABLE)
    assert world.run("probe") == 0
    (world.folder / "t.csv").write_text(TEXT + "u,3\n")
    assert world.says() == [("D156", "t.csv: it has 168 bytes, and had 164 when it was probed")]
    assert world.run("check") == 0
    assert world.run("check", "--strict") == 1
    assert world.run("probe") == 0
    assert world.says() == []


def test_the_same_size_is_told_apart_by_its_checksum_alone(world: World) -> None:
    world.write(TABLE)
    assert world.run("probe") == 0
    assert world.run("build") == 0
    (world.folder / "t.csv").write_text(TEXT.replace("1", "7"))
    assert world.says() == []
    [(code, label)] = world.says("--data")
    assert code == "D157"
    assert label.startswith("t.csv: its SHA-256 is ")
    assert world.run("check", "--data") == 1
    assert world.run("build", "--check") == 0
    assert world.run("build", "--check", "--data") == 1
    assert "D157" in world.capsys.readouterr().err
    assert world.run("build", "--data") == 2


@pytest.mark.parametrize(
    ("edit", "label"),
    [
        (lambda im: (im / "a/0.bmp").rename(im / "b/0_.bmp"), None),
        (
            lambda im: (im / "a/0.bmp").unlink(),
            "im: it has 15 files, and had 16 when it was probed",
        ),
        (
            lambda im: (im / "a/0.bmp").write_bytes(b"x"),
            "im: it has 1,531 bytes, and had 1,632 when",
        ),
        (lambda im: (im / "a/.hidden").write_bytes(b"x"), ""),
    ],
    ids=["moved", "removed", "shorter", "hidden"],
)
def test_folders_have_a_number_of_files_and_a_size(
    world: World, edit: Any, label: str | None
) -> None:
    """A file that was moved is noticed by the checksum, which is of names, too."""
    world.write(FOLDER)
    assert world.run("probe") == 0
    edit(world.folder / "im")
    if label:
        [(code, found)] = world.says()
        assert code == "D156"
        assert found.startswith(label)
    else:
        assert world.says() == []
    assert [code for code, _ in world.says("--data")] == ([] if label == "" else ["D157"])


def test_nothing_is_read_without_being_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write(TABLE)
    assert world.run("probe") == 0

    def forbidden(*_: object) -> str:
        raise AssertionError("it is read")

    monkeypatch.setattr(data_files, "_digest", forbidden)
    assert world.says() == []
    monkeypatch.setattr(data_files, "MOST_SIZES", 0)
    world.write(FOLDER)
    assert world.says() == []


def test_of_very_many_files_only_the_number_is_compared(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_files, "MOST_SIZES", 10)
    world.write(FOLDER)
    assert world.run("probe") == 0
    (world.folder / "im/a/0.bmp").write_bytes(b"x")
    assert world.says() == []
    (world.folder / "im/a/0.bmp").unlink()
    assert [code for code, _ in world.says()] == ["D156"]


def test_locks_without_files_and_stated_facts_say_nothing(world: World) -> None:
    world.write(TABLE)
    assert world.run("probe") == 0
    lock = world.folder / "specc.lock"
    content = json.loads(lock.read_text())
    facts = content["sources"][0]["facts"]
    (world.folder / "t.csv").write_text(TEXT + "u,3\n")
    world.write(TABLE, **{"data.facts": facts})
    assert world.says() == []
    world.write(TABLE)
    assert len(world.says()) == 1
    del content["sources"][0]["files"]
    lock.write_text(json.dumps(content))
    assert world.says() == []


def test_evaluation_data_is_compared_too(world: World) -> None:
    for name in "ab":
        (world.folder / "ev" / name).mkdir(parents=True)
        Image.new("RGB", (4, 4), "red").save(world.folder / "ev" / name / "0.bmp")
    world.write(FOLDER, **{"data.holdout": None, "data.evaluation": {**FOLDER, "path": "ev"}})
    assert world.run("probe") == 0
    assert world.says() == []
    (world.folder / "ev/a/0.bmp").unlink()
    world.capsys.readouterr()
    world.run("check", "--format", "json")
    found = json.loads(world.capsys.readouterr().out)
    [path] = [d["path"] for d in found if d["code"] == "D156"]
    assert path == ["data", "evaluation"]
