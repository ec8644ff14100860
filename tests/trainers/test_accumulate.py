"""A batch that is taken in micro-batches, against the whole batch and a reference written by hand."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from specc.language.optimizers.sgd import Sgd

from . import reference
from .conftest import BASE, advance, build, changed, data_of, draw_key
from .test_meaning import plain

WEIGHTS = [0.25, 4.0, 1.0, 1.0, 0.5, 8.0, 1.0, 2.0, 1.0, 0.125]
WHOLE = changed(
    BASE,
    {
        "task": {
            "type": "classification",
            "loss": {"type": "cross_entropy", "class_weights": WEIGHTS},
        },
        "optimizer.momentum": 0.9,  # so that the state holds the first gradient
        "log.every": "5 steps",
    },
)


def first_step(trainer: ModuleType, c: Any = None) -> tuple[Any, Any, Any, Any]:
    """The state before and after a step, its metrics, and its batch."""
    c = trainer.Config() if c is None else c
    data = data_of(trainer, c).train
    rows = trainer.batch_rows(c, 0, 1)
    before = trainer.init_state(c, c.seed)
    copy = jax.tree.map(jnp.copy, before)
    after, metrics = trainer.train_steps(c, copy, data, rows)
    metrics = {name: value[0] for name, value in metrics.items()}
    return before, after, metrics, jax.tree.map(lambda column: column[rows[0]], data)


def apart(found: Any, expected: Any) -> float:
    """The norm of the difference by the norm of what is expected."""
    pairs = list(zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True))
    wide = [(np.float64(a), np.float64(b)) for a, b in pairs]
    off = np.sqrt(sum(np.sum((a - b) ** 2) for a, b in wide))
    return float(off / np.sqrt(sum(np.sum(b**2) for _, b in wide)))


@pytest.mark.parametrize("count", [2, 4, 64])
def test_micro_batches_give_the_gradient_of_the_batch(count: int, tmp_path: Path) -> None:
    whole = build(WHOLE, tmp_path)
    parts = build(changed(WHOLE, {"name": "parts", "train.accumulate": count}), tmp_path)
    before, ours, metrics, batch = first_step(parts)
    _, theirs, expected, _ = first_step(whole)
    assert apart(ours.opt_state[0].trace, theirs.opt_state[0].trace) < 1e-6
    for name, value in expected.items():
        np.testing.assert_allclose(metrics[name], value, rtol=1e-6, err_msg=name)

    def loss(params: Any) -> jax.Array:
        logits, _ = reference.forward(None, params, batch.image)
        weight = jnp.array(WEIGHTS)[batch.label]
        return jnp.sum(weight * reference.cross_entropy(logits, batch.label)) / weight.sum()

    grads = jax.grad(loss)(plain(before.params))
    assert apart(plain(ours.opt_state[0].trace), grads) < 1e-6


def test_many_steps_stay_together(tmp_path: Path) -> None:
    whole = build(WHOLE, tmp_path)
    parts = build(changed(WHOLE, {"name": "parts", "train.accumulate": 4}), tmp_path)
    ends = []
    for trainer in whole, parts:
        c = trainer.Config()
        data = trainer.load_data().train
        state = trainer.init_state(c, c.seed)
        for _ in range(4):
            state, metrics = advance(trainer, c, state, data, 5)
        assert trainer.train_steps._cache_size() == 1
        assert int(state.step) == 20  # optimizer steps
        ends.append((state.params, metrics))
    assert apart(ends[1][0], ends[0][0]) < 1e-5
    np.testing.assert_allclose(ends[1][1]["loss"], ends[0][1]["loss"], rtol=1e-5)
    np.testing.assert_array_equal(ends[1][1]["accuracy"], ends[0][1]["accuracy"])


def test_statistics_are_those_of_micro_batches_one_after_the_other(tmp_path: Path) -> None:
    count = 4
    spec = changed(WHOLE, {"task": "classification", "model.norm": "batch"})
    trainer = build(changed(spec, {"train.accumulate": count}), tmp_path)
    before, after, metrics, batch = first_step(trainer)
    params, stats = plain(before.params), plain(before.batch_stats)
    total: Any = jax.tree.map(jnp.zeros_like, params)
    losses = 0.0
    for k in range(count):
        image, label = batch.image[k::count], batch.label[k::count]

        def loss(params: Any, image: Any = image, label: Any = label) -> Any:
            logits, moments = reference.forward("batch", params, image)
            return reference.cross_entropy(logits, label).sum(), moments

        (value, moments), grads = jax.value_and_grad(loss, has_aux=True)(params)
        stats = jax.tree.map(lambda old, new: 0.99 * old + (1 - 0.99) * new, stats, moments)
        total = jax.tree.map(jnp.add, total, grads)
        losses += float(value)
    size = len(batch.label)
    assert apart(plain(after.batch_stats), stats) < 1e-6
    expected = jax.tree.map(lambda g: g / size, total)
    assert apart(plain(after.opt_state[0].trace), expected) < 1e-5
    np.testing.assert_allclose(metrics["loss"], losses / size, rtol=1e-6)


def test_each_micro_batch_draws_for_itself(tmp_path: Path) -> None:
    count = 4
    changes = {
        "model.dropout": 0.5,
        "train.accumulate": count,
        "data.augment": ["mixup"],
    }
    trainer = build(changed(WHOLE, changes), tmp_path)
    before, _, metrics, batch = first_step(trainer)
    model = trainer.nnx.merge(before.graphdef, before.params)
    losses, masks = [], []
    for k in range(count):
        key = jax.random.fold_in(draw_key(before.key, 0, "micro_batch"), k)
        image, label = batch.image[k::count], batch.label[k::count]
        image, share = trainer.mixup(draw_key(key, 0, "mixup"), image)
        logits = model(image, rngs=trainer.nnx.Rngs(draw_key(key, 0, "dropout")))
        for labels, part in (label, share), (label[::-1], 1 - share):
            weight = np.array(WEIGHTS)[labels]
            of_example = trainer.compute_metrics(logits, labels)["loss"]
            losses.append(float(part * (weight * of_example).sum()))
        masks.append(float(share))
    assert len(set(masks)) == count
    total = np.array(WEIGHTS)[batch.label].sum()
    np.testing.assert_allclose(metrics["loss"], sum(losses) / total, rtol=1e-6)


def weighted(folder: Path, changes: dict[str, Any]) -> ModuleType:
    """A trainer of 64 examples a batch with weights from a file, a quarter of which are 0."""
    rng = np.random.default_rng(3)
    label = np.arange(512) % 4
    inputs = rng.normal(size=(512, 6)) + label[:, None]
    np.savez(folder / "weighted.npz", x=inputs, y=label, w=rng.integers(0, 4, 512) / 2)
    facts = {"rows": 512, "shape": [6], "classes": 4, "low": -5.0, "high": 8.0}
    source = {"type": "npz", "path": "weighted.npz", "weight": "w"}
    task = {
        "type": "classification",
        "loss": {"type": "cross_entropy", "class_weights": [0.25, 4.0, 1.0, 2.0]},
    }
    spec = {"task": task, "data.source": source, "data.facts": facts}
    return build(changed(WHOLE, spec | changes), folder)


@pytest.mark.parametrize("changes", [{}, {"precision": "float16"}, {"model.norm": "layer"}])
def test_weights_of_examples_count_in_the_whole_batch(
    changes: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Micro-batches weigh differently: a mean of their means would be another loss."""
    monkeypatch.chdir(tmp_path)
    whole = weighted(tmp_path, changes)
    parts = weighted(tmp_path, {"name": "parts", "train.accumulate": 8, **changes})
    before, ours, metrics, batch = first_step(parts)
    _, theirs, expected, _ = first_step(whole)
    bound = 1e-3 if "precision" in changes else 1e-6  # float16 rounds the gradients of each
    assert apart(ours.opt_state[0].trace, theirs.opt_state[0].trace) < bound
    for name, value in expected.items():
        rtol = 1e-3 if name == "grad_norm" else 1e-6
        np.testing.assert_allclose(metrics[name], value, rtol=rtol, err_msg=name)
    sums = np.asarray(batch.weight).reshape(-1, 8).sum(0)
    assert sums.min() < sums.max()
    if not changes:

        def loss(params: Any) -> jax.Array:
            logits, _ = reference.forward(None, params, batch.features)
            weight = batch.weight * jnp.array([0.25, 4.0, 1.0, 2.0])[batch.label]
            return jnp.sum(weight * reference.cross_entropy(logits, batch.label)) / weight.sum()

        value, grads = jax.value_and_grad(loss)(plain(before.params))
        np.testing.assert_allclose(metrics["loss"], value, rtol=1e-6)
        assert apart(plain(ours.opt_state[0].trace), grads) < 1e-6


