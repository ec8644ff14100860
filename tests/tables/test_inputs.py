"""Raw inputs from files: tables that have no targets, and images by their paths, are read as in training."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest

from .conftest import Trainer

FEATURES = ["zip", "size", "count", "color", "wet", "tiny"]
SAVED = {"checkpoint": {"every": "25 steps"}}


@pytest.fixture(params=["csv", "parquet"])
def kind(request: pytest.FixtureRequest) -> Any:
    return request.param


def save(table: pd.DataFrame, path: Path) -> Path:
    if path.suffix == ".csv":
        table.to_csv(path, index=False)
    else:
        table.to_parquet(path)
    return path


def made(table: pd.DataFrame, kind: str, folder: Path, trainer: Trainer, **changes: Any) -> Any:
    path = save(table.assign(weight=1.5), folder / f"t.{kind}")
    features = changes.pop("features", FEATURES)
    source = {"type": kind, "path": path.name, "target": "kind", "features": features}
    source |= {"categorical": ["zip"]} if "zip" in features else {}
    source |= {"weight": "weight"} | ({"missing": []} if kind == "csv" else {})  # NA is a color
    return trainer(source, **SAVED, **changes)


@pytest.mark.parametrize("normalize", ["none", "standardize"])
@pytest.mark.parametrize("features", [FEATURES, ["size", "tiny"], ["color", "zip"]])
def test_a_table_without_targets_is_read_as_in_training(
    table: pd.DataFrame,
    kind: str,
    features: list[str],
    normalize: str,
    tmp_path: Path,
    trainer: Trainer,
) -> None:
    changes = {"features": features, "data.holdout": None, "evaluate": None}
    changes |= {"data.normalize": normalize}
    module = made(table, kind, tmp_path, trainer, **changes)
    data = module.load_data(module.Config())
    given = ()
    if hasattr(data, "scaler"):
        given = (jax.tree.map(jnp.float32, data.scaler),)
    raw = module.read_inputs(str(save(table[features[::-1]], tmp_path / f"new.{kind}")))
    found = module.prepare_inputs(raw, *given)
    np.testing.assert_allclose(found, data.train.features, rtol=1e-4, atol=1e-5)


def test_sentences_are_those_of_training(
    table: pd.DataFrame, kind: str, tmp_path: Path, trainer: Trainer
) -> None:
    module = made(table, kind, tmp_path, trainer)
    inputs = table[FEATURES]
    for changed, message in (
        (inputs.drop(columns="size"), r"not \['size'\]: rename or restore them"),
        (inputs.replace("red", "green"), "column 'color' has unknown values: 'green' in"),
        (inputs.assign(size=None), "has missing values, 40 in 'size'"),
        (inputs.assign(count="many"), "40 values that are not numbers, .* first in column 'count'"),
    ):
        with pytest.raises(ValueError, match=message):
            module.read_inputs(save(changed, tmp_path / f"new.{kind}"))


@pytest.mark.parametrize("placement", ["device", "files"])
def test_images_are_read_by_their_paths(folder: Path, trainer: Trainer, placement: str) -> None:
    module = trainer(
        {"type": "image_folder", "path": "images", "size": [3, 5]},
        **SAVED,
        **{"data.placement": placement, "data.holdout": {"type": "stratified", "share": "20%"}},
    )
    paths = [folder / name / "0.png" for name in module.CLASSES]
    images = np.stack([module.read_image(path) for path in paths])
    expected = module.decode({"image": np.array(paths)})["image"]
    found = module.prepare_inputs(images)
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, expected)
    with pytest.raises(ValueError, match=r"image has the shape \(3, 5, 3, 3\)"):
        module.prepare_inputs(images.transpose(0, 2, 1, 3))
