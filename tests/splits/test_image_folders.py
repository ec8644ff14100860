"""Folders of images for evaluation that lack classes, and folders of sets in place of classes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sources.world import probe, trainer
from trainers.conftest import BASE

COUNTS = {"a": 5, "b": 6, "c": 7}
LABELS = {"a": 0, "b": 1, "c": 2}


def draw(folder: Path, counts: dict[str, int], seed: int = 0) -> None:
    rng = np.random.default_rng(seed)
    for name, count in counts.items():
        (folder / name).mkdir(parents=True)
        for number in range(count):
            pixels = rng.integers(0, 256, (4, 4, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{number}.png")


def spec(folder: Path, **data: Any) -> Path:
    """A spec that trains on `im`, and evaluates and tests on `ev`, if there is such a folder."""
    source = {"type": "image_folder", "path": "im"}
    block = {"source": source, "batch_size": 4, **data}
    if (folder / "ev").is_dir():
        block["evaluation"] = {**source, "path": "ev"}
    train, evaluate = {"duration": "4 steps"}, {"every": "2 steps"}
    path = folder / "small.json"
    text = json.dumps({**BASE, "data": block, "train": train, "evaluate": evaluate})
    path.write_text(text)
    return path


def evaluated(module: ModuleType, placement: str) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of the evaluation data, where they were before they are decoded or not."""
    found = module.load_data(module.Config()).eval
    return np.asarray(found.image), np.asarray(found.label)


@pytest.mark.parametrize("placement", ["device", "host", "files"])
def test_labels_are_those_of_training(placement: str, tmp_path: Path) -> None:
    """Without class b, c has the label 2, as in training."""
    draw(tmp_path / "im", COUNTS)
    draw(tmp_path / "ev", {"a": 2, "c": 3}, seed=1)
    path = spec(tmp_path, placement=placement)
    assert probe(path) == 0
    module = trainer(path)
    assert module.EVAL_EXAMPLES == 5
    images, labels = evaluated(module, placement)
    np.testing.assert_array_equal(labels, [0, 0, 2, 2, 2])
    stored = [np.asarray(Image.open(file)) for file in sorted((tmp_path / "ev").glob("*/*.png"))]
    values = images * (1 if images.dtype == np.uint8 else 255)
    np.testing.assert_allclose(values, np.stack(stored), atol=1e-4)
    module.train(module.Config(workdir=tmp_path / "run"))
    lines = (tmp_path / "run/metrics.jsonl").read_text().splitlines()
    assert np.isfinite(json.loads(lines[-1])["eval_loss"])


@pytest.mark.parametrize(
    ("counts", "labels"), [({"a": 2, "b": 0, "c": 1}, [0, 0, 2]), ({"b": 3}, [1, 1, 1])]
)
def test_empty_folders_and_a_single_class(
    counts: dict[str, int], labels: list[int], tmp_path: Path
) -> None:
    draw(tmp_path / "im", COUNTS)
    draw(tmp_path / "ev", counts, seed=1)
    path = spec(tmp_path)
    assert probe(path) == 0
    module = trainer(path)
    np.testing.assert_array_equal(evaluated(module, "device")[1], labels)


def test_the_trainer_requires_the_folders_that_there_were(tmp_path: Path) -> None:
    draw(tmp_path / "im", COUNTS)
    draw(tmp_path / "ev", {"a": 2, "c": 3}, seed=1)
    path = spec(tmp_path)
    assert probe(path) == 0
    module = trainer(path)

    def stops(message: str) -> None:
        with pytest.raises(ValueError, match=message):
            module.load_data(module.Config())

    shutil.move(tmp_path / "im/b", tmp_path / "b")
    stops(r"im has no folders \['b'\]: restore")
    shutil.move(tmp_path / "b", tmp_path / "im/b")
    shutil.copytree(tmp_path / "ev/a", tmp_path / "ev/x")
    stops(r"ev has folders \['x'\], which are not classes: remove")
    shutil.rmtree(tmp_path / "ev/x")
    for file in (tmp_path / "ev/c").iterdir():
        file.unlink()
    stops("ev/c is empty: restore")
    shutil.rmtree(tmp_path / "ev/c")
    stops(r"ev has no folders \['c'\]: restore")


def test_a_class_that_is_not_trained_on_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draw(tmp_path / "im", {"a": 2, "c": 2})
    draw(tmp_path / "ev", {"a": 2, "b": 3}, seed=1)
    path = spec(tmp_path)
    assert probe(path) == 0
    import specc

    with pytest.raises(specc.SpecError) as caught:
        specc.compile(specc.read(path))
    [found] = [d for d in caught.value.diagnostics if d.code == "D168"]
    assert found.label == "class 'b' is not in training"


@pytest.mark.parametrize(
    ("names", "fix"),
    [
        (
            ("train", "val"),
            "source: {type: image_folder, path: im/train}, evaluation: {type: image_folder, path: im/val}",
        ),
        (
            ("Training", "test", "validation"),
            "source: {type: image_folder, path: im/Training}, evaluation: {type: image_folder, path:"
            " im/validation}, test: {type: image_folder, path: im/test}",
        ),
        (("train",), "source: {type: image_folder, path: im/train}"),
    ],
)
def test_folders_of_sets_are_no_classes(
    names: tuple[str, ...], fix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in names:
        draw(tmp_path / "im" / name, COUNTS)
    assert probe(spec(tmp_path)) == 2
    error, shown = capsys.readouterr().err.splitlines()
    assert f"im has the folders {', '.join(sorted(names))}, which look like sets" in error
    assert shown == f"  = fix: give each its place in `data`: {fix}"


def test_classes_may_be_called_like_sets(tmp_path: Path) -> None:
    draw(tmp_path / "im", {"test": 2, "train": 2})
    assert probe(spec(tmp_path)) == 0


def test_folders_in_a_class_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw(tmp_path / "im", COUNTS)
    draw(tmp_path / "im/b", {"dark": 2})
    assert probe(spec(tmp_path)) == 2
    error, fix = capsys.readouterr().err.splitlines()
    assert "im/b/dark is a folder, where images of the class 'b' are expected" in error
    assert "put its images into" in fix
