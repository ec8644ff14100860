"""Differentially private SGD, against the algorithm of Abadi et al. (2016) example by example."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from . import reference
from .conftest import BASE, build, changed
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
    data, _ = trainer.load_data()
    state = trainer.init_state(c)
    params: Any = plain(state.params)
    velocity: Any = jax.tree.map(jnp.zeros_like, params)
    key = jax.random.split(jax.random.key(c.seed), 3)[2]

    @jax.jit
    def gradient(params: Any, image: Any, label: Any) -> Any:
        def loss(params: Any) -> jax.Array:
            logits, _ = reference.forward(None, params, image[None])
            return reference.cross_entropy(logits, label[None])[0]

        return jax.value_and_grad(loss)(params)

    for step in range(4):
        rows = trainer.call_rows(c, step)
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
        key, *keys = jax.random.split(key, len(flat) + 1)
        noised = [
            (g + CLIP * NOISE * jax.random.normal(k, g.shape)) / SIZE
            for g, k in zip(flat, keys, strict=True)
        ]
        grads = jax.tree.unflatten(tree, noised)
        velocity = jax.tree.map(lambda g, v: g + momentum * v, grads, velocity)
        params = jax.tree.map(lambda p, v: p - RATE * v, params, velocity)
        state, metrics = trainer.train_steps(c, state, data, rows, 1)
        assert apart(plain(state.params), params) < 1e-6, step
        np.testing.assert_allclose(metrics["loss"], np.mean(losses), rtol=1e-5)
        np.testing.assert_allclose(metrics["grad_norm"], np.mean(norms), rtol=1e-5)
    assert trainer.train_steps._cache_size() == 1


def test_each_example_draws_for_itself(tmp_path: Path) -> None:
    trainer = build(changed(SPEC, {"model.dropout": 0.5}), tmp_path)
    c = trainer.Config()
    data, _ = trainer.load_data()
    state = trainer.init_state(c)
    model = trainer.nnx.merge(trainer.structure(c), state.params)
    rows = np.zeros_like(trainer.call_rows(c, 0))  # the same example in each place of the batch
    one = data.image[rows[0, :1]]
    _, dropout_key = jax.random.split(jax.random.key(c.seed))
    key = jax.random.fold_in(dropout_key, 0)
    losses = []
    for number in range(SIZE):
        logits = model(one, rngs=trainer.nnx.Rngs(jax.random.fold_in(key, number)))
        losses.append(float(trainer.score(logits, data.label[rows[0, :1]])["loss"][0]))
    assert len(set(losses)) > SIZE // 2
    _, metrics = trainer.train_steps(c, state, data, rows, 1)
    np.testing.assert_allclose(metrics["loss"], np.mean(losses), rtol=1e-5)


def test_noise_shares_no_key_with_anything_else(tmp_path: Path) -> None:
    """Noise that is drawn as the weights were would say where they began."""
    trainer = build(SPEC, tmp_path)
    c = trainer.Config()
    noise = trainer.init_state(c).opt_state[0].rng_key
    init, draws = jax.random.split(jax.random.key(c.seed))
    streams = [jax.random.fold_in(k, n) for k in (init, draws) for n in range(50)]
    others = [tuple(np.array(jax.random.key_data(key))) for key in (init, draws, *streams)]
    assert tuple(np.array(jax.random.key_data(noise))) not in others
    assert "init_key, _ = jax.random.split" in Path(str(trainer.__file__)).read_text()


def test_clips_come_after_examples_have_become_one_gradient(tmp_path: Path) -> None:
    text = Path(str(build(changed(SPEC, {"optimizer.clip_by_value": 0.1}), tmp_path).__file__))
    chain = text.read_text().partition("def make_optimizer")[2].partition("# ---")[0]
    names = ["differentially_private_aggregate", "optax.clip(", "optax.sgd("]
    places = [chain.index(name) for name in names]
    assert places == sorted(places)
