"""Numbers other than the learning rate that follow a schedule, against programs written by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from optimizers.chains import scheduled_adam
from trainers.conftest import BASE, advance, build, changed, data_of

STEPS = 30
SHAPES = {"kernel": (4, 3), "bias": (3,)}


def trainer_of(optimizer: dict[str, Any], folder: Path) -> Any:
    changes = {
        "optimizer": optimizer,
        "train.duration": f"{STEPS} steps",
        "evaluate.every": "30 steps",
    }
    return build(changed(BASE, changes), folder)


def course(optimizer: Any, **extra: Any) -> list[Any]:
    """The parameters after each step, of a problem with gradients that change."""
    params = {name: jnp.ones(shape) for name, shape in SHAPES.items()}
    state = optimizer.init(params)

    @jax.jit
    def step(i, params, state):
        key = jax.random.fold_in(jax.random.key(0), i)
        grads = {
            name: jax.random.normal(jax.random.fold_in(key, n), shape)
            for n, (name, shape) in enumerate(SHAPES.items())
        }
        updates, state = optimizer.update(grads, state, params, **extra)
        return optax.apply_updates(params, updates), state

    found = []
    for i in range(STEPS):
        params, state = step(i, params, state)
        found.append(jax.device_get(params))
    return found


def same(ours: list[Any], theirs: list[Any], within: float = 0.0) -> None:
    for step, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        for name in SHAPES:
            message = f"{name}, step {step}"
            np.testing.assert_allclose(one[name], other[name], within, within, err_msg=message)


def by_kernel(params: Any) -> Any:
    return {name: name == "kernel" for name in params}


def test_weight_decay_and_b1_are_those_of_optax(tmp_path: Path):
    written = {
        "type": "adamw",
        "learning_rate": {"type": "wsd", "peak": 0.01, "warmup": "10%", "decay": "30%"},
        "weight_decay": {"type": "linear", "start": 0.04, "end": 0.4},
        "b1": {"type": "polynomial", "start": 0.85, "end": 0.95, "over": "50%"},
    }
    trainer = trainer_of(written, tmp_path)
    rate = optax.join_schedules(
        [
            optax.linear_schedule(0.0, 0.01, 3),
            optax.constant_schedule(0.01),
            optax.linear_schedule(0.01, 0.0, 9),
        ],
        [3, 21],
    )
    b1 = optax.polynomial_schedule(0.85, 0.95, 2.0, 15)
    expected = optax.chain(
        scheduled_adam(b1, 0.999, 1e-8),
        optax.add_decayed_weights(optax.linear_schedule(0.04, 0.4, STEPS), mask=by_kernel),
        optax.scale_by_learning_rate(rate),
    )
    chain = trainer.make_optimizer(trainer.Config())
    # The masks of trainers look at the paths of an nnx.State; here keys of a dictionary are the same.
    same(course(chain), course(expected), WITHIN)


WITHIN = 1e-6
"""Where weights of means are summed up, and not the product of decay rates that is left of 1."""

CHANGE = {"type": "linear", "start": 0.5, "end": 0.99}


@pytest.mark.parametrize(
    "written",
    [
        {"type": "adam", "b1": CHANGE},
        {"type": "adam", "b1": CHANGE, "b2": {**CHANGE, "start": 0.9, "end": 0.999}},
        {"type": "adam", "b2": {**CHANGE, "start": 0.0}, "eps_root": 1e-12},
        {"type": "adamw", "b1": {**CHANGE, "start": 0.9, "end": 0.0}, "weight_decay": 0.0},
        {"type": "optimistic_adam_v2", "b1": CHANGE, "nesterov": False, "beta": 0.0},
    ],
    ids=repr,
)
def test_a_constant_gradient_takes_steps_of_the_rate(written: dict[str, Any], tmp_path: Path):
    """A mean of equal gradients is that gradient, however its decay rate changes, if its bias is corrected."""
    trainer = trainer_of({**written, "learning_rate": 0.01}, tmp_path)
    optimizer = trainer.make_optimizer(trainer.Config())
    params = {"kernel": jnp.zeros(3)}
    grads = {"kernel": jnp.array([0.7, -2.0, 1e-2])}
    state, update = optimizer.init(params), jax.jit(optimizer.update)
    for _ in range(STEPS):
        updates, state = update(grads, state, params)
        expected = -0.01 * np.sign(grads["kernel"])
        np.testing.assert_allclose(updates["kernel"], expected, rtol=3e-5)


@pytest.mark.parametrize("name", ["nadam", "nadamw"])
def test_nesterov_momentum_with_a_scheduled_b1(name: str, tmp_path: Path):
    """Against means by their definition; a constant b1 is that of optax."""
    written = {"type": name, "learning_rate": 0.01, "b1": CHANGE, "eps_root": 1e-6}
    if name == "nadamw":
        written["weight_decay"] = 0.0
    trainer = trainer_of(written, tmp_path)
    parts = (
        scheduled_adam(optax.linear_schedule(0.5, 0.99, STEPS), 0.999, 1e-8, 1e-6, nesterov=True),
        optax.scale_by_learning_rate(0.01),
    )
    same(course(trainer.make_optimizer(trainer.Config())), course(optax.chain(*parts)), WITHIN)
    constant = trainer.scale_by_scheduled_adam(b1=0.9, b2=0.999, eps=1e-8, eps_root=1e-6)
    same(course(constant), course(optax.scale_by_adam(eps_root=1e-6, nesterov=True)), 1e-4)


DIRECTIONS = {
    "lion": ((optax.scale_by_lion(),), ()),
    "lamb": ((optax.scale_by_adam(eps=1e-6),), (optax.scale_by_trust_ratio(),)),
}
"""What optax has before the weight decay and after it."""


@pytest.mark.parametrize("name", DIRECTIONS)
def test_decay_that_is_scheduled_has_its_place_in_the_chain(name: str, tmp_path: Path):
    written = {
        "type": name,
        "learning_rate": {"type": "cosine", "peak": 0.01},
        "weight_decay": {"type": "linear", "start": 0.04, "end": 0.4},
    }
    trainer = trainer_of(written, tmp_path)
    before, after = DIRECTIONS[name]
    expected = optax.chain(
        *before,
        optax.add_decayed_weights(optax.linear_schedule(0.04, 0.4, STEPS), mask=by_kernel),
        *after,
        optax.scale_by_learning_rate(optax.cosine_decay_schedule(0.01, STEPS)),
    )
    same(course(trainer.make_optimizer(trainer.Config())), course(expected))


def test_momentum_follows_its_schedule(tmp_path: Path):
    """SGD by hand, in doubles: every step has the momentum of its own."""
    written = {
        "type": "sgd",
        "learning_rate": 0.1,
        "momentum": {"type": "cosine", "start": 0.5, "end": 0.95},
    }
    trainer = trainer_of(written, tmp_path)
    found = course(trainer.make_optimizer(trainer.Config()))
    params = {name: np.ones(shape) for name, shape in SHAPES.items()}
    velocity = {name: np.zeros(shape) for name, shape in SHAPES.items()}
    for i in range(STEPS):
        key = jax.random.fold_in(jax.random.key(0), i)
        momentum = 0.95 + (0.5 - 0.95) * 0.5 * (1 + np.cos(np.pi * i / STEPS))
        for n, (name, shape) in enumerate(SHAPES.items()):
            grads = np.asarray(jax.random.normal(jax.random.fold_in(key, n), shape), np.float64)
            velocity[name] = momentum * velocity[name] + grads
            params[name] = params[name] - 0.1 * velocity[name]
            np.testing.assert_allclose(found[i][name], params[name], rtol=2e-5, atol=2e-5)


def run(trainer: Any, steps: int) -> list[dict[str, float]]:
    """The metrics of each step of a trainer."""
    c = trainer.Config()
    state = trainer.init_state(c, c.seed)
    _, metrics = advance(trainer, c, state, data_of(trainer, c).train, steps)
    return [
        {name: float(values[step]) for name, values in metrics.items()} for step in range(steps)
    ]


def test_scheduled_numbers_are_logged(tmp_path: Path):
    written = {
        "type": "adamw",
        "learning_rate": 1e-3,
        "weight_decay": {"type": "linear", "start": 0.0, "end": 0.3},
        "b2": {"type": "linear", "start": 0.9, "end": 0.99},
    }
    logged = run(trainer_of(written, tmp_path), STEPS)
    assert {"learning_rate", "weight_decay", "b2"} <= set(logged[0])
    assert "b1" not in logged[0]
    for step, row in enumerate(logged):
        assert row["weight_decay"] == pytest.approx(0.3 * step / STEPS, abs=1e-7)
        assert row["b2"] == pytest.approx(0.9 + 0.09 * step / STEPS, abs=1e-6)
        assert row["learning_rate"] == pytest.approx(1e-3)


def test_a_rate_falls_when_the_loss_has_stopped_falling(tmp_path: Path):
    """By hand, from the losses that are logged: averages of 2, the best but for a share, a cooldown."""
    written = {
        "type": "sgd",
        "learning_rate": {
            "type": "reduce_on_plateau",
            "peak": 0.05,
            "warmup": "4 steps",
            "factor": 0.5,
            "average": "2 steps",
            "patience": 2,
            "improvement": 0.3,
            "cooldown": 1,
            "floor": "20%",
        },
    }
    logged = run(trainer_of(written, tmp_path), STEPS)
    scale, best, bad, cooling = 1.0, float("inf"), 0, 0
    losses: list[float] = []
    drops = 0
    for step, row in enumerate(logged):
        losses.append(row["loss"])
        if len(losses) == 2:
            average, losses = sum(losses) / 2, []
            improved = average < (1 - 0.3) * best
            best = average if improved else best
            bad = 0 if improved else bad + 1
            if cooling:
                bad, cooling = 0, cooling - 1
            elif bad == 2:
                scale, bad, cooling = max(scale * 0.5, 0.2), 0, 1
                drops += 1
        peak = 0.05 * min(step / 4, 1)
        assert row["learning_rate"] == pytest.approx(peak * scale, rel=1e-6), step
    assert drops >= 3
