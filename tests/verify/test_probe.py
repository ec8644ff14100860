"""What decays and what is frozen, as updates show it: also where the first steps have a rate or a decay of 0."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jax
import pytest
from trainers.conftest import BASE, build, changed

from specc.ir.contract import NetworkContract
from specc.verify.networks import probe

LATE = {"type": "piecewise", "values": [0, 0.1], "boundaries": ["50%"]}
NETWORK = NetworkContract("model", ("params",), ("opt_state",), "make_optimizer", (), "")
SKIP = {"train.nonfinite": {"type": "skip", "most": 3}}

CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    # changes, and what decays: the kernels, or all
    "late decay": (
        {"optimizer": {"type": "adamw", "weight_decay": LATE, "learning_rate": 1e-3}},
        ["kernel"],
    ),
    "late rate": ({"optimizer": {"type": "adamw", "learning_rate": LATE}}, ["kernel"]),
    "late rate, skipping": (
        {"optimizer": {"type": "adamw", "learning_rate": LATE}, **SKIP},
        ["kernel"],
    ),
    "no decay": ({"optimizer": {"type": "adam", "learning_rate": LATE}}, []),
    # With a gradient of 0, these divide 0 by 0.
    "prodigy": ({"optimizer": {"type": "prodigy", "weight_decay": 0.01}}, ["kernel", "bias"]),
    "prodigy without": ({"optimizer": {"type": "prodigy"}}, []),
    "dadapt_adamw": (
        {"optimizer": {"type": "dadapt_adamw", "weight_decay": 0.01}},
        ["kernel", "bias"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_decay_is_seen_wherever_it_is_in_the_run(name: str, tmp_path: Path) -> None:
    changes, decaying = CASES[name]
    trainer = build(changed(BASE, {"model.hidden": [4], **changes}), tmp_path)
    c = trainer.Config()
    before = vars(trainer)["make_schedule"]
    params = trainer.init_state(c, 0).params
    decays, frozen = probe(trainer, NETWORK, c, params)
    paths = [path[-1].key for path, _ in jax.tree.leaves_with_path(params)]
    assert list(decays) == [path in decaying for path in paths]
    assert not any(frozen)
    assert vars(trainer)["make_schedule"] is before
