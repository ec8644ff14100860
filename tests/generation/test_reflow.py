"""Reflow: pairs of a trained run's flow, made the same every time, and a run that learns to join them."""

from __future__ import annotations

import threading
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from scipy.integrate import solve_ivp
from trainers.conftest import StopAfter, bits, build

from .test_flow_matching import FLOW

FIRST: dict[str, Any] = {
    **FLOW,
    "name": "first",
    "model": {"type": "denoising_mlp", "hidden": [32], "frequencies": 4, "time_scale": 10},
    "data": {**FLOW["data"], "normalize": "standardize"},
    "train": {"duration": "300 steps"},
    "evaluate": {"every": "300 steps"},
    "sample": {"every": "300 steps", "count": 8},
    "checkpoint": {"every": "100 steps"},
}
SECOND: dict[str, Any] = {
    **FIRST,
    "name": "second",
    "task": {"type": "generation", "loss": {"type": "flow_matching", "coupling": "reflow"}},
    "data": {
        "source": {
            "type": "reflow",
            "run": "../first/run",
            "shape": [2],
            "rows": 900,
            "solver": {"type": "rk4", "steps": 16},
        },
        "holdout": "10%",
        "batch_size": 200,
    },
    "sample": {"every": "300 steps", "count": 8, "sampler": {"type": "euler", "steps": 1}},
}


class Runs(NamedTuple):
    folder: Path
    first: ModuleType
    state: Any
    second: ModuleType


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """A trained run, and a trainer beside it that has not been started."""
    folder = tmp_path_factory.mktemp("reflow")
    first, second = build(FIRST, folder / "first"), build(SECOND, folder / "second")
    state = first.train(first.Config(workdir=folder / "first/run"), threading.Event())
    return Runs(folder, first, state, second)


def test_pairs_are_those_of_the_trained_flow(runs: Runs) -> None:
    """By SciPy's solver, with the averaged weights, in the units of the data."""
    c = runs.second.Config()
    pairs = runs.second.make_pairs(c, c.reflow_from, 900, 0)
    again = runs.second.make_pairs(c, c.reflow_from, 900, 0)
    other = runs.second.make_pairs(c, c.reflow_from, 900, 1)
    assert all(np.array_equal(pairs[name], again[name]) for name in pairs)
    assert not np.isclose(pairs["noise"], other["noise"]).any()
    model = nnx.merge(runs.state.graphdef, runs.state.ema_params)

    @jax.jit
    def velocity(t: float, x: jax.Array) -> jax.Array:
        return model(x.reshape(-1, 2), jnp.full(5, t)).reshape(-1)

    noise = np.float32(pairs["noise"][:5])
    solved = solve_ivp(velocity, (0, 1), noise.reshape(-1), rtol=1e-6, atol=1e-6)
    scaler = jax.device_get(runs.state.scaler)
    expected = solved.y[:, -1].reshape(5, 2) * scaler.std + scaler.mean
    np.testing.assert_allclose(pairs["features"][:5], expected, atol=2e-3)


def test_the_loss_joins_pairs_by_straight_lines(runs: Runs) -> None:
    x, noise = np.random.default_rng(0).normal(size=(2, 7, 2))
    key = jax.random.key(2)
    t = np.float64(jax.random.uniform(key, (7, 1)))

    def model(x: jax.Array, t: jax.Array) -> jax.Array:
        return 0.3 * x * t[:, None]

    found = runs.second.compute_metrics(model, jnp.float32(x), jnp.float32(noise), key)["loss"]
    expected = (0.3 * t * ((1 - t) * noise + t * x) - (x - noise)) ** 2
    np.testing.assert_allclose(found, expected.mean(1), rtol=1e-4)


def test_a_stopped_run_makes_the_same_pairs(runs: Runs, tmp_path: Path, capsys: Any) -> None:
    """So it goes on in every bit; and paths of pairs are straighter than those of the first run."""
    start = {"reflow_from": runs.folder / "first/run"}
    whole = runs.second.train(
        runs.second.Config(workdir=tmp_path / "a", **start), threading.Event()
    )
    parts = runs.second.Config(workdir=tmp_path / "b", **start)
    runs.second.train(parts, StopAfter(1))
    assert bits(runs.second.train(parts, threading.Event())) == bits(whole)
    assert (
        f"900 pairs from the flow of {runs.folder / 'first/run'} at step 300"
        in capsys.readouterr().out
    )
    gaps = []
    for trainer, state in (runs.first, runs.state), (runs.second, whole):
        model = nnx.merge(state.graphdef, state.ema_params)
        x = jax.random.normal(jax.random.key(3), (500, 2))
        middle = x + model(x, jnp.zeros(500)) / 2
        gap = model(middle, jnp.full(500, 0.5)) - model(x, jnp.zeros(500))
        gaps.append(float((gap**2).mean()))
        del trainer
    assert gaps[1] < gaps[0] / 3, gaps


def test_a_run_that_does_not_fit_is_refused(runs: Runs, tmp_path: Path) -> None:
    missing = runs.second.Config(workdir=tmp_path / "run", reflow_from=tmp_path / "nothing")
    with pytest.raises(runs.second.RunError, match=f"{tmp_path / 'nothing'} has no checkpoints"):
        runs.second.train(missing, threading.Event())
    source = runs.folder / "first/run"
    wider = runs.second.Config(workdir=tmp_path / "run", reflow_from=source, hidden=(16,))
    message = r"params/mlp/layers/0/bias is \(16,\) here and \(32,\) in .*first/run; models must be"
    with pytest.raises(runs.second.RunError, match=message):
        runs.second.train(wider, threading.Event())
