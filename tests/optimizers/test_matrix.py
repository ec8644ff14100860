"""Every optimizer with what is special in a model: attention, decay, schedules, frozen groups.

The chains of emitted trainers take a few steps on parameters that are called as a vision transformer's. Equality
with optax is in `test_equal`, `test_chains` and `test_muon`. Steps whose gradient is not finite are taken by the whole training step
of a small trainer, and compared with optax and that trainer's chain, called by hand without them.
"""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from trainers.conftest import bits, build, changed

from specc.language.change import Scheduled
from specc.language.family import member, members
from specc.language.optimizer import Optimizer
from specc.language.selections import decay_of
from specc.language.wrapping import Wrapping

from .test_groups import VIT
from .test_muon import named
from .world import BASE

PACKAGE = "specc.language.optimizers"
KINDS = {name: member(PACKAGE, name) for name in sorted(members(PACKAGE))}
OWN = [name for name, kind in KINDS.items() if not issubclass(kind, Wrapping)]
QUICK = {"adafactor", "adamw", "muon", "prodigy", "sgd"}
"""Those in `make test`; the others are among the long tests."""

SHAPES = {
    "blocks": {0: {"attention": {"query": {"kernel": (4, 2, 2), "bias": (2, 2)}}}},
    "embed": {"kernel": (3, 4)},
    "norm": {"scale": (4,)},
    "output": {"kernel": (4, 3), "bias": (3,)},
}
RATE, DECAY = 0.01, 0.02
CHANGE = {"type": "linear", "start": 0.5, "end": 0.9}
LEFT_OUT = {
    "dpsgd": "it takes a gradient for each example",
    "sm3": "optax's has no axis sums for the shapes of attention's biases",
}
"""Optimizers that do not take these gradients, and why."""

NOT_ALONE = {"cocob", "dadapt_adamw", "dog", "dowg", "ldog", "momo", "momo_adam", "prodigy"}
"""Optimizers that find out a step size, so how far weights shrink is not the rate times the decay."""


def rows() -> Iterator[Any]:
    for name in OWN:
        if name not in LEFT_OUT:
            yield pytest.param(name, marks=[] if name in QUICK else [pytest.mark.soak])


every = pytest.mark.parametrize("name", list(rows()))


def filled(value: float) -> Any:
    is_shape = lambda node: isinstance(node, tuple)  # noqa: E731
    return jax.tree.map(lambda shape: jnp.full(shape, value), SHAPES, is_leaf=is_shape)


@functools.cache
def trainer_of(name: str, what: str = "decay") -> ModuleType:
    kind = KINDS[name]
    block: dict[str, Any] = {"type": name}
    if kind.model_fields["learning_rate"].is_required():
        block["learning_rate"] = RATE
    if what == "decay":
        block |= {decay.field: DECAY for decay in kind.decays}
    if what == "frozen":
        block["groups"] = [{"match": "blocks/0/attention/**", "frozen": True}]
    if what == "schedule":
        block |= dict.fromkeys(scheduled(kind), CHANGE)
    changes = {"optimizer": block, "model": VIT, "data.source.name": "digits"}
    if kind.full_batch_reason or name in ("lbfgs", "rprop"):
        changes |= {"data.batch_size": 1438}
    return build(changed(BASE, changes), Path(tempfile.mkdtemp(prefix="matrix")))


def scheduled(kind: Any) -> list[str]:
    """The fields that can follow a schedule."""
    if kind.constant_rates is not None:
        return []
    return [
        name
        for name, field in kind.model_fields.items()
        if any(isinstance(mark, Scheduled) for mark in field.metadata)
    ]


def moved(trainer: ModuleType, name: str, grads: Any, params: Any, count: int = 3) -> Any:
    """How far parameters have moved after some steps with the same gradients."""
    optimizer = trainer.make_optimizer(trainer.Config())
    known = {
        "value": jnp.float32(1),
        "grad": grads,
        "value_fn": lambda _: jnp.float32(1),
        "obj_fn": lambda tree: sum(jnp.sum(leaf**2) for leaf in jax.tree.leaves(tree)),
    }
    extra = {key: known[key] for key in KINDS[name].extra_args}

    @jax.jit
    def run(grads: Any, start: Any) -> Any:
        params, state = start, optimizer.init(start)
        for _ in range(count):
            updates, state = optimizer.update(grads, state, params, **extra)
            params = optax.apply_updates(params, updates)
        return jax.tree.map(jnp.subtract, params, start)

    return named(run(grads, params))


