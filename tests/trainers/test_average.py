"""Averages of weights, against the same averages taken by hand from the weights of each step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import numpy as np
import optax
import pytest

from .conftest import BASE, advance, build, changed
from .test_accumulate import apart

STEPS = 24
SPEC = changed(
    BASE,
    {
        "train.duration": f"{STEPS} steps",
        "model.norm": "batch",
        "optimizer.learning_rate": 0.3,
        "evaluate.every": "8 steps",
        "log.every": "8 steps",
    },
)
Trees = list[Any]


def emas(decay: float, warmup: bool, start: int = 0, every: int = 1) -> Callable[[Trees], Any]:
    """By the formulas of the documentation; `trees[n]` is what step n left, the last what it began with."""

    def average(trees: Trees) -> Any:
        found, t = trees[-1], 0
        for step in range(every - 1, STEPS, every):
            kept = min(decay, (1 + t) / (10 + t)) if warmup else decay
            if step < start:
                kept = 0.0
            else:
                t += 1
            found = [
                kept * old + (1 - kept) * new for old, new in zip(found, trees[step], strict=True)
            ]
        return found

    return average


def mean(start: int = 0, every: int = 1) -> Callable[[Trees], Any]:
    def average(trees: Trees) -> Any:
        taken = [trees[step] for step in range(every - 1, STEPS, every) if step >= start]
        return [np.mean(leaves, axis=0) for leaves in zip(*taken, strict=True)]

    return average


SWA = {"type": "swa", "batch_stats": "averaged"}
CASES: dict[str, tuple[dict[str, Any], str, Callable[[Trees], Any]]] = {
    "ema": ({"type": "ema", "decay": 0.9}, "ema", emas(0.9, True)),
    "ema_long": ({"type": "ema", "decay": 0.5}, "ema", emas(0.5, True)),
    "ema_cold": ({"type": "ema", "decay": 0.9, "warmup": False}, "ema", emas(0.9, False)),
    "ema_late": (
        {"type": "ema", "decay": 0.9, "warmup": False, "start": "50%", "every": "2 steps"},
        "ema",
        emas(0.9, False, 12, 2),
    ),
    "ema_late_warm": (
        {"type": "ema", "decay": 0.9, "start": "11 steps", "every": "3 steps"},
        "ema",
        emas(0.9, True, 11, 3),
    ),
    "swa": (SWA, "swa", mean()),
    "swa_late": ({**SWA, "start": "13 steps"}, "swa", mean(13)),
    "swa_late_seldom": (
        {**SWA, "start": "13 steps", "every": "3 steps"},
        "swa",
        mean(13, 3),
    ),
}


def leaves(tree: Any) -> list[Any]:
    return [np.float64(leaf) for leaf in jax.tree.leaves(tree)]


def go(trainer: ModuleType, calls: list[int]) -> tuple[Any, list[Any]]:
    """The state at the end, and all states on the way; the first of them comes last."""
    c = trainer.Config()
    data = trainer.load_data().train
    state = trainer.init_state(c, c.seed)
    states, first = [], jax.device_get(state)
    for count in calls:
        state, _ = advance(trainer, c, state, data, count)
        states.append(jax.device_get(state))
    return state, [*states, first]


@pytest.mark.parametrize("name", CASES)
def test_an_average_is_what_its_formula_says(name: str, tmp_path: Path) -> None:
    written, field, average = CASES[name]
    trainer = build(changed(SPEC, {"average": written}), tmp_path)
    state, states = go(trainer, [1] * STEPS)
    for kept, averaged in (("params", f"{field}_params"), ("batch_stats", f"{field}_batch_stats")):
        expected = average([leaves(getattr(state, kept)) for state in states])
        assert apart(leaves(getattr(state, averaged)), expected) < 1e-6, kept
        assert apart(leaves(getattr(state, kept)), expected) > 1e-3
    assert trainer.train_steps._cache_size() == 1


@pytest.mark.parametrize("name", ["ema", "swa_late_seldom"])
def test_training_is_as_without_it(name: str, tmp_path: Path) -> None:
    plain, _ = go(build(SPEC, tmp_path), [8, 8, 8])
    spec = changed(SPEC, {"name": "averaged", "average": CASES[name][0]})
    averaged, _ = go(build(spec, tmp_path), [8, 8, 8])
    for ours, theirs in zip(leaves(averaged.params), leaves(plain.params), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-7)


def test_until_it_starts_it_is_a_copy(tmp_path: Path) -> None:
    spec = changed(SPEC, {"average": {"type": "ema", "start": "20 steps", "decay": 0.9}})
    _, states = go(build(spec, tmp_path), [5, 15, 4])
    for state in states[0], states[1]:
        assert [a.tobytes() for a in jax.tree.leaves(state.ema_params)] == [
            a.tobytes() for a in jax.tree.leaves(state.params)
        ]
    assert apart(leaves(states[2].ema_params), leaves(states[2].params)) > 1e-3


def test_the_average_is_what_is_evaluated(tmp_path: Path) -> None:
    trainer = build(changed(SPEC, {"average": {"type": "ema", "decay": 0.9}}), tmp_path)
    c = trainer.Config()
    held_out = trainer.load_data().eval
    state, _ = go(trainer, [8])
    found = trainer.evaluate(c, state, held_out)

    def accuracy(params: Any, stats: Any) -> tuple[float, float]:
        model = trainer.nnx.merge(state.graphdef, params, stats)
        model.eval()
        metrics = trainer.compute_metrics(model(held_out.image), held_out.label)
        return float(metrics["loss"].mean()), float(metrics["accuracy"].mean())

    average = accuracy(state.ema_params, state.ema_batch_stats)
    np.testing.assert_allclose([found["loss"], found["accuracy"]], average, rtol=1e-5)
    assert abs(average[0] - accuracy(state.params, state.batch_stats)[0]) > 1e-3


def test_a_copy_at_the_start_is_another_array(tmp_path: Path) -> None:
    """An average in the memory of the weights would be the weights, or be lost with them."""
    trainer = build(changed(SPEC, {"average": {"type": "ema"}}), tmp_path)
    state = trainer.init_state(trainer.Config(), 0)
    state = state.replace(key=jax.random.key_data(state.key))
    places = [leaf.unsafe_buffer_pointer() for leaf in jax.tree.leaves(state)]
    assert len(set(places)) == len(places)


# ----------------------------------------------------------------------------------- lookahead


def lookahead(trainer: ModuleType, period: int, step_size: float) -> Any:
    """The parameters of optax's own, with the same gradients."""
    c = trainer.Config()
    data = trainer.load_data().train
    state = trainer.init_state(c, c.seed)
    optimizer = optax.lookahead(trainer.make_optimizer(c), period, step_size)

    def loss(params: Any, batch: Any) -> jax.Array:
        model = trainer.nnx.merge(state.graphdef, params)
        return trainer.compute_metrics(model(batch.image), batch.label)["loss"].mean()

    @jax.jit
    def step(params: Any, moments: Any, batch: Any) -> tuple[Any, Any]:
        updates, moments = optimizer.update(jax.grad(loss)(params.fast, batch), moments, params)
        return optax.apply_updates(params, updates), moments

    params = optax.LookaheadParams.init_synced(state.params)
    moments = optimizer.init(params)
    for number in range(STEPS):
        rows = trainer.batch_rows(c, number, 1)[0]
        params, moments = step(params, moments, jax.tree.map(lambda a, rows=rows: a[rows], data))
    return params


