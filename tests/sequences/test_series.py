"""Models of series of measurements against formulas of their own, and what they learn of noisy oscillations."""

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
from trainers.conftest import BASE, StopAfter, bits, build, changed, data_of

from . import recurrent_reference as reference
from .test_recurrent import check_gradient, disturbed

ROWS, TIME, CHANNELS = 60, 7, 2
RECURRENT = {"layers": 2, "width": 5}
MODELS: dict[str, dict[str, Any]] = {
    "gru": {"type": "gru", **RECURRENT},
    "both": {"type": "gru", **RECURRENT, "bidirectional": True},
    "lstm": {"type": "lstm", "layers": 1, "width": 5, "bidirectional": True, "pool": "mean"},
    "conv1d": {"type": "conv1d", "width": 6, "dilations": [1, 2], "pool": "mean"},
    "last": {"type": "conv1d", "width": 6, "dilations": [1, 2], "norm": "rms"},
}
SOAK = ("both", "last")


def series() -> tuple[np.ndarray, np.ndarray]:
    """Walks in two units of very different size, and which of two directions they go."""
    rng = np.random.default_rng(0)
    label = rng.integers(2, size=ROWS)
    steps = rng.normal(size=(ROWS, TIME, CHANNELS)) + (label - 0.5)[:, None, None]
    return (steps.cumsum(1) * [1.0, 500.0] + [3.0, -2_000.0]).astype(np.float32), label


def built(folder: Path, model: dict[str, Any], changes: dict[str, Any] | None = None) -> ModuleType:
    """A classifier of the walks, or another trainer with an `npz` of two arrays."""
    folder.mkdir(parents=True, exist_ok=True)
    x, y = series()
    np.savez(folder / "walks.npz", x=x, y=y)
    facts = {"rows": ROWS, "shape": [TIME, CHANNELS], "low": -4e4, "high": 4e4, "classes": 2}
    data = {
        "data.source": {"type": "npz", "path": "walks.npz"},
        "data.facts": facts,
        "data.batch_size": 16,
    }
    return build(changed(BASE, {"model": model, **data, **(changes or {})}), folder)


