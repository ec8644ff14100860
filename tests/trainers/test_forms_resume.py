"""Every form of the step: a run that is stopped and goes on is the run that never stopped."""

from __future__ import annotations

import threading
from pathlib import Path

import jax
import pytest

from .conftest import BASE, StopAfter, bits, build, changed

DPSGD = {
    "type": "dpsgd",
    "learning_rate": 0.1,
    "momentum": 0.9,
    "l2_norm_clip": 1.0,
    "noise_multiplier": 0.5,
}
MADE_OF = {
    "micro-batches and a moving average": {
        "train.accumulate": 4,
        "model.norm": "batch",
        "average": {"type": "ema", "decay": 0.9},
    },
    "a late mean": {"average": {"type": "swa", "start": "7 steps", "every": "3 steps"}},
    "slow weights": {
        "model.norm": "batch",
        "optimizer": {"type": "adamw", "learning_rate": 1e-3},
        "average": {"type": "lookahead", "sync_period": 4},
    },
    "single examples": {"optimizer": DPSGD, "average": {"type": "ema", "decay": 0.9}},
}
SPEC = changed(
    BASE,
    {
        "model.dropout": 0.2,
        "optimizer.momentum": 0.9,
        "train.duration": "24 steps",
        "evaluate.every": "6 steps",
        "checkpoint": {"every": "5 steps"},
        "log.every": "3 steps",
    },
)


@pytest.mark.parametrize("name", MADE_OF)
def test_a_stopped_run_goes_on_in_every_bit(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = changed(SPEC, {"log.to": ["console", "jsonl"], **MADE_OF[name]})
    trainer = build(spec, tmp_path)
    whole = trainer.train(trainer.Config(workdir=tmp_path / "whole"), threading.Event())
    assert trainer.train_steps._cache_size() == trainer.evaluate._cache_size() == 1
    parts = trainer.Config(workdir=tmp_path / "parts")
    for calls in 6, 8:  # calls of one step: to step 6, and, from there, into the middle
        trainer.train(parts, StopAfter(calls))
    state = trainer.train(parts, threading.Event())
    out, _ = capsys.readouterr()
    assert out.count("Resuming after step") == 2
    assert int(state.step) == 24
    assert bits(state) == bits(whole)
    logs = [tmp_path / run / "metrics.jsonl" for run in ("whole", "parts")]
    assert logs[0].read_bytes() == logs[1].read_bytes()
    assert trainer.checksum(whole) == trainer.checksum(state)


def test_a_damaged_key_is_noticed(tmp_path: Path) -> None:
    """A checksum of everything but keys would let a run draw other noise in silence."""
    trainer = build(changed(SPEC, MADE_OF["single examples"]), tmp_path)
    state = trainer.init_state(trainer.Config(), 0)
    other = state.replace(key=jax.random.key(7))
    assert trainer.checksum(state) != trainer.checksum(other)


def test_a_checkpoint_holds_the_average(tmp_path: Path) -> None:
    spec = changed(SPEC, MADE_OF["micro-batches and a moving average"])
    trainer = build(spec, tmp_path)
    c = trainer.Config(workdir=tmp_path / "run")
    state = trainer.train(c, threading.Event())
    _, saved = trainer.load(tmp_path / "run")
    assert int(saved.step) == 24
    assert bits(saved.ema_params) == bits(state.ema_params) != bits(saved.params)
    assert bits(saved.ema_batch_stats) == bits(state.ema_batch_stats)
