"""Folders of images: the trainer has Pillow's values, and stops where they are not those it was written for."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from PIL import Image

from .conftest import Trainer

NAMES = ["a", "b", "c d"]


def load(module: ModuleType) -> Any:
    return module.load_data(module.Config())


def pixels(folder: Path, mode: str, size: tuple[int, int] | None) -> np.ndarray:
    """All images, class by class."""
    found = []
    for name in NAMES:
        for number in range(5):
            image = Image.open(folder / name / f"{number}.png").convert(mode)
            found.append(image if size is None else image.resize((size[1], size[0]), 2))
    return np.stack(found)


@pytest.mark.parametrize("size", [None, [3, 5]])
@pytest.mark.parametrize("mode", ["gray", "rgb"])
def test_values_are_those_of_pillow(folder: Path, trainer: Trainer, mode: str, size: Any) -> None:
    module = trainer({"type": "image_folder", "path": "images", "mode": mode, "size": size})
    assert module.CLASSES == NAMES
    data = load(module)
    expected = pixels(folder, {"gray": "L", "rgb": "RGB"}[mode], size)
    parts = np.split(np.random.default_rng(0).permutation(15), [round(0.25 * 15)])
    for examples, rows in zip((data.eval, data.train), parts, strict=True):
        assert examples.image.dtype == np.uint8
        np.testing.assert_array_equal(examples.image, expected[rows])
        np.testing.assert_array_equal(examples.label, np.repeat(range(3), 5)[rows])


def test_they_train(folder: Path, trainer: Trainer, tmp_path: Path) -> None:
    module = trainer({"type": "image_folder", "path": "images"}, **{"train.duration": "2 steps"})
    c = module.Config(workdir=tmp_path / "run")
    assert int(module.train(c).step) == 2


@pytest.fixture
def fitted(folder: Path, trainer: Trainer) -> ModuleType:
    return trainer({"type": "image_folder", "path": "images"})


def stops(module: ModuleType, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load(module)


def test_trainer_stops_at_a_file_that_is_no_image(fitted: ModuleType, folder: Path) -> None:
    (folder / "b" / "5.png").write_text("not an image")
    stops(fitted, r"images/b/5\.png is not a readable image, .*: replace it")


@pytest.mark.parametrize("ending", ["png", "jpeg", "gif", "bmp"])
def test_trainer_stops_at_half_an_image(fitted: ModuleType, folder: Path, ending: str) -> None:
    buffer = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (6, 8, 3), dtype=np.uint8)).save(
        buffer, ending
    )
    whole = buffer.getvalue()
    path = folder / "a" / "4.png"
    path.write_bytes(whole[: len(whole) // 2])
    stops(fitted, r"images/a/4\.png is not a readable image, .*: replace it")


def test_trainer_stops_at_another_size(fitted: ModuleType, folder: Path) -> None:
    Image.new("RGB", (9, 6)).save(folder / "a" / "2.png")
    stops(fitted, r"a/2\.png has the shape \(6, 9, 3\); it must be \(6, 8, 3\): resize")


def test_trainer_stops_at_an_empty_class(fitted: ModuleType, folder: Path) -> None:
    for path in (folder / "c d").glob("*.png"):
        path.unlink()
    stops(fitted, "images/c d is empty: restore the images")


def test_trainer_stops_at_a_missing_class(fitted: ModuleType, folder: Path) -> None:
    shutil.rmtree(folder / "b")
    stops(fitted, r"has no folders \['b'\]: restore")


def test_trainer_stops_at_another_class(fitted: ModuleType, folder: Path) -> None:
    shutil.copytree(folder / "b", folder / "bb")
    stops(fitted, r"has folders \['bb'\], which are not classes: remove")


def test_trainer_stops_at_more_images(fitted: ModuleType, folder: Path) -> None:
    shutil.copy(folder / "b" / "0.png", folder / "b" / "5.png")
    stops(
        fitted,
        r"image has the shape \(16, 6, 8, 3\); it must be \(15, 6, 8, 3\): .* build the trainer again",
    )