@pytest.fixture(
    scope="module",
    params=[pytest.param(n, marks=pytest.mark.soak) if n in SOAK else n for n in MODELS],
)
def case(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[ModuleType, dict[str, Any], Any, Any]:
    """A trainer, its model in the spec, its settings, and a state whose parameters are not near 0."""
    model = MODELS[request.param]
    trainer = built(tmp_path_factory.mktemp(request.param), model)
    c = trainer.Config()
    filled = {"bidirectional": False, "pool": "last", "norm": "layer", "kernel_size": 3, **model}
    return trainer, filled, c, disturbed(trainer.init_state(c, np.uint32(0)))


def test_loss_and_gradient_are_those_of_the_formulas(case: Any) -> None:
    trainer, model, c, state = case
    rng = np.random.default_rng(1)
    x, label = rng.normal(size=(3, TIME, CHANNELS)), rng.integers(2, size=3)
    batch = trainer.Batch(series=jnp.float32(x), label=jnp.int32(label))

    def loss(params: Any) -> float:
        rows = np.array([reference.outputs(params, one, model) for one in x])
        return reference.cross_entropy(rows, label)

    check_gradient(trainer, c, state, batch, loss)


def test_channels_are_standardized_over_time_by_training_rows(case: Any) -> None:
    trainer, _, c, _ = case
    data = data_of(trainer, c)
    x, _ = series()
    train, held_out = np.asarray(data.train.series), np.asarray(data.eval.series)
    np.testing.assert_allclose(train.mean((0, 1)), 0, atol=1e-5)
    np.testing.assert_allclose(train.std((0, 1)), 1, atol=1e-5)
    assert data.scaler.mean.shape == (CHANNELS,)
    everything = np.concatenate([train, held_out]) * data.scaler.std + data.scaler.mean
    order = np.argsort(everything[:, 0, 0])
    np.testing.assert_allclose(everything[order], x[np.argsort(x[:, 0, 0])], rtol=1e-4, atol=2e-3)


@pytest.mark.soak
def test_a_series_of_one_channel_needs_no_axis_for_it(tmp_path: Path) -> None:
    """(rows, time) trains as (rows, time, 1), bit by bit."""
    found = []
    for shape in ([TIME], [TIME, 1]):
        folder = tmp_path / f"{len(shape)}"
        trainer = built(
            folder, {"type": "gru", "layers": 1, "width": 4}, {"data.facts.shape": shape}
        )
        x, y = series()
        np.savez(folder / "walks.npz", x=x[..., 0].reshape(ROWS, *shape), y=y)
        state = trainer.train(trainer.Config(workdir=folder / "run"))
        found.append(bits(state.params))
    assert found[0] == found[1]


@pytest.mark.soak
def test_several_steps_ahead_are_a_regression(tmp_path: Path) -> None:
    """The next three values of a sine with a random phase: less than a tenth of their variance is left."""
    rng = np.random.default_rng(0)
    time = 0.5 * np.arange(15) + rng.uniform(0, 2 * np.pi, (400, 1))
    facts = {"rows": 400, "shape": [12, 1], "low": -1.0, "high": 1.0, "targets": 3}
    changes = {
        "task": {"type": "regression", "metrics": ["r2"]},
        "data.facts": facts,
        "optimizer": {"type": "adam", "learning_rate": 0.01},
        "train.duration": "200 steps",
        "checkpoint": {"every": "100 steps"},
    }
    trainer = built(tmp_path, {"type": "lstm", "layers": 1, "width": 16}, changes)
    x, y = np.sin(time[:, :12, None]), np.sin(time[:, 12:])
    np.savez(tmp_path / "walks.npz", x=np.float32(x), y=np.float32(y))
    c = trainer.Config(workdir=tmp_path / "run")
    trainer.train(c, threading.Event())
    *_, last = map(json.loads, (c.workdir / "metrics.jsonl").read_text().splitlines())
    assert last["eval_r2"] > 0.9
    c, state = trainer.load(c.workdir)
    ahead = trainer.predict(c, state, trainer.prepare_inputs(x[:5], state.scaler))
    ahead = trainer.to_units(ahead, state.target_scaler)
    assert np.abs(np.asarray(ahead) - y[:5]).max() < 0.5


def test_a_stopped_run_goes_on_in_every_bit(tmp_path: Path) -> None:
    model = {"type": "gru", "layers": 1, "width": 4, "bidirectional": True, "dropout": 0.3}
    changes = {"checkpoint": {"every": "5 steps"}, "train.duration": "10 steps"}
    trainer = built(tmp_path, model, {**changes, "evaluate.every": "5 steps"})
    whole = trainer.train(trainer.Config(workdir=tmp_path / "whole"), threading.Event())
    for name in "init_state", "train_steps", "evaluate":
        assert getattr(trainer, name)._cache_size() == 1, name
    parts = trainer.Config(workdir=tmp_path / "parts")
    trainer.train(parts, StopAfter(2))
    assert bits(trainer.train(parts, threading.Event())) == bits(whole)


def test_a_convolution_is_that_of_flax(case: Any) -> None:
    """With causal padding, on the same kernel; the series is longer than what it sees."""
    _, model, _, state = case
    if model["type"] != "conv1d":
        pytest.skip("it has none")
    own = nnx.merge(state.graphdef, state.params).blocks[1].conv1
    size, width, dilation = model["kernel_size"], model["width"], model["dilations"][1]
    flax = nnx.Conv(
        width, width, (size,), padding="CAUSAL", kernel_dilation=(dilation,), rngs=nnx.Rngs(0)
    )
    flax.kernel[...] = own.taps.kernel[...].reshape(size, width, width)
    flax.bias[...] = own.taps.bias[...]
    x = jnp.float32(np.random.default_rng(4).normal(size=(2, 11, width)))
    np.testing.assert_allclose(jax.jit(own)(x), jax.jit(flax)(x), atol=1e-5)


def test_the_last_convolution_sees_as_much_as_is_said(tmp_path: Path) -> None:
    """The last output depends on 1 + 2 (kernel_size - 1) x (sum of the dilations) inputs, and on no others."""
    model = {"type": "conv1d", "width": 4, "dilations": [1], "kernel_size": 2}
    trainer = built(tmp_path, model)
    state = disturbed(trainer.init_state(trainer.Config(), np.uint32(0)))
    network = nnx.merge(state.graphdef, state.params)
    x = jnp.float32(np.random.default_rng(3).normal(size=(TIME, CHANNELS)))
    jacobian = jax.jit(jax.jacobian(lambda x: network(x[None])[0]))(x)
    depends = np.abs(np.asarray(jacobian)).max((0, 2)) > 0
    assert depends.tolist() == [False] * (TIME - 3) + [True] * 3