@every
def test_a_gradient_of_zero_moves_what_decays(name: str):
    """What a decay is for comes nearer to 0, by the decay times what its declaration says; all else stays."""
    if name == "fromage":
        pytest.skip("its steps end with a division of all weights by sqrt(1 + rate**2)")
    if name in NOT_ALONE:
        pytest.skip(f"{name} finds out its step size from gradients, of which there are none")
    trainer = trainer_of(name)
    written = specification(name, {decay.field: DECAY for decay in KINDS[name].decays})
    found = moved(trainer, name, filled(0.0), filled(1.0), 1)
    at_zero = moved(trainer, name, filled(0.0), filled(0.0), 1)
    ends = ("embed/**", "output/**")
    decays = KINDS[name].decays
    for path, step in found.items():
        step = step - at_zero[path]
        shrinks = bool(decay_of(written, path, ends, step.ndim))
        if not shrinks:
            np.testing.assert_allclose(step, 0.0, atol=1e-7, err_msg=path)
            continue
        assert (step < 0).all(), path
        by = decays[0].times
        if by in ("nothing", "learning rate"):
            share = DECAY * (1 if by == "nothing" else RATE)
            if name not in ("lamb", "schedule_free_sgd", "schedule_free_adamw"):
                np.testing.assert_allclose(step, -share, rtol=1e-3, err_msg=path)


def specification(name: str, settings: dict[str, Any]) -> Optimizer:
    found = KINDS[name].model_validate({"type": name, "learning_rate": RATE, **settings})
    assert isinstance(found, Optimizer)
    return found


@every
def test_attention_is_trained(name: str):
    """Kernels and biases of more axes than those of linear layers move, and stay finite."""
    grads = filled(0.0)
    keys = iter(jax.random.split(jax.random.key(0), 100))
    grads = jax.tree.map(lambda g: jax.random.normal(next(keys), g.shape), grads)
    found = moved(trainer_of(name), name, grads, filled(0.5))
    for path, step in found.items():
        assert np.isfinite(step).all(), path
        assert np.abs(step).max() > 0, path


@every
def test_what_is_frozen_stays(name: str):
    kind = KINDS[name]
    if kind.extra_args or kind.eval_params is not None:
        pytest.skip(f"{name} works on all parameters together and has no groups")
    found = moved(trainer_of(name, "frozen"), name, filled(0.3), filled(0.5))
    for path, step in found.items():
        assert (np.abs(step).max() > 0) == (not path.startswith("blocks")), path


@every
def test_what_can_follow_a_schedule_does(name: str):
    """With a gradient of 1, each field at the start of its schedule does what it does as that number."""
    if not scheduled(KINDS[name]):
        pytest.skip(f"no number of {name} can follow a schedule besides the learning rate")
    trainer = trainer_of(name, "schedule")
    found = moved(trainer, name, filled(1.0), filled(0.5))
    assert all(np.isfinite(step).all() and np.abs(step).max() > 0 for step in found.values())
    for field in scheduled(KINDS[name]):
        schedule = getattr(trainer, f"make_{field}_schedule")(trainer.Config())
        assert float(schedule(0)) == pytest.approx(0.5)


SKIPPED = (2, 3, 6)
"""The steps whose batch has a pixel that is not finite, from 0 on."""


@functools.cache
def skipping_trainer(name: str) -> ModuleType:
    """A perceptron that leaves out up to four steps in a row; its rates follow no schedule."""
    kind = KINDS[name]
    block: dict[str, Any] = {"type": name}
    if kind.model_fields["learning_rate"].is_required():
        block["learning_rate"] = RATE
    changes = {
        "optimizer": block,
        "train.nonfinite": {"type": "skip", "most": 4},
        "model.hidden": [8],
    }
    if kind.full_batch_reason or name in ("lbfgs", "rprop"):
        changes["data.batch_size"] = 120
    return build(changed(BASE, changes), Path(tempfile.mkdtemp(prefix="skipping")))


