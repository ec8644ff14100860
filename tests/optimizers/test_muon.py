"""Muon's matrices and rates, from what emitted chains do to parameters of known shapes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from trainers.conftest import build, changed

from .chains import hidden_kernels
from .test_groups import VIT
from .world import BASE

MUON = {"type": "muon", "learning_rate": 0.02}
LARGER = {**VIT, "patch_size": 2, "width": 32, "depth": 1, "heads": 4}
CNN = {"type": "cnn", "channels": [4, 8], "hidden": [16]}
STEPS = 20


def steps(
    folder: Path, changes: dict[str, Any], count: int = 1, optimizer: dict[str, Any] = MUON
) -> tuple[Any, Any, list[Any]]:
    """The trainer, its first parameters, and the updates for random gradients, which are the same at every step."""
    trainer = build(changed(BASE, {"optimizer": optimizer, **changes}), folder)
    c = trainer.Config()
    shapes = jax.eval_shape(lambda: trainer.init_state(c, 0)).params
    params = jax.tree.map(lambda p: jnp.ones(p.shape), shapes)
    chain = trainer.make_optimizer(c)
    state, update, found = chain.init(params), jax.jit(chain.update), []
    for _ in range(count):
        updates, state = update(gradients(params), state, params)
        found.append(updates)
    return trainer, params, found


def gradients(params: Any) -> Any:
    keys = iter(jax.random.split(jax.random.key(1), 1000))
    return jax.tree.map(lambda p: jax.random.normal(next(keys), p.shape), params)


def named(tree: Any) -> dict[str, np.ndarray]:
    leaves = jax.tree_util.tree_leaves_with_path(tree)
    return {jax.tree_util.keystr(k, simple=True, separator="/"): np.asarray(v) for k, v in leaves}


def is_orthogonal(update: np.ndarray, shape: tuple[int, int]) -> bool:
    """Whether singular values are near the learning rate, as five Newton-Schulz iterations leave nearly all."""
    scale = 0.02 * max(1, shape[1] / shape[0]) ** 0.5
    values = np.linalg.svd(update.reshape(shape), compute_uv=False) / scale
    return bool(((values > 0.6) & (values < 1.3)).mean() > 0.9)


DIGITS = {"data.source.name": "digits"}


def test_attention_is_orthogonalized_by_inputs_and_outputs(tmp_path: Path):
    _, params, [updates] = steps(tmp_path, {"model": LARGER, **DIGITS})
    found = named(updates)
    hidden = [n for n in found if n.endswith("kernel") and not n.startswith(("embed", "output"))]
    assert {name.split("/")[-2] for name in hidden} >= {"query", "key", "value", "out", "hidden"}
    for name in hidden:
        shape = found[name].shape
        rows = 32 if "attention" in name else shape[0]
        assert is_orthogonal(found[name], (rows, found[name].size // rows)), name
    adam = optax.adam(0.02, nesterov=True)
    expected = named(adam.update(gradients(params), adam.init(params))[0])
    for name in set(found) - set(hidden):
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-6, err_msg=name)
    assert {"blocks/0/attention/query/bias", "position", "embed/kernel", "output/kernel"} <= (
        set(found) - set(hidden)
    )


def test_convolutions_map_all_inputs_of_a_window_to_channels(tmp_path: Path):
    _, _, [updates] = steps(tmp_path, {"model": CNN, **DIGITS})
    found = named(updates)
    kernels = [name for name in found if name.endswith("kernel")]
    assert {found[name].ndim for name in kernels} == {2, 4}
    for name in kernels:
        shape = (found[name].size // found[name].shape[-1], found[name].shape[-1])
        assert is_orthogonal(found[name], shape) == (not name.startswith("output")), name


def test_only_kernels_stored_as_matrices(tmp_path: Path):
    chosen = {**MUON, "muon_weight_dimension_numbers": "matrices"}
    _, _, [updates] = steps(tmp_path, {"model": CNN, **DIGITS}, optimizer=chosen)
    for name, update in named(updates).items():
        if name.endswith("kernel"):
            shape = (update.size // update.shape[-1], update.shape[-1])
            assert is_orthogonal(update, shape) == name.startswith("hidden"), name


COSINE = {"type": "cosine", "peak": 0.02, "warmup": "5 steps", "floor": "10%"}
PHASES = {
    "type": "sequence",
    "phases": [{"for": "50%", "schedule": 0.01}, {"schedule": {"type": "linear", "peak": 0.02}}],
}
WSD = {"type": "wsd", "peak": 3e-3, "warmup": "2 steps", "decay": "5 steps"}


@pytest.mark.parametrize("rate", [0.02, COSINE, PHASES], ids=["constant", "cosine", "phases"])
def test_the_rate_of_adam_has_the_shape_of_muons(rate: Any, tmp_path: Path):
    optimizer = {**MUON, "learning_rate": rate, "adam_learning_rate": 3e-3, "nesterov": False}
    trainer, _, updates = steps(tmp_path, {}, STEPS, optimizer)
    c = trainer.Config()
    for step, update in enumerate(updates):
        rates = float(trainer.make_schedule(c)(step)), float(trainer.make_adam_schedule(c)(step))
        assert rates[1] == pytest.approx(rates[0] * 3e-3 / 0.02, rel=1e-6)
        # Adam's steps for a constant gradient are as large as its rate.
        applied = float(jnp.abs(named(update)["output/bias"]).mean())
        assert applied == pytest.approx(rates[1], rel=1e-4, abs=1e-9)
    metrics = trainer.train_step.__code__.co_consts
    assert {"learning_rate", "adam_learning_rate"} <= set(metrics)


def test_adam_has_a_schedule_of_its_own(tmp_path: Path):
    optimizer = {**MUON, "learning_rate": COSINE, "adam_learning_rate": WSD, "nesterov": False}
    _, _, updates = steps(tmp_path, {}, STEPS, optimizer)
    expected = optax.join_schedules(
        [
            optax.linear_schedule(0.0, 3e-3, 2),
            optax.constant_schedule(3e-3),
            optax.linear_schedule(3e-3, 0.0, 5),
        ],
        [2, STEPS - 5],
    )
    for step, update in enumerate(updates):
        applied = float(jnp.abs(named(update)["output/bias"]).mean())
        assert applied == pytest.approx(float(expected(step)), rel=1e-4, abs=1e-9)


def labelled(label: Any) -> Any:
    return lambda params: jax.tree.map_with_path(lambda path, _: label(path[0].key), params)


def is_kernel(params: Any) -> Any:
    return jax.tree.map_with_path(lambda path, _: path[-1].key == "kernel", params)


ADAMW = {"type": "adamw", "weight_decay": 0.3}
OUTPUT = {"match": "output/**", "learning_rate_multiplier": 0.15, "optimizer": ADAMW}
GROUPS: dict[str, tuple[dict[str, Any], Any]] = {
    "adamw in muon, with what is frozen": (
        {
            **MUON,
            "learning_rate": COSINE,
            "weight_decay": 0.1,
            "clip_by_global_norm": 0.5,
            "groups": [{"match": "hidden/0/bias", "frozen": True}, OUTPUT],
        },
        lambda rate: {
            "hidden": optax.contrib.muon(
                rate, weight_decay=0.1, muon_weight_dimension_numbers=hidden_kernels
            ),
            "output": optax.adamw(lambda n: 0.15 * rate(n), weight_decay=0.3, mask=is_kernel),
        },
    ),
    "muon in adamw": (
        {
            **ADAMW,
            "learning_rate": COSINE,
            "groups": [{"match": "hidden/**", "optimizer": {"type": "muon", "weight_decay": 0.1}}],
        },
        lambda rate: {
            "hidden": optax.contrib.muon(
                rate, weight_decay=0.1, muon_weight_dimension_numbers=hidden_kernels
            ),
            "output": optax.adamw(rate, weight_decay=0.3, mask=is_kernel),
        },
    ),
    "adafactor in sgd": (
        {
            "type": "sgd",
            "weight_decay": 0.1,
            "momentum": 0.9,
            "learning_rate": COSINE,
            "groups": [
                {
                    "match": "hidden/**",
                    "optimizer": {"type": "adafactor", "weight_decay_rate": 1e-3},
                }
            ],
        },
        lambda rate: {
            "hidden": optax.adafactor(rate, weight_decay_rate=1e-3, weight_decay_mask=is_kernel),
            "output": optax.chain(
                optax.add_decayed_weights(0.1, is_kernel), optax.sgd(rate, momentum=0.9)
            ),
        },
    ),
}


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_has_an_optimizer_of_its_own(name: str, tmp_path: Path):
    """Against optax.partition of whole optimizers, also where one of them applies its rate itself."""
    optimizer, make = GROUPS[name]
    _, params, updates = steps(tmp_path, {}, 4, optimizer)
    rate = optax.warmup_cosine_decay_schedule(0.0, 0.02, 5, STEPS, 0.002)
    expected = optax.partition(make(rate), labelled(lambda part: part))
    grads = gradients(params)
    if "frozen" in name:  # it is no part of the norm
        grads["hidden"][0]["bias"] = jnp.zeros_like(grads["hidden"][0]["bias"])
        grads, _ = optax.clip_by_global_norm(0.5).update(grads, optax.EmptyState())
    state = expected.init(params)
    for found in updates:
        update, state = expected.update(grads, state, params)
        if "frozen" in name:
            update["hidden"][0]["bias"] = jnp.zeros_like(update["hidden"][0]["bias"])
        for path, value in named(update).items():
            np.testing.assert_allclose(named(found)[path], value, 1e-5, 1e-8, err_msg=path)
