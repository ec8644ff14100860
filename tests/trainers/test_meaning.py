"""Emitted trainers against a reference written by hand, step by step."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from . import reference
from .conftest import BASE, build, changed
from .reference import Optimizer

pytestmark = pytest.mark.exact
STEPS = 50
PEAK = {"sgd": 0.1, "adam": 3e-3}

OPTIMIZERS: dict[str, tuple[dict[str, Any], Optimizer]] = {
    "sgd": ({"type": "sgd"}, Optimizer("sgd")),
    "sgd_clip_norm": (
        {"type": "sgd", "clip_by_global_norm": 0.5},
        Optimizer("sgd", clip_norm=0.5),
    ),
    "momentum_clip_value": (
        {"type": "sgd", "momentum": 0.9, "clip_by_value": 0.02},
        Optimizer("sgd", momentum=0.9, clip_value=0.02),
    ),
    "nesterov_clip_norm": (
        {"type": "sgd", "momentum": 0.9, "nesterov": True, "clip_by_global_norm": 0.5},
        Optimizer("sgd", momentum=0.9, nesterov=True, clip_norm=0.5),
    ),
    "adam": (
        {"type": "adam", "b1": 0.8, "b2": 0.95, "eps": 1e-6},
        Optimizer("adam", b1=0.8, b2=0.95, eps=1e-6),
    ),
    "adam_clip_both": (
        {"type": "adam", "clip_by_global_norm": 0.5, "clip_by_value": 0.02},
        Optimizer("adam", clip_norm=0.5, clip_value=0.02),
    ),
    "nadam": ({"type": "adam", "nesterov": True}, Optimizer("adam", nesterov=True)),
    "adamw_kernels_clip_norm": (
        {"type": "adamw", "weight_decay": 0.3, "clip_by_global_norm": 0.5},
        Optimizer("adam", weight_decay=0.3, clip_norm=0.5),
    ),
    "adamw_all_clip_value": (
        {"type": "adamw", "weight_decay": 0.3, "mask": "all", "clip_by_value": 0.02},
        Optimizer("adam", weight_decay=0.3, decays="all", clip_value=0.02),
    ),
}

# kind, steps of warm-up, floor as the spec has it, floor as a share of the peak
SCHEDULES: dict[str, tuple[str, int, Any, float]] = {
    "constant": ("constant", 0, None, 0.0),
    "constant_warm": ("constant", 7, None, 0.0),
    "linear": ("linear", 0, None, 0.0),
    "linear_floor": ("linear", 0, "25%", 0.25),
    "linear_warm": ("linear", 7, None, 0.0),
    "linear_warm_floor": ("linear", 7, "25%", 0.25),
    "cosine": ("cosine", 0, None, 0.0),
    "cosine_floor": ("cosine", 0, "10%", 0.1),
    "cosine_warm": ("cosine", 7, None, 0.0),
    "cosine_warm_floor": ("cosine", 7, "10%", 0.1),
}

NORMS = {"none": None, "batch": "batch", "layer": "layer"}

# Every optimizer, every schedule and every norm at least once; all pairs are for `soak`.
SPARSE = [
    ("sgd", "constant", "none"),
    ("sgd_clip_norm", "linear_warm", "batch"),
    ("momentum_clip_value", "linear", "layer"),
    ("nesterov_clip_norm", "cosine_warm_floor", "none"),
    ("adam", "linear_floor", "batch"),
    ("adam_clip_both", "cosine_warm", "layer"),
    ("nadam", "cosine_floor", "none"),
    ("adamw_kernels_clip_norm", "constant_warm", "batch"),
    ("adamw_all_clip_value", "cosine", "layer"),
    ("adamw_kernels_clip_norm", "linear_warm_floor", "none"),
]
ALL = [
    (*pair, norm)
    for pair, norm in zip(
        itertools.product(OPTIMIZERS, SCHEDULES), itertools.cycle(NORMS), strict=False
    )
]


def spec_of(optimizer: str, schedule: str, norm: str) -> dict[str, Any]:
    written, settings = OPTIMIZERS[optimizer]
    kind, warmup, floor, _ = SCHEDULES[schedule]
    rate: dict[str, Any] = {"type": kind, "peak": PEAK[settings.kind]}
    if warmup:
        rate["warmup"] = f"{warmup} steps"
    if floor is not None:
        rate["floor"] = floor
    changes = {"optimizer": written | {"learning_rate": rate}, "model.norm": NORMS[norm]}
    return changed(BASE, changes | {"train.duration": f"{STEPS} steps"})


def plain(tree: Any) -> Any:
    """A state of flax as nested dictionaries of arrays of their own."""
    if hasattr(tree, "items"):
        return {name: plain(leaf) for name, leaf in tree.items()}
    return jnp.array(tree[...] if hasattr(tree, "get_value") else tree)


def agree(optimizer: str, schedule: str, norm: str, folder: Path) -> None:
    trainer = build(spec_of(optimizer, schedule, norm), folder)
    settings = OPTIMIZERS[optimizer][1]
    kind, warmup, _, share = SCHEDULES[schedule]
    c = trainer.Config()
    assert c.steps == STEPS
    data = trainer.load_data().train
    state = trainer.init_state(c, c.seed)
    stats = plain(getattr(state, "batch_stats", {}))
    carry = reference.start(settings, plain(state.params), stats)
    peak = PEAK[settings.kind]
    for step in range(STEPS):
        rows = trainer.batch_rows(c, step, 1)
        state, metrics = trainer.train_steps(c, state, data, rows)
        rate = reference.learning_rate(
            kind, step, steps=STEPS, peak=peak, warmup=warmup, floor=share * peak
        )
        # float32 has 6e-8 of the peak as half a unit; a cosine rounds its argument, up to pi, too.
        off = abs(float(metrics["learning_rate"][0]) - rate) / peak
        assert off <= (2.5e-7 if kind == "cosine" else 1e-7), f"rate of step {step}"
        carry, expected = reference.run(
            settings, NORMS[norm], carry, data.image, data.label, rows, metrics["learning_rate"]
        )
        for name in ("loss", "grad_norm"):
            close(metrics[name][0], expected[name][0], norm, f"{name} of step {step}")
    assert int(state.step) == int(carry[0]) == STEPS
    if norm == "batch":
        moments = zip(
            jax.tree.leaves(plain(state.batch_stats)), jax.tree.leaves(carry[2]), strict=True
        )
        for value, found in moments:
            np.testing.assert_allclose(value, found, rtol=1e-5, atol=1e-6)


def close(emitted: jax.Array, expected: jax.Array, norm: str, what: str) -> None:
    """Equal in every bit; with a norm, within 1e-6.

    A norm's sums over a batch or over features are fused with what surrounds them, and the compiler adds
    them up in another order for flax's reshapes than for the reference's broadcasts.
    """
    ours, theirs = np.float32(emitted), np.float32(expected)
    bound = 0 if norm == "none" else 1e-6 * abs(theirs)
    assert abs(ours - theirs) <= bound, f"{what}: {ours!r}, but the reference has {theirs!r}"


@pytest.mark.parametrize(("optimizer", "schedule", "norm"), SPARSE)
def test_every_step_is_what_the_papers_say(
    optimizer: str, schedule: str, norm: str, tmp_path: Path
) -> None:
    agree(optimizer, schedule, norm, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize(("optimizer", "schedule", "norm"), ALL)
def test_every_pair_is_what_the_papers_say(
    optimizer: str, schedule: str, norm: str, tmp_path: Path
) -> None:
    agree(optimizer, schedule, norm, tmp_path)


@pytest.mark.parametrize("schedule", ["constant_warm", "linear_warm_floor", "cosine_warm_floor"])
def test_a_warm_up_that_is_turned_off_leaves_the_rest(schedule: str, tmp_path: Path) -> None:
    """By a flag, as people do to compare: the rate is the schedule's own from the first step."""
    kind, _, _, share = SCHEDULES[schedule]
    trainer = build(spec_of("sgd", schedule, "none"), tmp_path)
    rates = trainer.make_schedule(trainer.Config(warmup=0))
    for step in range(STEPS):
        rate = reference.learning_rate(
            kind, step, steps=STEPS, peak=0.1, warmup=0, floor=share * 0.1
        )
        assert abs(float(rates(step)) - rate) <= 1e-7, f"rate of step {step}"