@every
def test_skipped_steps_leave_no_trace(name: str):
    """Weights, moments and counts after a skipped step have every bit they had before it.

    And what comes after are the steps of the chain called by hand on the gradients of the others.
    """
    trainer = skipping_trainer(name)
    c = trainer.Config()
    batch = jax.tree.map(lambda x: x[: c.batch_size], trainer.load_data().train)
    spoiled = batch._replace(**{batch._fields[0]: batch[0].at[0].set(jnp.inf)})
    step = jax.jit(trainer.train_step, static_argnums=0)
    state = trainer.init_state(c, 0)
    optimizer = trainer.make_optimizer(c)

    @jax.jit
    def by_hand(params: Any, opt_state: Any, state: Any) -> Any:
        def loss_of(params: Any) -> Any:
            return trainer.loss_fn(c, params, state, batch)[0]

        loss, grads = jax.value_and_grad(loss_of)(params)
        known = {"value": loss, "grad": grads, "value_fn": loss_of, "obj_fn": loss_of}
        extra = {key: known[key] for key in KINDS[name].extra_args}
        updates, opt_state = optimizer.update(grads, opt_state, params, **extra)
        return optax.apply_updates(params, updates), opt_state

    params, opt_state = state.params, state.opt_state
    for number in range(9):
        before = state
        state, metrics = step(c, state, spoiled if number in SKIPPED else batch)
        assert int(state.step) == number + 1
        assert bool(metrics["skipped"]) == (number in SKIPPED)
        left = bits((before.params, before.opt_state)), bits((state.params, state.opt_state))
        assert (left[0] == left[1]) == (number in SKIPPED), number
        if number not in SKIPPED:
            params, opt_state = by_hand(params, opt_state, before)
    for ours, expected in zip(jax.tree.leaves(state.params), jax.tree.leaves(params), strict=True):
        np.testing.assert_allclose(ours, expected, rtol=2e-4, atol=2e-6)


@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_schedules_go_on_during_skipped_steps(name: str):
    """The rate is that of the step's number; moments and their correction count updates only."""
    rate = {"type": "linear", "peak": 0.1}
    policy = {"type": "skip", "most": 4}
    spec = {"optimizer": {"type": name, "learning_rate": rate}, "train.nonfinite": policy}
    trainer = build(changed(BASE, spec), Path(tempfile.mkdtemp(prefix="skipping")))
    c = trainer.Config()
    batch = jax.tree.map(lambda x: x[: c.batch_size], trainer.load_data().train)
    spoiled = batch._replace(**{batch._fields[0]: batch[0].at[0].set(jnp.inf)})
    state = trainer.init_state(c, 0)
    params = state.params
    scale = optax.scale_by_adam() if name == "adam" else optax.identity()
    scaled = scale.init(params)
    step = jax.jit(trainer.train_step, static_argnums=0)
    for number in range(9):
        if number not in SKIPPED:
            grads = jax.grad(lambda p, s=state: trainer.loss_fn(c, p, s, batch)[0])(params)
            updates, scaled = scale.update(grads, scaled, params)
            rate_now = 0.1 * (1 - number / c.steps)
            params = jax.tree.map(lambda p, u, r=rate_now: p - r * u, params, updates)
        state, _ = step(c, state, spoiled if number in SKIPPED else batch)
    for ours, expected in zip(jax.tree.leaves(state.params), jax.tree.leaves(params), strict=True):
        np.testing.assert_allclose(ours, expected, rtol=1e-4, atol=1e-6)


def test_every_decay_is_declared():
    """Whatever field is a weight decay is one of those that rules and tables read."""
    others = {("mechanize", "weight_decay"): "of the estimate of its step size, not of weights"}
    for name, kind in KINDS.items():
        fields = {field for field in kind.model_fields if "weight_decay" in field}
        declared = {decay.field for decay in kind.decays}
        assert fields - {field for n, field in others if n == name} == declared, name
