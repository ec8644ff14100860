"""Emitted steps are those of optax's own optimizers, in every bit unless a reason is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jax
import numpy as np
import pytest
from flax import nnx
from optax import contrib

from specc.language.family import members

from .cases import CASES, Case
from .world import STEPS, difference, emitted_state, inputs, run_direct, start, trainer_of

pytestmark = pytest.mark.exact

FULLEST = {case.type: case for case in sorted(CASES, key=lambda case: len(case.settings))}
"""Of each optimizer the row with the most arguments."""
COMMON = {
    "adafactor",
    "adam",
    "adamw",
    "lamb",
    "lars",
    "lbfgs",
    "lion",
    "muon",
    "nadamw",
    "rmsprop",
    "sam",
    "schedule_free_adamw",
    "sgd",
    "sophia",
}
"""Optimizers whose fullest row is in `make test`; all other rows are among the long tests."""


def rows() -> Iterator[Any]:
    for case in CASES:
        quick = case.type in COMMON and case is FULLEST[case.type]
        marks = [] if quick else [pytest.mark.soak]
        yield pytest.param(case, id=case.id, marks=marks)


@pytest.mark.parametrize("case", list(rows()))
def test_twenty_steps_are_those_of_optax(case: Case):
    state = emitted_state({"optimizer": case.block, **case.base})
    direct = run_direct(case.make, case.base, extra=case.extra)
    leaves = jax.tree.leaves(direct)
    assert all(np.isfinite(leaf).all() for leaf in leaves)
    assert difference(start(case.base), direct) > 1e-7, "nothing has moved"
    assert difference(state.params, direct) <= case.within <= 1e-6
    assert bool(case.within) == bool(case.why)
    leaves = jax.tree.leaves(state)
    assert all(leaf.size for leaf in leaves), "checkpoints refuse arrays without elements"


PER_EXAMPLE = {"dpsgd"}
"""Those that take a gradient for each example; `tests/trainers/test_dpsgd.py` compares them."""


def test_every_optimizer_has_a_row():
    assert {case.type for case in CASES} == set(members("specc.language.optimizers")) - PER_EXAMPLE


DRAWN = {"model": {"type": "mlp", "hidden": [8], "norm": "batch", "dropout": 0.5}}
"""A model whose loss depends on what is drawn in a step, with statistics of its own."""


def test_a_second_gradient_has_the_draws_of_the_step():
    """SAM that goes nowhere is the optimizer inside it, if dropout drops the same units again."""
    inside = {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9}
    around = {"type": "sam", "rho": 1e-30, "base_optimizer": inside}
    plain = emitted_state({**DRAWN, "optimizer": inside})
    twice = emitted_state({**DRAWN, "optimizer": around})
    assert difference(plain.params, twice.params) <= 1e-6
    assert difference(plain.batch_stats, twice.batch_stats) <= 1e-6


def test_a_line_search_has_the_draws_of_the_step():
    """With gradients of its own batch and draws, each search finds a lower loss of them."""
    state = emitted_state({**DRAWN, "optimizer": {"type": "lbfgs"}})
    search = state.opt_state[-1]
    assert search.learning_rate > 0
    assert search.info.decrease_error <= 0


def test_schedule_free_evaluates_the_average():
    changes = {"optimizer": {"type": "schedule_free_adamw"}}
    trainer, state = trainer_of(changes), emitted_state(changes)
    c, data, _ = inputs(trainer, STEPS)
    average = contrib.schedule_free_eval_params(state.opt_state, state.params)
    assert difference(average, state.params) > 1e-4
    model = nnx.merge(state.graphdef, average)
    expected = trainer.compute_metrics(model(data.features), data.label)["loss"].mean()
    assert trainer.evaluate(c, state, data)["loss"] == pytest.approx(float(expected), rel=1e-6)
