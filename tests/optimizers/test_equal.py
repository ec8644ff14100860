"""Emitted steps are those of optax's own optimizers, in every bit unless a reason is given."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from specc.spec.family import members

from .cases import CASES, Case
from .world import difference, emitted_state, run_direct, start


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_twenty_steps_are_those_of_optax(case: Case):
    state = emitted_state({"optimizer": case.block, **case.base})
    direct = run_direct(case.make, case.base, extra=case.extra)
    leaves = jax.tree.leaves(direct)
    assert all(np.isfinite(leaf).all() for leaf in leaves)
    assert difference(start(case.base), direct) > 1e-7, "nothing has moved"
    assert difference(state.params, direct) <= case.within <= 1e-6
    assert bool(case.within) == bool(case.why)


def test_every_optimizer_has_a_row():
    assert {case.type for case in CASES} == set(members("specc.spec.optimizers"))
