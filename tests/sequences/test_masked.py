"""Masked language models: which tokens are hidden, and how well they are predicted."""

from __future__ import annotations

import functools
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from trainers.conftest import StopAfter, bits

from . import encoders
from .chains import least_nats, posterior
from .conftest import TRANSITIONS, built

CONTEXT, HIDDEN = 12, 3
MODEL: dict[str, Any] = {
    "type": "transformer",
    "layers": 2,
    "heads": 2,
    "width": 16,
    "context": CONTEXT,
    "positions": "rotary",
    "norm": "rms",
    "mlp": "swiglu",
    "init_std": 0.1,
}
SHARES = {"hidden": 0.25, "mask": 0.7, "random": 0.2}
CHANGES: dict[str, Any] = {
    "task": {"type": "language_modeling", "loss": {"type": "masked_token", **SHARES}},
    "model": MODEL,
    "sample": None,
    "train.duration": "900 steps",
    "evaluate": {"every": "450 steps"},
    "name": "masked",
}


@pytest.fixture(scope="module")
def masked(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """A trainer of a chain of three letters."""
    return built(tmp_path_factory.mktemp("masked"), CHANGES)


def state_of(trainer: ModuleType, c: Any) -> Any:
    """One whose parameters are not near 0."""
    state = trainer.init_state(c, np.uint32(0))
    leaves, structure = jax.tree.flatten(state.params)
    rng = np.random.default_rng(0)
    other = [x + np.float32(rng.normal(scale=0.2, size=x.shape)) for x in leaves]
    return state.replace(params=jax.tree.unflatten(structure, other))


def in_float64(params: Any) -> Any:
    return jax.tree.map(lambda x: np.asarray(x, np.float64), nnx.to_pure_dict(params))


@functools.cache
def hide(trainer: ModuleType) -> Any:
    """Its function that hides tokens, compiled."""
    return jax.jit(trainer.hide_tokens, static_argnums=0)


def windows(n: int, length: int = CONTEXT) -> jax.Array:
    return jnp.int32(np.random.default_rng(1).integers(3, size=(n, length)))


def chi_square(found: Any, expected: Any) -> float:
    return float(((np.array(found) - expected) ** 2 / expected).sum())


def test_places_and_what_is_shown_have_their_frequencies(masked: ModuleType) -> None:
    c, n = masked.Config(), 20_000
    token = windows(n)
    shown, places = (np.asarray(x) for x in hide(masked)(c, token, jax.random.key(3)))
    assert places.shape == (n, HIDDEN)
    assert all(len(set(row)) == HIDDEN for row in places.tolist())
    often = np.bincount(places.ravel(), minlength=CONTEXT)
    assert chi_square(often, n * HIDDEN / CONTEXT) < 31.3, "11 degrees at 0.1%"
    chosen = np.zeros((n, CONTEXT), bool)
    np.put_along_axis(chosen, places, True, axis=1)
    before = np.asarray(token)
    assert (shown == before)[~chosen].all()
    after, before = shown[chosen], before[chosen]
    kinds = [(after == 3).sum(), (after == before).sum(), ((after != 3) & (after != before)).sum()]
    parts = np.array([0.7, 0.1 + 0.2 / 3, 0.2 * 2 / 3])
    assert chi_square(kinds, n * HIDDEN * parts) < 13.8, "2 degrees at 0.1%"
    drawn = after[(after != 3) & (after != before)]
    pairs = np.bincount(3 * before[(after != 3) & (after != before)] + drawn, minlength=9)
    assert (pairs[[0, 4, 8]] == 0).all()
    expected = np.bincount(before, minlength=3)[:, None].repeat(3, 1).ravel() * 0.2 / 3
    some = np.delete(np.arange(9), [0, 4, 8])
    assert chi_square(pairs[some], expected[some]) < 22.5, "6 degrees at 0.1%"


def test_tokens_are_hidden_anew_at_each_step(masked: ModuleType) -> None:
    """As the seed and the step say, and otherwise in each window."""
    c, token = masked.Config(), windows(1).repeat(8, 0)
    state = masked.init_state(c, np.uint32(0))

    def places(state: Any) -> list[list[int]]:
        key = masked.draw_key(state, "mask")
        return np.sort(hide(masked)(c, token, key)[1]).tolist()

    first = places(state)
    assert places(state) == first
    assert len({tuple(row) for row in first}) > 4
    assert places(state.replace(step=jnp.int32(1))) != first
    assert places(masked.init_state(c, np.uint32(1))) != first


def test_loss_and_gradient(masked: ModuleType) -> None:
    """A derivative by central differences of formulas in float64."""
    c = masked.Config()
    state, token = state_of(masked, c), windows(4)
    shown, places = hide(masked)(c, token, masked.draw_key(state, "mask"))
    targets = np.take_along_axis(np.asarray(token), np.asarray(places), axis=1)

    def logits(params: Any) -> np.ndarray:
        rows = zip(np.asarray(shown), np.asarray(places), strict=True)
        return np.array([encoders.hidden_logits(params, *row, MODEL) for row in rows])

    def loss(params: Any) -> float:
        pairs = zip(logits(params), targets, strict=True)
        return float(np.mean([encoders.nats(*pair) for pair in pairs]))

    grads, (metrics, _) = jax.jit(
        jax.grad(lambda p: masked.loss_fn(c, p, state, masked.Batch(token)), has_aux=True)
    )(state.params)
    params = in_float64(state.params)
    assert abs(float(metrics["loss"]) - loss(params)) < 1e-4
    correct = logits(params).argmax(-1) == targets
    assert abs(float(metrics["accuracy"]) - correct.mean()) < 1e-6
    rng = np.random.default_rng(1)
    direction = jax.tree.map(lambda x: rng.normal(size=x.shape), params)
    ahead, behind = (
        jax.tree.map(lambda x, d, step=step: x + step * d, params, direction)
        for step in (1e-5, -1e-5)
    )
    slope = (loss(ahead) - loss(behind)) / 2e-5
    products = jax.tree.map(
        lambda g, d: (np.asarray(g) * d).sum(), nnx.to_pure_dict(grads), direction
    )
    assert abs(sum(jax.tree.leaves(products)) - slope) < 1e-3 * abs(slope) + 1e-4


@pytest.mark.parametrize(
    "length", [65, *(pytest.param(n, marks=pytest.mark.soak) for n in (60, CONTEXT + 1))]
)
def test_every_token_is_in_one_window(masked: ModuleType, length: int) -> None:
    """Sums window by window; the size of batches changes nothing but the order of sums."""
    c = masked.Config()
    state, token = state_of(masked, c), np.asarray(windows(1, length)[0])
    measure = jax.jit(
        lambda *arguments: masked.compute_metrics(
            nnx.merge(state.graphdef, state.params), *arguments
        )
    )
    sums, count, covered = {"loss": 0.0, "accuracy": 0.0}, 0, []
    for number in range(-(-length // CONTEXT)):
        start = min(number * CONTEXT, length - CONTEXT)
        new = [place for place in range(start, start + CONTEXT) if place >= number * CONTEXT]
        covered += new
        key = jax.random.fold_in(jax.random.key(0), number)
        window = jnp.int32(token[None, start : start + CONTEXT])
        shown, places = hide(masked)(c, window, key)
        metrics = measure(window, shown, places)
        counted = np.isin(start + np.asarray(places), new)
        count += counted.sum()
        for name in sums:
            sums[name] += float(np.asarray(metrics[name])[counted].sum())
    assert covered == list(range(length))
    batch = masked.Batch(jnp.int32(token))
    for size in 1, 4:
        found = masked.evaluate(masked.Config(eval_batch_size=size), state, batch)
        for name, total in sums.items():
            assert abs(float(found[name]) - total / count) < 1e-5, (name, size)


@pytest.mark.soak
def test_the_loss_comes_near_the_entropy_given_both_sides(
    masked: ModuleType, tmp_path: Path
) -> None:
    """Of the chain, by the forward-backward algorithm; a run that was stopped goes on in every bit."""
    c = masked.Config(workdir=tmp_path / "whole")
    state = masked.train(c, threading.Event())
    assert masked.train_steps._cache_size() == 1
    data = masked.load_data(c)
    least = least_nats(masked, c, np.asarray(data.eval.token), TRANSITIONS)
    before = masked.evaluate(c, masked.init_state(c, np.uint32(0)), data.eval)
    after = masked.evaluate(c, state, data.eval)
    assert before["loss"] > 1.5 * least
    assert 0.97 < float(after["loss"]) / least < 1.25, "the gallery has a closer one"
    parts = masked.Config(workdir=tmp_path / "parts")
    masked.train(parts, StopAfter(7))
    assert bits(masked.train(parts, threading.Event())) == bits(state)


def test_the_posterior_is_that_of_all_ways_to_fill_a_window() -> None:
    """Enumerated, for windows that are short enough."""
    shares = {"hidden": 0.3, "mask": 0.6, "random": 0.3}
    often = np.linalg.matrix_power(TRANSITIONS, 200)[0]
    shown, place = np.array([0, 3, 2, 1, 3]), 1
    p = np.zeros(3)
    for way in np.ndindex(3, 3, 3, 3, 3):
        weight = often[way[0]]
        for n, letter in enumerate(way):
            weight *= TRANSITIONS[way[n - 1], letter] if n else 1
            kept = float(letter == shown[n])
            of_hidden = 0.6 if shown[n] == 3 else 0.1 * kept + 0.3 / 3
            if n == place:
                weight *= of_hidden
            else:
                weight *= 0.3 * of_hidden + 0.7 * kept
        p[way[place]] += weight
    np.testing.assert_allclose(posterior(shown, place, TRANSITIONS, shares), p / p.sum())


def test_shares_are_checked(masked: ModuleType) -> None:
    with pytest.raises(
        ValueError, match=r"mask_share \+ random_share is 1.1; it must be at most 1"
    ):
        masked.Config(mask_share=0.9)
    with pytest.raises(ValueError, match="hidden is 0; it must be at least 1"):
        masked.Config(hidden_share=0.01)


@pytest.mark.soak
def test_micro_batches_give_the_gradients_of_the_batch(tmp_path: Path) -> None:
    """Each with keys of its own, so the same tokens are hidden in neither: the mean of both is that of both."""
    trainer = built(tmp_path, {**CHANGES, "train.accumulate": 2, "data.batch_size": 8})
    c = trainer.Config()
    state, batch = state_of(trainer, c), trainer.Batch(windows(8))
    grads, (metrics, _) = trainer.accumulate(c, state, batch)
    losses, parts = [], []
    for n in range(2):
        key = jax.random.fold_in(trainer.draw_key(state, "micro_batch"), n)
        part = trainer.Batch(batch.token.reshape(4, 2, -1)[:, n])
        grad_fn = jax.grad(trainer.loss_fn, argnums=1, has_aux=True)
        found, (own, _) = grad_fn(c, state.params, state.replace(key=key), part)
        losses.append(own["loss"])
        parts.append(found)
    assert np.isclose(metrics["loss"], np.mean(losses))
    for whole, *both in zip(*map(jax.tree.leaves, (grads, *parts)), strict=True):
        np.testing.assert_allclose(whole, np.mean(both, axis=0), atol=1e-6)
