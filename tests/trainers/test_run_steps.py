"""With steps left out: schedules follow the steps of the run, and what is logged is what is applied.

Covered: both ways of skipping (a policy, a loss scale), with warm-up, decay, groups, micro-batches, numbers that follow a schedule, a
schedule that follows the loss, and averages of the weights. The references apply the logged numbers by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from .conftest import BASE, advance, build, changed
from .test_nonfinite import spoiled

STEPS = 20
BAD = [2, 3, 9]
SPEC = changed(
    BASE,
    {
        "model": {"type": "mlp", "hidden": [8]},
        "train": {"duration": f"{STEPS} steps", "nonfinite": {"type": "skip", "most": 2}},
        "log.every": f"{STEPS} steps",
        "evaluate.every": f"{STEPS} steps",
    },
)
LINEAR = {"type": "linear", "peak": 0.1, "warmup": "4 steps"}
Update = Callable[[Any, Any, Any, dict[str, float]], tuple[Any, Any]]


def sgd(params: Any, moments: Any, grads: Any, logged: dict[str, float]) -> tuple[Any, Any]:
    momentum = logged.get("momentum", 0.0)
    moments = jax.tree.map(lambda m, g: momentum * m + g, moments, grads)
    rate = logged["learning_rate"]
    return jax.tree.map(lambda p, m: p - rate * m, params, moments), moments


def grouped(params: Any, moments: Any, grads: Any, logged: dict[str, float]) -> tuple[Any, Any]:
    """The output's rate is ten times the logged one."""
    new, moments = sgd(params, moments, grads, logged)

    def moved(path: Any, old: Any, new: Any) -> Any:
        return old + (10 if path[0].key == "output" else 1) * (new - old)

    return jax.tree.map_with_path(moved, params, new), moments


def adamw(params: Any, moments: Any, grads: Any, logged: dict[str, float]) -> tuple[Any, Any]:
    """Bias correction goes by the updates that there were, not by steps."""
    count, first, second = moments if isinstance(moments, tuple) else (0, moments, moments)
    count += 1
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, grads)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g**2, second, grads)

    def changed_(path: Any, p: Any, m: Any, v: Any) -> Any:
        step = m / (1 - 0.9**count) / (jnp.sqrt(v / (1 - 0.999**count)) + 1e-8)
        decay = logged["weight_decay"] if path[-1].key == "kernel" else 0.0
        return p - logged["learning_rate"] * (step + decay * p)

    return jax.tree.map_with_path(changed_, params, first, second), (count, first, second)


