"""Augmentation: what is drawn, how often, and that evaluation never sees it."""

from __future__ import annotations

import json

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from sklearn.datasets import load_digits

from .conftest import BASE, build, changed, data_of, draw_key, emit, load

MANY = 2_000


def augmented(folder, *items, **changes):
    spec = changed(BASE, {"name": "augmented", "data.augment": list(items), **changes})
    return build(spec, folder)


@pytest.fixture
def image():
    """Pixels that are all different, and none of them 0."""
    return jnp.broadcast_to(jnp.arange(1.0, 65).reshape(8, 8), (MANY, 8, 8))


def test_half_are_mirrored(tmp_path, image):
    found = np.asarray(augmented(tmp_path, "flip").flip(jax.random.key(0), image))
    mirrored = (found == image[:, :, ::-1]).all((1, 2))
    assert ((found == image).all((1, 2)) | mirrored).all()
    assert abs(mirrored.mean() - 0.5) < 4 * 0.5 / MANY**0.5


def test_crops_are_moved_images(tmp_path, image):
    trainer = augmented(tmp_path, {"type": "crop", "padding": 2})
    found = np.asarray(trainer.crop(jax.random.key(0), image))
    padded = np.pad(np.asarray(image[0]), 2)
    moved = {(y, x): padded[y : y + 8, x : x + 8] for y in range(5) for x in range(5)}
    count = {at: (found == window).all((1, 2)).sum() for at, window in moved.items()}
    assert sum(count.values()) == MANY
    assert min(count.values()) > MANY / 25 / 2


def test_holes_are_squares_about_any_pixel(tmp_path, image):
    trainer = augmented(tmp_path, {"type": "cutout", "size": 3})
    found = np.asarray(trainer.cutout(jax.random.key(0), image))
    holes = found == 0
    assert ((found == image) | holes).all()
    sizes = holes.sum((1, 2))
    assert set(sizes) == {4, 6, 9}  # a corner, an edge, or all of it inside
    assert abs((sizes == 9).mean() - 36 / 64) < 0.05
    assert (holes.any(1).sum(1) * holes.any(2).sum(1) == sizes).all()


def test_mixup_blends_targets_as_it_blends_images(tmp_path):
    trainer = augmented(tmp_path, {"type": "mixup", "alpha": 1})
    data = trainer.load_data().train
    image, share = trainer.mixup(jax.random.key(3), data.image[:10])
    assert 0 < share < 1
    want = share * data.image[:10] + (1 - share) * data.image[9::-1]
    np.testing.assert_allclose(image, want, rtol=1e-6)


def test_cutmix_counts_its_pixels(tmp_path):
    trainer = augmented(tmp_path, "cutmix")
    first, second = jnp.zeros((2, 8, 8)), jnp.ones((2, 8, 8))
    both = jnp.concatenate([first, second])
    for seed in range(20):
        image, share = trainer.cutmix(jax.random.key(seed), both)
        pasted = np.asarray(image[0])
        assert set(np.unique(pasted)) <= {0, 1}
        assert float(share) == pytest.approx(1 - pasted.mean())
        assert pasted.any(0).sum() * pasted.any(1).sum() == pasted.sum()


def test_cutmix_favours_no_side(tmp_path):
    """Pixels at opposite edges are pasted as often as each other, within four standard errors."""
    trainer = augmented(tmp_path, {"type": "cutmix", "alpha": 0.3})
    both = jnp.stack([jnp.zeros((8, 8)), jnp.ones((8, 8))])
    pasted, _ = jax.vmap(trainer.cutmix, (0, None))(jax.random.split(jax.random.key(0), MANY), both)
    share = np.asarray(pasted[:, 0]).mean(0)
    assert np.abs(share - share[::-1, ::-1]).max() < 4 * (2 * 0.25 / MANY) ** 0.5
    assert share.min() > 0.1


def test_the_loss_of_a_mixed_batch(tmp_path):
    """The first loss, from the parts: initial model, draws of the first step, both targets."""
    trainer = augmented(
        tmp_path, "flip", "mixup", **{"train.duration": "1 step", "evaluate": {"every": "1 step"}}
    )
    c = trainer.Config(workdir=tmp_path)
    data = trainer.load_data().train
    state = trainer.init_state(c, c.seed)
    rows = trainer.batch_rows(c, 0, 1)
    model = trainer.nnx.merge(state.graphdef, state.params)
    key = jax.random.key(c.seed)
    image = trainer.flip(draw_key(key, 0, "flip"), data.image[rows[0]])
    image, share = trainer.mixup(draw_key(key, 0, "mixup"), image)
    log_p = jax.nn.log_softmax(model(image))
    label = data.label[rows[0]]
    losses = [-log_p[jnp.arange(64), at].mean() for at in (label, label[::-1])]
    _, metrics = trainer.train_steps(c, state, data, rows)
    want = share * losses[0] + (1 - share) * losses[1]
    assert float(metrics["loss"][0]) == pytest.approx(float(want), rel=1e-5)


