"""Raw inputs: `prepare_inputs` gives what training has of the same examples, with the scaler of the state too."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from sklearn.datasets import load_digits, load_wine
from trainers.conftest import BASE, build, changed, data_of

from .world import images, labels, probed, write, write_spec

OWN = """
import numpy as np

def load_own():
    x = np.load("{folder}/own.npy")
    return x, np.arange(len(x)) % 3
"""


def source_of(kind: str, folder: Path, x: np.ndarray) -> dict[str, Any]:
    if kind != "python":
        return write(folder, kind, x, labels())
    np.save(folder / "own.npy", x)
    (folder / "own.py").write_text(OWN.format(folder=folder))
    return {"type": "python", "source": "own.py", "name": "load_own"}


def prepared(module: ModuleType, x: np.ndarray, data: Any) -> jax.Array:
    """As the state has the scaler, in float32, if there is one."""
    if not hasattr(data, "scaler"):
        return module.prepare_inputs(x)
    return module.prepare_inputs(x, jax.tree.map(jnp.float32, data.scaler))


def by_hand(x: np.ndarray, normalize: str, kind: np.dtype) -> np.ndarray:
    if normalize == "none" or (normalize == "unit" and kind == np.uint8):  # scaled in `predict`
        return x
    if normalize == "unit":
        return x / x.max()
    return (x - x.mean(0, dtype=float)) / np.where(np.ptp(x, axis=0) > 0, x.std(0, dtype=float), 1)


@pytest.mark.parametrize("normalize", ["none", "unit", "standardize"])
@pytest.mark.parametrize(
    ("kind", "dtype"),
    [(kind, dtype) for dtype in (np.uint8, np.float64) for kind in ("npz", "npy", "python")]
    + [("idx", np.uint8)],
)
def test_inputs_are_those_of_training(
    kind: str, dtype: type, normalize: str, tmp_path: Path
) -> None:
    x = images().astype(dtype)
    module = probed(write_spec(tmp_path, source_of(kind, tmp_path, x), normalize=normalize))
    data = data_of(module, module.Config())
    found = prepared(module, x, data)
    assert found.dtype == data.train.image.dtype
    np.testing.assert_allclose(found, data.train.image, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(found, by_hand(x, normalize, np.dtype(dtype)), rtol=1e-5, atol=1e-6)


def test_large_numbers_keep_their_differences(tmp_path: Path) -> None:
    """Times in seconds, which float32 would round to two minutes: they are scaled in float64."""
    x = 1.7e9 + 3e5 * np.random.default_rng(0).random((60, 2))
    module = probed(write_spec(tmp_path, write(tmp_path, "npz", x, labels())))
    data = module.load_data(module.Config())
    np.testing.assert_allclose(prepared(module, x, data), data.train.features, atol=1e-3)


@pytest.mark.parametrize("placement", ["device", "host"])
def test_inputs_of_another_kind_are_refused(placement: str, tmp_path: Path) -> None:
    source = write(tmp_path, "npy", images(), labels())
    module = probed(write_spec(tmp_path, source, placement=placement))
    with pytest.raises(
        ValueError, match=r"image has the shape \(60, 5, 4\); it must be \(60, 4, 5\)"
    ):
        module.prepare_inputs(images().transpose(0, 2, 1))
    with pytest.raises(ValueError, match="image is float64; it must be uint8"):
        module.prepare_inputs(images() / 255)
    assert module.prepare_inputs(images()[:7]).shape == (7, 4, 5)


def test_one_column_is_not_taken_for_all(tmp_path: Path) -> None:
    """It would be broadcast with the means."""
    x = np.random.default_rng(0).random((60, 3))
    module = probed(write_spec(tmp_path, write(tmp_path, "npz", x, labels())))
    scaler = module.load_data(module.Config()).scaler
    with pytest.raises(ValueError, match=r"features has the shape \(9, 1\); it must be \(9, 3\)"):
        module.prepare_inputs(x[:9, :1], scaler)


@pytest.mark.parametrize(("name", "load"), [("digits", load_digits), ("wine", load_wine)])
def test_data_of_scikit_learn(name: str, load: Any, tmp_path: Path) -> None:
    spec = changed(BASE, {"data.source.name": name, "data.holdout": None, "evaluate": None})
    module = build(spec, tmp_path)
    data = data_of(module, module.Config())
    x = getattr(load(), "images", load().data)
    np.testing.assert_allclose(prepared(module, x, data), data.train[0], rtol=1e-4, atol=1e-6)


def test_host_batches_are_prepared_like_raw_inputs(tmp_path: Path) -> None:
    """A call gets several batches at once, (steps, batch_size, ...)."""
    source = write(tmp_path, "npy", images().astype(float), labels())
    module = probed(write_spec(tmp_path, source, placement="host"))
    c = module.Config()
    data = module.load_data(c)
    rows = module.batch_rows(c, 0, 2)
    for x, row in zip(module.gather(data, rows).image, rows, strict=True):
        np.testing.assert_allclose(x, prepared(module, images()[row].astype(float), data))


def test_generative_trainers_have_none(tmp_path: Path) -> None:
    """They sample; nothing is predicted of inputs."""
    spec = json.loads(write_spec(tmp_path, write(tmp_path, "npz", images(), labels())).read_text())
    spec["task"] = {"type": "generation", "loss": {"type": "elbo"}}
    spec["model"] = {"type": "vae", "hidden": [8], "latent": 2}
    spec["data"]["source"] = {"type": "sklearn", "name": "digits"}
    assert not hasattr(build(spec, tmp_path), "prepare_inputs")