def test_examples_on_the_host_are_the_same(tmp_path: Path) -> None:
    spec = changed(WHOLE, {"train.accumulate": 4})
    device = build(spec, tmp_path)
    host = build(changed(spec, {"name": "host", "data.placement": "host"}), tmp_path)
    c = host.Config()
    batches = host.gather(host.load_data(), host.batch_rows(c, 0, 1))
    after, metrics = host.train_steps(c, host.init_state(c, c.seed), batches)
    _, expected, their_metrics, _ = first_step(device)
    assert apart(after.params, expected.params) < 1e-6
    np.testing.assert_allclose(metrics["loss"], their_metrics["loss"], rtol=1e-6)


def test_settings_that_do_not_divide_are_refused(tmp_path: Path) -> None:
    trainer = build(changed(WHOLE, {"train.accumulate": 4}), tmp_path)
    assert trainer.Config(batch_size=63, accumulate=7).accumulate == 7
    for changes in ({"accumulate": 3}, {"accumulate": 128}, {"batch_size": 66}, {"accumulate": 0}):
        c = {"batch_size": 64, "accumulate": 4, **changes}
        words = f"accumulate is {c['accumulate']}; it must "
        words += f"divide batch_size, {c['batch_size']}" if c["accumulate"] else "be at least 1"
        with pytest.raises(ValueError, match=words):
            trainer.Config(**changes)


