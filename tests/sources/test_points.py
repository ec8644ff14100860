"""Points that are made from a seed: against scikit-learn, and against their definitions."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from sklearn import datasets
from trainers.conftest import build

SPEC: dict[str, Any] = {
    "specc": 1,
    "name": "points",
    "task": "classification",
    "model": {"type": "mlp", "hidden": [4]},
    "data": {"batch_size": 10},
    "optimizer": {"type": "sgd", "learning_rate": 0.1},
    "train": {"duration": "1 epoch"},
}


def made(tmp_path: Path, **source: Any) -> ModuleType:
    spec = {**SPEC, "data": {**SPEC["data"], "source": {"rows": 300, **source}}}
    return build(spec, tmp_path)


@pytest.mark.parametrize("seed", [0, 5])
def test_moons_and_circles_are_those_of_scikit_learn(seed: int, tmp_path: Path) -> None:
    moons = made(tmp_path / "moons", type="moons", noise=0.1).make_points(300, seed)
    x, y = datasets.make_moons(300, noise=0.1, random_state=seed)
    np.testing.assert_array_equal(moons["features"], x)
    np.testing.assert_array_equal(moons["label"], y)
    circles = made(tmp_path / "circles", type="circles", factor=0.3).make_points(300, seed)
    x, y = datasets.make_circles(300, noise=0.05, random_state=seed, factor=0.3)
    np.testing.assert_array_equal(circles["features"], x)
    np.testing.assert_array_equal(circles["label"], y)


def test_mixtures_have_their_centers(tmp_path: Path) -> None:
    ring = made(tmp_path / "ring", type="gaussian_ring", modes=5, radius=3.0, noise=0.01)
    grid = made(tmp_path / "grid", type="gaussian_grid", side=3, spacing=2.0, noise=0.01)
    angles = 2 * np.pi * np.arange(5) / 5
    points = [(x, y) for y in (-2, 0, 2) for x in (-2, 0, 2)]
    for trainer, centers in (
        (ring, np.stack([3 * np.cos(angles), 3 * np.sin(angles)], 1)),
        (grid, np.array(points)),
    ):
        found = trainer.make_points(3000, seed=1)
        residual = found["features"] - centers[found["label"]]
        np.testing.assert_allclose(residual.std(0), 0.01, rtol=0.1)
        assert np.abs(residual).max() < 0.06
        other = trainer.make_points(3000, seed=2)["features"]
        assert np.abs(other - found["features"]).max() > 0.005


def test_they_know_their_facts(tmp_path: Path) -> None:
    """Without a probe; each class has the rows that the facts say."""
    from specc.language.sources.gaussian_grid import GaussianGrid

    source = GaussianGrid(rows=103, side=3)
    trainer = made(tmp_path, type="gaussian_grid", side=3, rows=103)
    data = trainer.make_points(103, seed=0)
    facts = source.facts
    assert facts.class_rows == tuple(np.bincount(data["label"]).tolist())
    assert facts.low <= data["features"].min() < data["features"].max() <= facts.high
