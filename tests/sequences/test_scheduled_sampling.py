"""Scheduled sampling: which inputs are the model's own, and that it follows its schedule in a compiled run."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from trainers.conftest import StopAfter, bits, draw_key

from .conftest import built

LOSS = "task.loss"
GRU = {"type": "gru", "layers": 1, "width": 8, "context": 8}
SCHEDULE = {"type": "linear", "start": 0.0, "end": 0.8}


def of_loss(**loss: Any) -> dict[str, Any]:
    task = {"type": "language_modeling", "loss": {"type": "next_token", **loss}}
    return {"task": task, "train": {"duration": "40 steps"}, "checkpoint": {"every": "10 steps"}}


@pytest.fixture(scope="module")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Of a GRU, with a probability that grows from 0 to 0.8."""
    changes = {"model": GRU, **of_loss(scheduled_sampling=SCHEDULE), "log.every": "1 step"}
    return built(tmp_path_factory.mktemp("sampled"), {**changes, "sample": None})


def expected(trainer: ModuleType, state: Any, token: jax.Array, p: float) -> float:
    """The loss of a step by a loop over the tokens of a window."""
    model = nnx.merge(state.graphdef, state.params)
    key = draw_key(state.key, int(state.step), "scheduled_sampling")
    token_key, choice_key = jax.random.split(key)
    drawn = jax.random.categorical(token_key, model(token[:, :-1])[:, :-1])
    own = np.asarray(jax.random.uniform(choice_key, drawn.shape)) < p
    given = np.array(token[:, :-1])
    for row in range(len(given)):
        for place in range(1, given.shape[1]):
            if own[row, place - 1]:
                given[row, place] = drawn[row, place - 1]
    logs = np.asarray(jax.nn.log_softmax(model(jnp.array(given))), np.float64)
    return -float(np.take_along_axis(logs, np.asarray(token)[:, 1:, None], 2).mean())


def test_inputs_are_the_models_own_with_the_probability_of_the_step(trainer: ModuleType) -> None:
    c = trainer.Config()
    state = trainer.init_state(c, np.uint32(0))
    state = state.replace(params=jax.tree.map(lambda x: 3 * x, state.params))
    token = jnp.int32(np.random.default_rng(0).integers(3, size=(4, 9)))
    loss = jax.jit(trainer.loss_fn, static_argnums=0)
    seen = set()
    for step, p in ((0, 0.0), (20, 0.4), (40, 0.8)):
        at = state.replace(step=jnp.int32(step))
        found = float(loss(c, at.params, at, trainer.Batch(token))[0])
        assert abs(found - expected(trainer, at, token, p)) < 1e-6
        seen.add(round(found, 6))
    assert len(seen) == 3
    plain = trainer.next_token_loss(nnx.merge(state.graphdef, state.params), token)
    assert abs(expected(trainer, state, token, 0.0) - float(plain.mean())) < 1e-6


def test_a_window_of_its_own_tokens_has_the_frequencies_of_the_model(trainer: ModuleType) -> None:
    """With a probability of 1, what the model is given after the first token is what it has drawn."""
    logits = jnp.log(jnp.array([0.2, 0.3, 0.5]))
    given = []

    def model(token: jax.Array) -> jax.Array:
        given.append(token)
        return jnp.broadcast_to(logits, (*token.shape, 3))

    token = jnp.zeros((2_000, 5), jnp.int32)
    trainer.with_own_tokens(model, 1.0, jax.random.key(0))(token)
    assert (given[0] == token).all()
    assert (given[1][:, 0] == 0).all()
    often = np.bincount(np.asarray(given[1][:, 1:]).ravel(), minlength=3) / 8_000
    assert (np.abs(often - [0.2, 0.3, 0.5]) < 4 * np.sqrt(0.25 / 8_000)).all()


def test_a_run_follows_the_schedule_and_goes_on_in_every_bit(
    trainer: ModuleType, tmp_path: Path
) -> None:
    whole = trainer.train(trainer.Config(workdir=tmp_path / "whole"), threading.Event())
    assert trainer.train_steps._cache_size() == 1
    rows = [json.loads(x) for x in (tmp_path / "whole/metrics.jsonl").read_text().splitlines()]
    logged = [row["scheduled_sampling"] for row in rows if "scheduled_sampling" in row]
    np.testing.assert_allclose(logged, 0.8 * np.arange(40) / 40, atol=1e-6)
    parts = trainer.Config(workdir=tmp_path / "parts")
    trainer.train(parts, StopAfter(2))
    assert bits(trainer.train(parts, threading.Event())) == bits(whole)


@pytest.mark.soak
def test_a_transformer_with_dropout_and_a_fixed_probability(tmp_path: Path) -> None:
    changes = of_loss(scheduled_sampling=0.5)
    trainer = built(tmp_path, {**changes, "model.dropout": 0.2, "sample": None})
    state = trainer.train(trainer.Config(workdir=tmp_path / "run"), threading.Event())
    assert int(state.step) == 40