def test_bytes_stay_bytes_and_give_the_same_losses(tmp_path):
    """Scaled in the step or scaled once: the same numbers, to the rounding of a division."""
    facts = {"rows": 1797, "shape": [8, 8], "classes": 10, "low": 0, "high": 16}
    digits = load_digits()
    np.save(tmp_path / "labels.npy", digits.target)
    found = []
    for name, dtype in (("floats", {}), ("bytes", {"dtype": "uint8"})):
        np.save(tmp_path / f"{name}.npy", digits.images.astype(dtype.get("dtype", "float64")))
        paths = {"inputs": f"../{name}.npy", "targets": "../labels.npy"}
        changes = {"data.source": {"type": "npy", **paths}, "data.facts": {**facts, **dtype}}
        spec = changed(BASE, {"name": name, **changes})
        trainer = load(emit(spec, tmp_path / name))
        trainer.main(trainer.Config(workdir=tmp_path / name))
        data = data_of(trainer, trainer.Config())
        assert data.train.image.dtype == (np.uint8 if dtype else np.float32)
        found.append((tmp_path / name / "metrics.jsonl").read_text().splitlines())
    for one, other in zip(*found, strict=True):
        assert json.loads(one) == pytest.approx(json.loads(other), rel=1e-5)


def test_evaluation_is_of_images_as_they_are(tmp_path):
    plain, changed_ = (
        augmented(tmp_path / n, *items) for n, items in (("a", ()), ("b", ("flip",)))
    )
    results = []
    for trainer in (plain, changed_):
        c = trainer.Config(workdir=tmp_path)
        state = trainer.init_state(c, c.seed)
        results.append(trainer.evaluate(c, state, trainer.load_data().eval))
    assert results[0] == results[1]


def first_step(trainer, tmp_path):
    """The first metrics of a run with mixup alone, and what they are made of."""
    c = trainer.Config(workdir=tmp_path)
    data = data_of(trainer, c).train
    state = trainer.init_state(c, c.seed)
    rows = trainer.batch_rows(c, 0, 1)
    model = trainer.nnx.merge(state.graphdef, state.params)
    batch = jax.tree.map(lambda column: column[rows[0]], data)
    key = draw_key(jax.random.key(c.seed), 0, "mixup")
    image, share = trainer.mixup(key, batch.image)
    outputs = np.asarray(model(image), float)
    _, metrics = trainer.train_steps(c, state, data, rows)
    metrics = {name: value[0] for name, value in metrics.items()}
    return metrics, outputs, jax.tree.map(np.asarray, batch), float(share)


def weighted_digits(tmp_path, target, facts, **changes):
    """Digits whose examples count 0 to 3."""
    weight = np.arange(len(target)) % 4
    np.savez(tmp_path / "w.npz", x=load_digits().images, y=target, w=weight)
    facts = {"rows": 1797, "shape": [8, 8], "low": 0, "high": 16, **facts}
    source = {"type": "npz", "path": "w.npz", "weight": "w"}
    once = {"train.duration": "1 step", "evaluate": {"every": "1 step"}}
    given = {"data.source": source, "data.facts": facts, **once, **changes}
    return augmented(tmp_path, "mixup", **given)


@pytest.mark.parametrize("class_weights", [None, [1, 2, 3, 4, 5, 5, 4, 3, 2, 1]])
def test_a_mixed_batch_with_weights(tmp_path, class_weights):
    """Each target's loss counts by the weight of its own example, and of its class."""
    loss = {"type": "cross_entropy"} | ({"class_weights": class_weights} if class_weights else {})
    task = {"type": "classification", "loss": loss}
    trainer = weighted_digits(tmp_path, load_digits().target, {"classes": 10}, task=task)
    metrics, outputs, batch, share = first_step(trainer, tmp_path)
    log_p = np.asarray(jax.nn.log_softmax(outputs))
    right = outputs.argmax(1)
    sums = np.zeros(4)
    for part, order in ((share, slice(None)), (1 - share, slice(None, None, -1))):
        label, example = batch.label[order], batch.weight[order].astype(float)
        weight = example * np.array(class_weights)[label] if class_weights else example
        sums += part * np.array(
            [
                -weight @ log_p[np.arange(64), label],
                weight.sum(),
                example @ (right == label),
                example.sum(),
            ]
        )
    assert float(metrics["loss"]) == pytest.approx(sums[0] / sums[1], rel=1e-5)
    assert float(metrics["accuracy"]) == pytest.approx(sums[2] / sums[3], rel=1e-5)


@pytest.mark.parametrize("weighted", [False, True])
def test_a_mixed_batch_of_regression(tmp_path, weighted):
    """Zhang et al. 2018: targets are mixed as inputs are, and so are weights."""
    target = load_digits().target + 0.5
    changes = {"task": {"type": "regression", "loss": "mae"}}
    if not weighted:
        changes["data.source"] = {"type": "npz", "path": "w.npz"}
    trainer = weighted_digits(tmp_path, target, {"targets": 1}, **changes)
    metrics, outputs, batch, share = first_step(trainer, tmp_path)
    mixed = share * batch.target + (1 - share) * batch.target[::-1]
    weight = np.ones(64)
    if weighted:
        weight = share * batch.weight + (1 - share) * batch.weight[::-1]
    expected = np.average(np.abs(outputs - mixed)[:, 0], weights=weight)
    assert float(metrics["loss"]) == pytest.approx(expected, rel=1e-5)
    losses = [
        np.abs(outputs - batch.target[order])[:, 0]
        for order in (slice(None), slice(None, None, -1))
    ]
    assert abs(share * losses[0].mean() + (1 - share) * losses[1].mean() - expected) > 1e-3
