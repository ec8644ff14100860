"""Examples on the device, in the host's memory, in a file or in many: the same batches, the same bits."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from .conftest import BASE, changed, emit, load

FACTS = {"rows": 1797, "shape": [8, 8], "classes": 10, "low": 0, "high": 16}
TESTED = {"type": "random", "share": "15%", "test": "5%"}
CHANGES: dict[str, Any] = {
    "model.dropout": 0.2,
    "data.augment": ["flip", "mixup"],
    "optimizer": {"type": "adamw", "learning_rate": 1e-3},
    "checkpoint": {"every": "20 steps"},
}


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("arrays")
    digits = load_digits()
    np.save(folder / "floats.npy", digits.images)
    np.save(folder / "bytes.npy", digits.images.astype(np.uint8))
    np.save(folder / "labels.npy", digits.target)
    return folder


@pytest.fixture(scope="module")
def images(tmp_path_factory) -> dict[str, Any]:
    """A folder of 120 images in three classes: the source, and its facts."""
    folder = tmp_path_factory.mktemp("images")
    digits = load_digits(n_class=3)
    for number, (pixels, label) in enumerate(zip(digits.images[:120], digits.target, strict=False)):
        (folder / f"class {label}").mkdir(exist_ok=True)
        Image.fromarray((pixels * 15).astype(np.uint8)).save(folder / f"class {label}/{number}.png")
    names = sorted(path.name for path in folder.iterdir())
    facts = {"rows": 120, "shape": [8, 8], "classes": 3, "low": 0, "high": 255, "dtype": "uint8"}
    source = {"type": "image_folder", "path": str(folder), "mode": "gray"}
    return {
        "data.source": source,
        "data.facts": {**facts, "class_names": names},
        "data.batch_size": 8,
    }


def trained(folder: Path, changes: dict[str, Any]) -> tuple[bytes, Any]:
    trainer = load(emit(changed(BASE, {**CHANGES, **changes}), folder))
    trainer.main(trainer.Config(workdir=folder / "run"))
    assert trainer.train_steps._cache_size() == 1
    return (folder / "run/metrics.jsonl").read_bytes(), trainer


@pytest.mark.parametrize("stored", ["floats", pytest.param("bytes", marks=pytest.mark.soak)])
def test_the_placement_changes_no_bit(stored, files, tmp_path):
    facts = {**FACTS, **({"dtype": "uint8"} if stored == "bytes" else {})}
    paths = {"inputs": str(files / f"{stored}.npy"), "targets": str(files / "labels.npy")}
    source = {"data.source": {"type": "npy", **paths}, "data.facts": facts}
    found = {
        placement: trained(tmp_path / placement, {**source, "data.placement": placement})
        for placement in ("device", "host")
    }
    assert found["device"][0] == found["host"][0]
    lines = found["host"][0].splitlines()
    assert len(lines) == 50
    assert json.loads(lines[-1])["loss"] < json.loads(lines[0])["loss"]


@pytest.mark.parametrize("normalize", ["unit", pytest.param("none", marks=pytest.mark.soak)])
def test_images_in_their_files_change_no_bit(normalize, images, tmp_path):
    """Calls end at steps 17, 18, 20 and so on: 102 examples are 12 steps and some an epoch."""
    changes = {**images, "data.normalize": normalize, "data.holdout": {**TESTED, "share": "10%"}}
    changes |= {"log.every": "17 steps", "evaluate.every": "18 steps", "train.duration": "60 steps"}
    found = {
        placement: trained(tmp_path / placement, {**changes, "data.placement": placement})
        for placement in ("device", "host", "files")
    }
    assert found["device"][0] == found["host"][0] == found["files"][0]
    assert len(found["files"][0].splitlines()) == 4 + 4 - 1  # the last step has one row
    assert not hasattr(found["host"][1], "grain")


def test_a_file_is_mapped_and_not_read(files, tmp_path):
    paths = {"inputs": str(files / "bytes.npy"), "targets": str(files / "labels.npy")}
    facts = {**FACTS, "dtype": "uint8"}
    changes = {"data.source": {"type": "npy", **paths}, "data.facts": facts}
    _, trainer = trained(tmp_path, {**changes, "data.placement": "host"})
    data = trainer.load_data(trainer.Config())
    assert all(isinstance(column, np.memmap) for column in data.train.values())
    assert len(data.train_rows) + len(data.eval.label) == 1797
    batches = trainer.gather(data, np.arange(6).reshape(2, 3))
    images = data.train["image"][data.train_rows[:6]]
    np.testing.assert_array_equal(batches.image, images.reshape(2, 3, 8, 8))


def test_calls_of_one_step_are_the_same_run(files, tmp_path):
    """How many steps one call takes changes nothing."""
    changes = {**CHANGES, "data.placement": "host", "log.every": "25 steps"}
    target = emit(changed(BASE, changes), tmp_path)
    found = []
    for most, steps in ((1000, 5), (1, 1)):  # 5 divides 20, 25 and 50
        trainer = load(target)
        trainer.MAX_STEPS_PER_CALL = most  # type: ignore[attr-defined]
        c = trainer.Config(workdir=tmp_path / str(most))
        assert trainer.steps_per_call(c, 0, 20, 25, 25) == steps
        trainer.main(c)
        found.append((c.workdir / "metrics.jsonl").read_bytes())
    assert found[0] == found[1]


def test_what_fits_is_on_the_device(tmp_path):
    """Two GiB are the limit: 1,797 images of 1 MiB, and of 2 MiB."""
    source = {"data.source": {"type": "npy", "inputs": "x.npy", "targets": "y.npy"}}
    for side, on_host in ((1024, False), (1448, True)):
        facts = {**FACTS, "shape": [side, side], "dtype": "uint8", "high": 255}
        spec = changed(BASE, {**source, "data.facts": facts, "model.hidden": [2]})
        text = emit(spec, tmp_path).read_text()
        assert ("def gather(" in text) == on_host
        assert ("open_memmap(" in text) == on_host


@pytest.mark.parametrize("holdout", ["20%", pytest.param(None, marks=pytest.mark.soak)])
def test_examples_on_the_host_are_verified(holdout, tmp_path, capsys):
    from specc.cli.main import main

    spec = changed(BASE, {"data.placement": "host", "data.holdout": holdout})
    if holdout is None:
        del spec["evaluate"]
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(spec))
    with pytest.raises(SystemExit) as ended:
        main(["verify", str(path)])
    gc.enable()  # which commands, being short, do without
    assert ended.value.code == 0
    assert "compilations: init_state 1, train_steps 1" in capsys.readouterr().out
