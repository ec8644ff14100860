"""Dropout, the average's decay, and numbers and weights of losses that follow a schedule.

What they are compared with are trainers whose numbers are constant, a step each with the numbers of that step,
or formulas in double precision.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from scipy.special import log_softmax

from .conftest import BASE, build, changed

STEPS = 8
FALLS = {"type": "linear", "start": 0.6, "end": 0.2, "over": "4 steps"}
STAYS = {"type": "linear", "start": 0.25, "end": 0.25}
IMAGES = {
    "cnn": {"type": "cnn", "channels": [4], "hidden": [16]},
    "vit": {"type": "vit", "patch_size": 4, "width": 8, "heads": 2, "depth": 2},
    "mixer": {"type": "mixer", "patch_size": 4, "width": 8, "depth": 2},
}
MODELS: dict[str, dict[str, Any]] = {
    "mlp": {"type": "mlp", "hidden": [16, 16], "activation": "tanh"},
    "normed": {"type": "mlp", "hidden": [16], "norm": "batch"},
    **IMAGES,
    "remat": {**IMAGES["vit"], "remat": True},
}
RUN = {"train.duration": f"{STEPS} steps", "evaluate.every": f"{STEPS} steps"}


def made(folder: Path, changes: dict[str, Any]) -> ModuleType:
    return build(changed(BASE, {**RUN, **changes}), folder)


def advance(trainer: ModuleType, c: Any, state: Any, step: int, count: int) -> Any:
    """The state after `count` steps, and the metrics of the last."""
    rows = trainer.batch_rows(c, step, count)
    state, metrics = trainer.train_steps(c, state, trainer.load_data().train, rows)
    return state, {name: values[-1] for name, values in metrics.items()}


def in_double(trainer: ModuleType) -> Any:
    """Parameters after all steps, taken in double precision from those that training begins with."""
    c = trainer.Config()
    state, train = trainer.init_state(c, 0), trainer.load_data().train
    with jax.enable_x64(True):
        to_double = lambda x: x.astype(float) if x.dtype == np.float32 else x  # noqa: E731
        params = jax.tree.map(to_double, state.params)
        state = state.replace(params=params)
        if hasattr(state, "batch_stats"):
            state = state.replace(batch_stats=jax.tree.map(to_double, state.batch_stats))
        data = train._replace(image=to_double(train.image))
        state, _ = trainer.train_steps(c, state, data, trainer.batch_rows(c, 0, STEPS))
        return jax.tree.map(np.asarray, state.params)


def gap(left: Any, right: Any) -> float:
    pairs = zip(jax.tree.leaves(left), jax.tree.leaves(right), strict=True)
    return max(float(np.max(np.abs(a - b))) for a, b in pairs)


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name == "mlp" else [pytest.mark.soak]) for name in MODELS],
)
def test_a_dropout_that_stays_is_one_that_is_constant(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every draw: both take the same keys, in the same order.

    In double precision, where both end in the same parameters but for the last bits. In single precision each is up to
    1e-5 from those, as rounding errors grow from step to step, and recomputed activations are rounded otherwise.
    """
    drawn = jax.random.bernoulli
    as_in_training = lambda key, p, *args, **more: drawn(key, jnp.float32(p), *args, **more)  # noqa: E731
    monkeypatch.setattr(jax.random, "bernoulli", as_in_training)
    ours = made(tmp_path / "ours", {"model": {**MODELS[name], "dropout": STAYS}})
    theirs = made(tmp_path / "theirs", {"model": {**MODELS[name], "dropout": 0.25}})
    none = made(tmp_path / "none", {"model": MODELS[name]})
    ends = [in_double(t) for t in (ours, theirs, none)]
    assert gap(ends[0], ends[1]) < 1e-12
    assert gap(ends[0], ends[2]) > 1e-3, "nothing is dropped"


