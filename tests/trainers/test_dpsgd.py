"""Differentially private SGD, against the algorithm of Abadi et al. (2016) example by example."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from . import reference
from .conftest import BASE, advance, build, changed, draw_key
from .test_accumulate import apart
from .test_meaning import plain

SIZE, CLIP, NOISE, RATE = 16, 3.2, 0.6, 0.02
SPEC = changed(
    BASE,
    {
        "data.batch_size": SIZE,
        "optimizer": {
            "type": "dpsgd",
            "learning_rate": RATE,
            "l2_norm_clip": CLIP,
            "noise_multiplier": NOISE,
        },
        "log.every": "1 step",
    },
)


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_every_step_is_what_the_paper_says(momentum: float, tmp_path: Path) -> None:
    trainer = build(changed(SPEC, {"optimizer.momentum": momentum}), tmp_path)
    c = trainer.Config()
    data = trainer.load_data().train
    state = trainer.init_state(c, c.seed)
    params: Any = plain(state.params)
    velocity: Any = jax.tree.map(jnp.zeros_like, params)
    run_key = jax.random.key(c.seed)

    @jax.jit
    def gradient(params: Any, image: Any, label: Any) -> Any:
        def loss(params: Any) -> jax.Array:
            logits, _ = reference.forward(None, params, image[None])
            return reference.cross_entropy(logits, label[None])[0]

        return jax.value_and_grad(loss)(params)

    for step in range(4):
        rows = trainer.batch_rows(c, step, 1)
        total: Any = jax.tree.map(jnp.zeros_like, params)
        losses, norms = [], []
        for row in rows[0]:
            loss, grads = gradient(params, data.image[row], data.label[row])
            norms.append(float(reference.norm_of(grads)))
            scale = min(1.0, CLIP / norms[-1])
            total = jax.tree.map(lambda t, g, scale=scale: t + scale * g, total, grads)
            losses.append(float(loss))
        assert min(norms) < CLIP < max(norms)  # so that both cases have been seen
        flat, tree = jax.tree.flatten(total)
        keys = jax.random.split(draw_key(run_key, step, "noise"), len(flat))
        noised = [
            (g + CLIP * NOISE * jax.random.normal(k, g.shape)) / SIZE
            for g, k in zip(flat, keys, strict=True)
        ]
        grads = jax.tree.unflatten(tree, noised)
        length = float(reference.norm_of(grads))
        velocity = jax.tree.map(lambda g, v: g + momentum * v, grads, velocity)
        params = jax.tree.map(lambda p, v: p - RATE * v, params, velocity)
        state, metrics = trainer.train_steps(c, state, data, rows)
        assert apart(plain(state.params), params) < 1e-6, step
        np.testing.assert_allclose(metrics["loss"][0], np.mean(losses), rtol=1e-5)
        np.testing.assert_allclose(metrics["example_grad_norm"][0], np.mean(norms), rtol=1e-5)
        np.testing.assert_allclose(metrics["grad_norm"][0], length, rtol=1e-5)
    assert trainer.train_steps._cache_size() == 1


def test_each_example_draws_for_itself(tmp_path: Path) -> None:
    trainer = build(changed(SPEC, {"model.dropout": 0.5}), tmp_path)
    c = trainer.Config()
    data = trainer.load_data().train
    state = trainer.init_state(c, c.seed)
    model = trainer.nnx.merge(state.graphdef, state.params)
    rows = np.zeros_like(trainer.batch_rows(c, 0, 1))  # the same example in each place of the batch
    one = data.image[rows[0, :1]]
    losses = []
    for number in range(SIZE):
        own = jax.random.fold_in(draw_key(jax.random.key(c.seed), 0, "example"), number)
        key = draw_key(own, 0, "dropout")
        logits = model(one, rngs=trainer.nnx.Rngs(key))
        losses.append(float(trainer.compute_metrics(logits, data.label[rows[0, :1]])["loss"][0]))
    assert len(set(losses)) > SIZE // 2
    _, metrics = trainer.train_steps(c, state, data, rows)
    np.testing.assert_allclose(metrics["loss"][0], np.mean(losses), rtol=1e-5)


def test_noise_shares_no_key_with_anything_else(tmp_path: Path) -> None:
    """Noise that is drawn as the weights were would say where they began."""
    trainer = build(changed(SPEC, {"model.dropout": 0.5}), tmp_path)
    c = trainer.Config()
    run_key, drawn = jax.random.key(c.seed), []
    for number in range(SIZE):
        for step in range(3):
            own = jax.random.fold_in(draw_key(run_key, step, "example"), number)
            drawn += [own, draw_key(own, step, "dropout")]
    init = jax.random.fold_in(run_key, 0)
    drawn += [run_key, init, *(jax.random.fold_in(init, n) for n in range(20))]
    drawn += [jax.random.fold_in(run_key, step + 1) for step in range(3)]
    drawn += [draw_key(run_key, step, "noise") for step in range(3)]
    assert len({tuple(np.array(jax.random.key_data(key))) for key in drawn}) == len(drawn)
    state = trainer.init_state(c, c.seed)
    found, expected = trainer.draw_key(state, "noise"), draw_key(run_key, 0, "noise")
    np.testing.assert_array_equal(*map(jax.random.key_data, (found, expected)))


def test_another_seed_compiles_nothing_and_draws_other_noise(tmp_path: Path) -> None:
    trainer = build(SPEC, tmp_path)
    data, ends = trainer.load_data().train, []
    for seed in 0, 1:
        c = trainer.Config(seed=seed)
        first = trainer.init_state(trainer.Config(seed=0), 0)
        state = first.replace(key=jax.random.key(seed))
        rows = trainer.batch_rows(trainer.Config(seed=0), 0, 1)
        ends.append(trainer.train_steps(c, state, data, rows)[0])
    assert trainer.train_steps._cache_size() == 1
    assert apart(ends[0].params, ends[1].params) > 1e-4


def test_clips_come_after_examples_have_become_one_gradient(tmp_path: Path) -> None:
    """The norm that is logged is that of the clipped and noisy mean, which the optimizer clips again."""
    bound = 0.001  # of values, which many gradients exceed
    trainer = build(changed(SPEC, {"optimizer.clip_by_value": bound}), tmp_path)
    c, data = trainer.Config(), trainer.load_data().train
    state = trainer.init_state(c, c.seed)
    batch = jax.tree.map(lambda x: x[trainer.batch_rows(c, 0, 1)[0]], data)
    grads, _ = jax.jit(trainer.private_grads, static_argnums=0)(c, state, batch)
    after, metrics = jax.jit(trainer.train_step, static_argnums=0)(c, state, batch)
    sizes = jnp.concatenate([jnp.abs(g).ravel() for g in jax.tree.leaves(grads)])
    assert 0.2 < float(jnp.mean(sizes > bound)) < 1
    np.testing.assert_allclose(metrics["grad_norm"], jnp.linalg.norm(sizes), rtol=1e-5)
    # Momentum is 0 before the first step, so this moves by the clipped gradient.
    rate = float(metrics["learning_rate"])
    moved = jax.tree.map(lambda p, g: p - rate * jnp.clip(g, -bound, bound), state.params, grads)
    for found, expected in zip(jax.tree.leaves(after.params), jax.tree.leaves(moved), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-7)


def test_noise_of_gradients_is_of_the_run(tmp_path: Path) -> None:
    """Noise of optax's noise has a key in its state, which follows from the seed."""
    noise = {"type": "sgd", "learning_rate": 0.1, "add_noise": {"eta": 0.01, "gamma": 0.5}}
    trainer = build(changed(BASE, {"optimizer": noise}), tmp_path)
    keys = []
    for seed in 0, 1:
        state = trainer.init_state(trainer.Config(seed=seed), seed)
        keys.append(jax.random.key_data(jax.tree.leaves(state.opt_state)[1]))
    assert trainer.init_state._cache_size() == 1
    assert keys[0].tolist() != keys[1].tolist()
    state, _ = advance(trainer, trainer.Config(), state, trainer.load_data().train, 2)
    assert trainer.train_steps._cache_size() == 1