def test_evaluation_takes_no_more_than_fits_in_training(tmp_path: Path) -> None:
    """Unless it says otherwise, where all held-out examples at once are too many."""
    wide = {"model.hidden": [6000, 6000], "train.accumulate": 4}
    assert build(changed(WHOLE, wide), tmp_path).Config().eval_batch_size == 64 // 4


@pytest.mark.parametrize("count", [None, 4])
def test_an_optimizer_can_ask_for_the_loss_elsewhere(
    count: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a line search does: it gets the loss of the whole batch, in micro-batches or not."""
    monkeypatch.setattr(Sgd, "extra_args", ("value", "value_fn"))
    spec = changed(WHOLE, {"model.norm": "layer", "train.accumulate": count})
    trainer = build(spec, tmp_path)

    def update(grads: Any, state: Any, params: Any, *, value: Any, value_fn: Any) -> Any:
        off = value_fn(jax.tree.map(lambda p: p + 0.01, params))
        return grads, {"here": value_fn(params), "value": value, "off": off}

    def make_optimizer(c: Any) -> Any:
        zeros = dict.fromkeys(("here", "off", "value"), jnp.zeros(()))
        return optax.GradientTransformationExtraArgs(lambda _: zeros, update)

    monkeypatch.setattr(trainer, "make_optimizer", make_optimizer)
    before, after, metrics, batch = first_step(trainer)
    found = after.opt_state
    np.testing.assert_allclose(found["value"], metrics["loss"], rtol=1e-6)
    np.testing.assert_allclose(found["here"], found["value"], rtol=1e-6)
    moved = jax.tree.map(lambda p: p + 0.01, before.params)
    model = trainer.nnx.merge(before.graphdef, moved)
    weight = jnp.array(WEIGHTS)[batch.label]
    losses = trainer.compute_metrics(model(batch.image), batch.label)["loss"]
    loss = (weight * losses).sum() / weight.sum()
    np.testing.assert_allclose(found["off"], loss, rtol=1e-6)