@pytest.mark.parametrize(
    "more",
    [{}, pytest.param({"train.accumulate": 4}, marks=pytest.mark.soak)],
    ids=["whole", "accumulated"],
)
def test_dropout_has_the_rate_of_its_step(more: dict[str, Any], tmp_path: Path) -> None:
    model = MODELS["mlp"]
    ours = made(tmp_path / "ours", {"model": {**model, "dropout": FALLS}, **more})
    theirs = made(tmp_path / "theirs", {"model": {**model, "dropout": 0.5}, **more})
    c = ours.Config()
    state, logged = advance(ours, c, ours.init_state(c, c.seed), 0, 6)
    assert float(logged["dropout"]) == pytest.approx(0.2)
    assert ours.train_steps._cache_size() == 1
    expected = theirs.init_state(theirs.Config(), 0)
    for step, rate in enumerate([0.6, 0.5, 0.4, 0.3, 0.2, 0.2]):
        # Settings are constants of a compiled step: a model and a compilation for each rate.
        settings = dataclasses.replace(theirs.Config(), dropout=rate)
        expected = expected.replace(graphdef=theirs.init_state(settings, 0).graphdef)
        expected, _ = advance(theirs, settings, expected, step, 1)
    assert gap(state.params, expected.params) < 2e-6


def test_evaluation_drops_nothing(tmp_path: Path) -> None:
    trainer = made(tmp_path, {"model": {**MODELS["mlp"], "dropout": FALLS}})
    c, held_out = trainer.Config(), trainer.load_data().eval
    state = trainer.init_state(c, c.seed)
    model = nnx.merge(state.graphdef, state.params)
    x = held_out.image.reshape(len(held_out.label), -1)
    by_hand = jnp.tanh(model.hidden[1](jnp.tanh(model.hidden[0](x))))
    metrics = trainer.compute_metrics(model.output(by_hand), held_out.label)
    expected = metrics["loss"].mean()
    found = trainer.evaluate(c, state, held_out)["loss"]
    assert float(found) == pytest.approx(float(expected), rel=1e-6)


@pytest.mark.parametrize("warmup", [False, True])
@pytest.mark.parametrize("every", [1, 2])
def test_the_average_keeps_the_share_of_its_step(warmup: bool, every: int, tmp_path: Path) -> None:
    block = {
        "type": "ema",
        "decay": {"type": "linear", "start": 0.2, "end": 0.9, "over": "7 steps"},
    }
    more = {"every": f"{every} steps"} if every > 1 else {}
    trainer = made(tmp_path, {"average": {**block, "warmup": warmup, **more}})
    c = trainer.Config()
    state = trainer.init_state(c, c.seed)
    expected = jax.tree.map(lambda x: np.asarray(x, np.float64), state.params)
    for step in range(STEPS):
        state, logged = advance(trainer, c, state, step, 1)
        decay = 0.2 + 0.1 * min(step, 7)
        assert float(logged["ema_decay"]) == pytest.approx(decay, rel=1e-6)
        if (step + 1) % every == 0:
            done = step // every
            share = max(1 - decay, 9 / (10 + done)) if warmup else 1 - decay
            expected = jax.tree.map(
                lambda old, new, share=share: (1 - share) * old + share * new,
                expected,
                state.params,
            )
        assert gap(state.ema_params, expected) < 1e-6, step


LOGITS = np.random.default_rng(0).normal(0, 2, (40, 10)).astype(np.float32)
LABEL = np.arange(40) % 10


def smoothed(smoothing: float) -> np.ndarray:
    wanted = (1 - smoothing) * np.eye(10)[LABEL] + smoothing / 10
    return -(wanted * log_softmax(LOGITS.astype(float), axis=1)).sum(1)


def focal(gamma: float) -> np.ndarray:
    p = np.exp(-smoothed(0))
    return (1 - p) ** gamma * smoothed(0)


def hinge() -> np.ndarray:
    own = LOGITS[np.arange(40), LABEL].astype(float)
    others = np.where(np.eye(10, dtype=bool)[LABEL], -np.inf, LOGITS)
    return np.maximum(0, 1 + others.max(1) - own)


def scored(trainer: ModuleType, step: int, **given: float) -> dict[str, np.ndarray]:
    examples = jnp.asarray(LOGITS), jnp.asarray(LABEL)
    found = trainer.compute_metrics(trainer.Config(), jnp.int32(step), *examples, **given)
    return {name: np.asarray(value) for name, value in found.items()}


