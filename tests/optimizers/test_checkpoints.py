"""What optimizers keep survives a checkpoint, and the run goes on as if it had not been interrupted."""

from __future__ import annotations

from pathlib import Path

import jax
import numpy as np
import orbax.checkpoint as ocp
import pytest
from trainers.conftest import numbers

from .cases import CASES
from .world import STEPS, inputs, trainer_of

FIRST = {case.type: case for case in reversed(CASES)}
OWN_KINDS = (
    "adafactor",
    "adam",
    "galore",
    "lbfgs",
    "muon",
    "schedule_free_adamw",
)
"""Some whose states have a structure of their own; the others are among the long tests."""

ROWS = [
    pytest.param(name, marks=[] if name in OWN_KINDS else [pytest.mark.soak])
    for name in sorted(FIRST)
]


@pytest.mark.parametrize("name", ROWS)
def test_a_run_goes_on_from_a_checkpoint(name: str, tmp_path: Path):
    case = FIRST[name]
    trainer = trainer_of({"optimizer": case.block, **case.base})
    c, data, rows = inputs(trainer, STEPS)
    half = STEPS // 2
    early, late = rows[:half], rows[half:]
    state, _ = trainer.train_steps(c, trainer.init_state(c, c.seed), data, early)
    with ocp.StandardCheckpointer() as checkpointer:
        checkpointer.save(tmp_path / "state", state)
        checkpointer.wait_until_finished()
        restored = checkpointer.restore(tmp_path / "state", trainer.init_state(c, c.seed))
    expected, _ = trainer.train_steps(c, state, data, late)
    found, _ = trainer.train_steps(c, restored, data, late)
    assert jax.tree.structure(found) == jax.tree.structure(expected)
    for left, right in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
        assert left.dtype == right.dtype
        assert np.array_equal(numbers(left), numbers(right))