@pytest.mark.parametrize(("period", "step_size"), [(5, 0.5), (6, 0.8), (1, 0.3)])
def test_lookahead_is_that_of_optax(period: int, step_size: float, tmp_path: Path) -> None:
    written = {"type": "lookahead", "sync_period": period, "slow_step_size": step_size}
    changes = {"average": written, "model.norm": None, "optimizer.momentum": 0.9}
    trainer = build(changed(SPEC, changes | {"optimizer.learning_rate": 0.1}), tmp_path)
    state, states = go(trainer, [1] * STEPS)
    expected = lookahead(trainer, period, step_size)
    assert apart(state.params, expected.fast) < 2e-6
    assert apart(state.slow_params, expected.slow) < 2e-6
    for number, seen in enumerate(states[:-1], start=1):
        same = [a.tobytes() for a in jax.tree.leaves(seen.slow_params)] == [
            a.tobytes() for a in jax.tree.leaves(seen.params)
        ]
        assert same == (number % period == 0)


def test_slow_weights_are_what_is_evaluated(tmp_path: Path) -> None:
    spec = changed(SPEC, {"average": {"type": "lookahead"}, "model.norm": None})
    trainer = build(spec, tmp_path)
    c = trainer.Config()
    held_out = trainer.load_data().eval
    state, _ = go(trainer, [8, 2])
    model = trainer.nnx.merge(state.graphdef, state.slow_params)
    loss = trainer.compute_metrics(model(held_out.image), held_out.label)["loss"].mean()
    np.testing.assert_allclose(trainer.evaluate(c, state, held_out)["loss"], loss, rtol=1e-6)