def test_label_smoothing_has_the_share_of_its_step(tmp_path: Path) -> None:
    written = {"type": "linear", "start": 0.4, "end": 0.0, "over": "4 steps"}
    loss = {"type": "cross_entropy", "label_smoothing": written}
    trainer = made(tmp_path, {"task": {"type": "classification", "loss": loss}})
    c = trainer.Config()
    state, data = trainer.init_state(c, c.seed), trainer.load_data().train
    logits = np.asarray(trainer.predict(c, state, data.image)).astype(float)
    for step, share in enumerate([0.4, 0.3, 0.2, 0.1, 0.0, 0.0]):
        wanted = (1 - share) * np.eye(10)[data.label] + share / 10
        expected = -(wanted * log_softmax(logits, axis=1)).sum(1).mean()
        loss, _ = trainer.loss_fn(c, state.params, state.replace(step=jnp.int32(step)), data)
        assert float(loss) == pytest.approx(expected, rel=2e-5)


SUM = {
    "type": "sum",
    "terms": [
        {"loss": {"type": "cross_entropy", "label_smoothing": 0.1}},
        {"loss": "hinge", "weight": 0.3},
        {
            "loss": {
                "type": "focal",
                "gamma": {"type": "linear", "start": 1, "end": 3, "over": "4 steps"},
            },
            "weight": {"type": "cosine", "start": 0, "end": 2, "over": "4 steps"},
        },
    ],
}


def test_a_sum_has_the_weights_of_its_step(tmp_path: Path) -> None:
    trainer = made(tmp_path, {"task": {"type": "classification", "loss": SUM}})
    for step in range(6):
        part = min(step, 4) / 4
        terms = smoothed(0.1), hinge(), focal(1 + 2 * part)
        weights = 1.0, 0.3, 1 - np.cos(np.pi * part)
        found = scored(trainer, step, label_smoothing=0.1)
        for name, expected in zip(("cross_entropy", "hinge", "focal"), terms, strict=True):
            np.testing.assert_allclose(found[f"loss_{name}"], expected, rtol=1e-4, atol=1e-6)
        total = sum(weight * term for weight, term in zip(weights, terms, strict=True))
        np.testing.assert_allclose(found["loss"], total, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    "more",
    [{}, {"train.accumulate": 4}, {"data.augment": [{"type": "mixup", "alpha": 0.4}]}],
    ids=["whole", "accumulated", "mixed"],
)
def test_training_and_evaluation_take_the_numbers_of_their_step(
    more: dict[str, Any], tmp_path: Path
) -> None:
    """The loss that is logged is the sum of what is logged of its terms, at that step's weights."""
    trainer = made(tmp_path, {"task": {"type": "classification", "loss": SUM}, **more})
    c, held_out = trainer.Config(), trainer.load_data().eval
    state = trainer.init_state(c, c.seed)
    for step in range(3):
        state, logged = advance(trainer, c, state, step, 1)
        row = {name: float(value) for name, value in logged.items()}
        assert row["focal_weight"] == pytest.approx(1 - np.cos(np.pi * step / 4), abs=1e-6)
        assert row["focal_gamma"] == pytest.approx(1 + step / 2, rel=1e-6)
        total = row["loss_cross_entropy"] + 0.3 * row["loss_hinge"]
        total += row["focal_weight"] * row["loss_focal"]
        assert row["loss"] == pytest.approx(total, rel=1e-5)
    found = {name: float(value) for name, value in trainer.evaluate(c, state, held_out).items()}
    # The model after three steps is scored as the step that would come next is.
    total = found["loss_cross_entropy"] + 0.3 * found["loss_hinge"]
    total += (1 - np.cos(np.pi * 3 / 4)) * found["loss_focal"]
    assert found["loss"] == pytest.approx(total, rel=1e-5)


def test_classes_are_weighed_in_each_term(tmp_path: Path) -> None:
    weights = [1.0 + n for n in range(10)]
    task = {"type": "classification", "loss": {**SUM, "class_weights": weights}}
    trainer = made(tmp_path, {"task": task})
    found = trainer.weighted_mean(
        trainer.compute_metrics(
            trainer.Config(),
            jnp.int32(2),
            jnp.asarray(LOGITS),
            jnp.asarray(LABEL),
            label_smoothing=0.1,
        ),
        trainer.compute_weights(jnp.asarray(LABEL)),
    )
    of_example = np.array(weights)[LABEL] / np.array(weights)[LABEL].sum()
    total = smoothed(0.1) + 0.3 * hinge() + focal(2)
    assert float(found["loss"]) == pytest.approx(float((of_example * total).sum()), rel=1e-5)
    assert float(found["loss_hinge"]) == pytest.approx(
        float((of_example * hinge()).sum()), rel=1e-5
    )
