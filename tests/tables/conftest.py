"""Tables and folders of images that pandas and Pillow write, and the trainers compiled for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from trainers.conftest import BASE, build, changed

from specc.language.data import Data
from specc.probe import look

Trainer = Callable[..., ModuleType]
ROWS = 40


@pytest.fixture(scope="session")
def table() -> pd.DataFrame:
    """Numbers of several sizes, names that look like numbers, text, truth values, and targets."""
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "kind": rng.choice(["b: large", "a, small", 'c "odd"'], ROWS),
            "size": rng.normal(50, 10, ROWS),
            "color": rng.choice(["red", "blue", "NA"], ROWS),
            "count": rng.integers(-3, 9, ROWS),
            "zip": rng.choice(["01", "1", "10"], ROWS),
            "wet": rng.random(ROWS) < 0.5,
            "tiny": rng.normal(0, 1e-7, ROWS),
            "price": rng.normal(3, 2, ROWS),
            "weight": rng.normal(0, 1, ROWS),
        }
    )


@pytest.fixture
def trainer(tmp_path: Path) -> Trainer:
    """A function from a source to the trainer for it, with the facts that the probe finds."""

    def make(source: dict[str, Any], **changes: Any) -> ModuleType:
        block = Data.model_validate({"source": source, "batch_size": 1}).source
        facts = look(block, tmp_path).model_dump(mode="json", exclude_none=True)
        given = {"data.source": source, "data.facts": facts, "data.batch_size": 4}
        return build(changed(BASE, {**given, "data.holdout": "25%", **changes}), tmp_path)

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five images of 6 x 8 pixels in each of three folders, and files that are none of them."""
    rng = np.random.default_rng(1)
    root = tmp_path / "images"
    for name in ("b", "a", "c d"):
        (root / name).mkdir(parents=True)
        for number in range(5):
            pixels = rng.integers(0, 256, (6, 8, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(root / name / f"{number}.png")
        (root / name / ".DS_Store").write_bytes(b"\0")
    (root / ".hidden").mkdir()
    (root / "readme.txt").write_text("what this is")
    return root
