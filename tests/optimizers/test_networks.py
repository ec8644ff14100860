"""Optimizers of several networks: what they share is there once, what differs has the name of its network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from trainers.conftest import changed, emit

GAN = yaml.safe_load((Path(__file__).parents[2] / "specs" / "digits_gan.yaml").read_text())
B1 = {"type": "linear", "start": 0.0, "end": 0.5}
ADAMW = {"type": "adamw", "learning_rate": 1e-3}

CASES: dict[str, tuple[dict[str, Any], dict[str, Any], set[str]]] = {
    "the same mask": (ADAMW, ADAMW, {"is_kernel"}),
    "other masks": (
        {**ADAMW, "mask": {"match": "mlp/layers/0/**"}},
        {**ADAMW, "mask": {"match": "mlp/layers/1/**"}},
        {"name_of", "decaying", "generator_decaying"},
    ),
    "the same moments": (
        {**ADAMW, "type": "adam", "b1": B1},
        {**ADAMW, "type": "adam", "b1": B1},
        {"scale_by_scheduled_adam"},
    ),
    "other moments": (
        {**ADAMW, "type": "adam", "b1": B1},
        {**ADAMW, "type": "adam", "b1": B1, "eps_root": 1e-6},
        {"scale_by_scheduled_adam", "generator_scale_by_scheduled_adam"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_functions_are_shared(name: str, tmp_path: Path):
    one, other, expected = CASES[name]
    changes = {"optimizer": one, "networks.discriminator.optimizer": other}
    text = emit(changed(GAN, changes), tmp_path).read_text()
    section = text.partition("# Optimizer --")[2].partition("\n# Training step --")[0]
    functions = set(re.findall(r"^def (\w+)", section, re.MULTILINE))
    assert {f for f in functions if not f.startswith("make_")} == expected
