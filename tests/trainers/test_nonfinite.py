"""Steps whose loss or gradient is not finite: the policy that the spec names, and what is kept of them."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from .conftest import BASE, build, changed
from .test_calls import bits

SPEC = changed(
    BASE,
    {
        "model.norm": "batch",
        "optimizer": {"type": "adam", "learning_rate": 1e-3},
        "train.duration": "40 steps",
        "log.every": "10 steps",
    },
)
POLICIES: dict[str, Any] = {"stop": "stop", "skip": {"type": "skip", "most": 2}}


@pytest.fixture(scope="module")
def trainers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ModuleType]:
    folder = tmp_path_factory.mktemp("nonfinite")
    return {
        name: build(changed(SPEC, {"name": name, "train.nonfinite": policy}), folder)
        for name, policy in POLICIES.items()
    }


def spoiled(trainer: ModuleType, c: Any, steps: list[int]) -> Any:
    """The training data, with an infinite pixel in the batches of some steps of the first epoch."""
    data, held_out = trainer.load_data()
    rows = trainer.epoch_rows(c, 0)
    image = np.array(data.image)
    image[rows[steps, 0]] = np.inf
    return trainer.Examples(jnp.array(image), data.label), held_out


def changing(state: Any) -> Any:
    """What a step that is not finite has to leave as it was."""
    return state.params, state.batch_stats, state.opt_state


def test_stop_keeps_the_state_before_the_step(trainers: dict[str, ModuleType]) -> None:
    trainer = trainers["stop"]
    c = trainer.Config()
    data, _ = spoiled(trainer, c, [4])
    good, _ = trainer.load_data()
    rows = trainer.call_rows(c, 0)
    state, metrics = trainer.train_steps(c, trainer.init_state(c), data, rows, 10)
    assert int(state.step) == 4
    assert not bool(state.finite)
    assert not np.isfinite(metrics["loss"])
    before, _ = trainer.train_steps(c, trainer.init_state(c), good, rows, 4)
    assert bits(changing(state)) == bits(changing(before))
    # The next call was sent before anybody could look: it does nothing.
    again, _ = trainer.train_steps(c, state, good, trainer.call_rows(c, 10), 10)
    assert int(again.step) == 4
    assert bits(changing(again)) == bits(changing(before))


def test_the_dump_reproduces_the_step(
    trainers: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = trainers["stop"]
    c = trainer.Config(workdir=tmp_path / "run")
    data, held_out = spoiled(trainer, c, [4])
    monkeypatch.setattr(trainer, "load_data", lambda: (data, held_out))
    with pytest.raises(FloatingPointError, match=r"by step 10: .*'loss': nan") as stopped:
        trainer.train(c)
    path = c.workdir / "not_finite_5.npz"
    assert str(path) in stopped.value.__notes__[0]
    assert not (c.workdir / "metrics.jsonl").read_text()
    kept = np.load(path)
    np.testing.assert_array_equal(kept["rows"], trainer.epoch_rows(c, 0)[4])

    template = trainer.init_state(c)
    names = [
        f"state.{jax.tree_util.keystr(name, simple=True, separator='.')}"
        for name, _ in jax.tree_util.tree_leaves_with_path(template)
    ]
    state = jax.tree.unflatten(jax.tree.structure(template), [jnp.array(kept[n]) for n in names])
    state = state._replace(finite=jnp.bool(True))
    batch = trainer.Examples(kept["batch.image"], kept["batch.label"])
    rows = np.arange(c.batch_size, dtype=np.int32)[None]
    after, metrics = trainer.train_steps(c, state, batch, rows, 1)
    assert not bool(after.finite)
    assert not np.isfinite(metrics["loss"])
    # With the pixels mended, the same state takes the step.
    mended = trainer.Examples(np.where(np.isfinite(batch.image), batch.image, 0), batch.label)
    state = jax.tree.unflatten(jax.tree.structure(template), [jnp.array(kept[n]) for n in names])
    after, _ = trainer.train_steps(c, state._replace(finite=jnp.bool(True)), mended, rows, 1)
    assert bool(after.finite)
    assert int(after.step) == 5


def test_skip_leaves_steps_out_and_counts_them(
    trainers: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = trainers["skip"]
    c = trainer.Config(workdir=tmp_path / "run")
    data, held_out = spoiled(trainer, c, [3, 4, 12])
    monkeypatch.setattr(trainer, "load_data", lambda: (data, held_out))
    state = trainer.train(c)
    assert int(state.step) == c.steps
    assert bool(state.finite)
    lines = (c.workdir / "metrics.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines if "eval_loss" not in line]
    # The spoiled examples come up again in the second epoch, which begins with step 23.
    assert [row["skipped"] for row in rows[:2]] == [2, 1]
    assert all(0 < row["loss"] < 5 for row in rows)


def test_skipped_steps_change_nothing_else(trainers: dict[str, ModuleType]) -> None:
    trainer = trainers["skip"]
    c = trainer.Config()
    good, _ = trainer.load_data()
    bad, _ = spoiled(trainer, c, [3, 4])
    rows = trainer.call_rows(c, 0)
    state, metrics = trainer.train_steps(c, trainer.init_state(c), bad, rows, 5)
    before, means = trainer.train_steps(c, trainer.init_state(c), good, rows, 3)
    assert int(state.step) == 5
    assert int(state.skipped) == float(metrics["skipped"]) == 2
    assert bits(changing(state)) == bits(changing(before))
    np.testing.assert_array_equal(metrics["loss"], means["loss"])


def test_too_many_in_a_row_stop_the_run(trainers: dict[str, ModuleType]) -> None:
    trainer = trainers["skip"]
    c = trainer.Config()
    bad, _ = spoiled(trainer, c, [3, 4, 5, 6])
    state, metrics = trainer.train_steps(c, trainer.init_state(c), bad, trainer.call_rows(c, 0), 10)
    assert int(state.step) == 5  # two are left out; the third ends it
    assert not bool(state.finite)
    assert not np.isfinite(metrics["loss"])