CASES: dict[str, tuple[dict[str, Any], Update]] = {
    "rate": ({"optimizer.learning_rate": LINEAR}, sgd),
    "groups": (
        {
            "optimizer": {
                "type": "sgd",
                "learning_rate": LINEAR | {"peak": 0.01},
                "groups": [{"match": "output/**", "learning_rate_multiplier": 10}],
            }
        },
        grouped,
    ),
    "momentum": (
        {
            "train.accumulate": 2,
            "optimizer": {
                "type": "sgd",
                "learning_rate": LINEAR,
                "momentum": {"type": "linear", "start": 0.9, "end": 0.5},
            },
        },
        sgd,
    ),
    "decay": (
        {
            "optimizer": {
                "type": "adamw",
                "learning_rate": LINEAR | {"peak": 1e-2},
                "weight_decay": {"type": "linear", "start": 0.0, "end": 1.0},
            }
        },
        adamw,
    ),
    "plateau": (
        {
            "optimizer.learning_rate": {
                "type": "reduce_on_plateau",
                "peak": 0.1,
                "average": "1 step",
                "patience": 1,
                "improvement": 0.3,
                "factor": 0.5,
                "warmup": "4 steps",
            }
        },
        sgd,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_logged_is_what_is_applied(name: str, tmp_path: Path) -> None:
    changes, update = CASES[name]
    trainer = build(changed(SPEC, changes), tmp_path)
    c = trainer.Config()
    data = spoiled(trainer, c, BAD).train
    state, metrics = advance(trainer, c, trainer.init_state(c, c.seed), data, STEPS)
    assert np.flatnonzero(metrics["skipped"]).tolist() == BAD

    reference = trainer.init_state(c, c.seed)
    params = reference.params
    moments = jax.tree.map(jnp.zeros_like, params)
    for step, rows in enumerate(trainer.batch_rows(c, 0, STEPS)):
        if step in BAD:
            continue
        batch = jax.tree.map(lambda x, rows=rows: x[rows], data)
        grads = jax.grad(lambda p, b=batch: trainer.loss_fn(c, p, reference, b)[0])(params)
        logged = {key: float(values[step]) for key, values in metrics.items()}
        params, moments = update(params, moments, grads, logged)
    for ours, expected in zip(jax.tree.leaves(state.params), jax.tree.leaves(params), strict=True):
        np.testing.assert_allclose(ours, expected, rtol=2e-3, atol=2e-5)

    rates = np.asarray(metrics["learning_rate"])
    if name == "plateau":
        assert rates[-1] < 0.1
    else:  # in a straight line up to step 4, and down to 0 after the last one
        peak = rates.max()
        expected = np.interp(np.arange(STEPS), [0, 4, STEPS], [0, peak, 0])
        np.testing.assert_allclose(rates, expected, rtol=1e-5, atol=1e-9)


def test_a_loss_scale_that_overflows_at_first_delays_no_schedule(tmp_path: Path) -> None:
    changes = {
        "precision": {"type": "float16", "loss_scale": {"initial": 1e9, "period": 2000}},
        "optimizer.learning_rate": {"type": "linear", "peak": 0.1},
        "train": {"duration": f"{STEPS} steps"},
    }
    trainer = build(changed(SPEC, changes), tmp_path)
    c = trainer.Config()
    state, data, skipped = trainer.init_state(c, c.seed), trainer.load_data().train, 0
    for step in range(STEPS):
        before = jax.device_get(state.params)
        state, metrics = advance(trainer, c, state, data, 1)
        squares = jax.tree.map(lambda a, b: jnp.sum((a - b) ** 2), before, state.params)
        moved = float(jnp.sqrt(sum(jax.tree.leaves(squares))))
        assert float(metrics["learning_rate"][0]) == pytest.approx(0.1 * (1 - step / STEPS))
        if metrics["skipped"][0]:
            skipped += 1
            assert moved == 0
        else:
            applied = moved / float(metrics["grad_norm"][0])
            assert applied == pytest.approx(0.1 * (1 - step / STEPS), rel=1e-3)
    assert skipped > 3


def emas(params: list[Any]) -> Any:
    """By the rule of the documentation: update t has the decay min(decay, (1 + t) / (10 + t))."""
    average = params[0]
    for t, new in enumerate(params[1:]):
        decay = min(0.99, (1 + t) / (10 + t))
        average = jax.tree.map(lambda a, p, d=decay: d * a + (1 - d) * p, average, new)
    return average


def means(params: list[Any]) -> Any:
    return jax.tree.map(lambda *x: sum(x) / len(x), *params[1 + BAD[0] :])


@pytest.mark.parametrize(
    ("average", "expected"),
    [
        ({"type": "ema", "decay": 0.99}, emas),
        (
            {"type": "swa", "start": f"{BAD[0]} steps"},
            means,
        ),  # it starts with a step that is skipped
    ],
    ids=["ema", "swa"],
)
def test_running_averages_count_skipped_steps(
    average: dict[str, Any], expected: Callable[[list[Any]], Any], tmp_path: Path
) -> None:
    trainer = build(changed(SPEC, {"average": average}), tmp_path)
    params, state = course(trainer)
    averaged = getattr(state, f"{average['type']}_params")
    for ours, right in zip(*map(jax.tree.leaves, (averaged, expected(params))), strict=True):
        np.testing.assert_allclose(ours, right, rtol=1e-4, atol=1e-6)


def test_slow_weights_are_synchronized_at_a_skipped_step(tmp_path: Path) -> None:
    period = BAD[0] + 1
    average = {"type": "lookahead", "sync_period": period}
    trainer = build(changed(SPEC, {"average": average}), tmp_path)
    params, state = course(trainer, period)
    # Nothing moved in the last of these steps, so halfway is between the first and those before it.
    halfway = jax.tree.map(lambda a, b: (a + b) / 2, params[0], params[period - 1])
    for name in ("params", "slow_params"):
        for ours, right in zip(*map(jax.tree.leaves, (getattr(state, name), halfway)), strict=True):
            np.testing.assert_allclose(ours, right, rtol=1e-5, atol=1e-7)


def course(trainer: ModuleType, steps: int = STEPS) -> tuple[list[Any], Any]:
    """The first parameters and those after each step, some skipped, and the last state."""
    c = trainer.Config()
    data = spoiled(trainer, c, BAD).train
    state = trainer.init_state(c, c.seed)
    params = [jax.device_get(state.params)]
    for _ in range(steps):
        state, _ = advance(trainer, c, state, data, 1)
        params.append(jax.device_get(state.params))
    return params, state
