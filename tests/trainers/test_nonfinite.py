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

from .conftest import BASE, advance, bits, build, changed

SPEC = changed(
    BASE,
    {
        "model.norm": "batch",
        "optimizer": {"type": "adam", "learning_rate": 1e-3},
        "train.duration": "40 steps",
        "log.every": "10 steps",
    },
)
POLICIES: dict[str, Any] = {
    "stop": "stop",
    "dump": {"type": "stop", "dump": True},
    "skip": {"type": "skip", "most": 2},
}


@pytest.fixture(scope="module")
def trainers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ModuleType]:
    folder = tmp_path_factory.mktemp("nonfinite")
    return {
        name: build(changed(SPEC, {"name": name, "train.nonfinite": policy}), folder)
        for name, policy in POLICIES.items()
    }


def spoiled(trainer: ModuleType, c: Any, steps: list[int]) -> Any:
    """The data, with an infinite pixel in the training batches of some steps of the first epoch."""
    data = trainer.load_data()
    rows = trainer.batch_rows(c, 0, c.steps_per_epoch)
    image = np.array(data.train.image)
    image[rows[steps, 0]] = np.inf
    return data._replace(train=data.train._replace(image=jnp.array(image)))


def changing(state: Any) -> Any:
    """What a step that is not finite has to leave as it was."""
    return state.params, state.batch_stats, state.opt_state


def start(trainer: ModuleType, c: Any) -> Any:
    return trainer.init_state(c, c.seed)


def test_stop_names_the_step(
    trainers: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = trainers["stop"]
    c = trainer.Config(workdir=tmp_path / "run")
    data = spoiled(trainer, c, [4])
    monkeypatch.setattr(trainer, "load_data", lambda: data)
    with pytest.raises(FloatingPointError, match=r"is nan at step 5"):
        trainer.train(c)
    assert not (c.workdir / "metrics.jsonl").read_text()
    assert not list(c.workdir.glob("*.npz"))


def test_a_dump_keeps_the_state_before_the_step(trainers: dict[str, ModuleType]) -> None:
    trainer = trainers["dump"]
    c = trainer.Config()
    data, good = spoiled(trainer, c, [4]).train, trainer.load_data().train
    state, metrics = advance(trainer, c, start(trainer, c), data, 10)
    assert int(state.step) == 4
    assert not bool(state.finite)
    assert np.isfinite(metrics["loss"][:4]).all()
    assert not np.isfinite(metrics["loss"][4])
    before, _ = advance(trainer, c, start(trainer, c), good, 4)
    assert bits(changing(state)) == bits(changing(before))
    # A further call does nothing.
    again, _ = trainer.train_steps(c, state, good, trainer.batch_rows(c, 10, 10))
    assert int(again.step) == 4
    assert bits(changing(again)) == bits(changing(before))


def test_the_dump_reproduces_the_step(
    trainers: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = trainers["dump"]
    c = trainer.Config(workdir=tmp_path / "run")
    data = spoiled(trainer, c, [4])
    monkeypatch.setattr(trainer, "load_data", lambda: data)
    with pytest.raises(FloatingPointError, match=r"is nan at step 5"):
        trainer.train(c)
    assert not (c.workdir / "metrics.jsonl").read_text()
    [path] = c.workdir.glob("*.npz")
    assert path.name == "not_finite_5.npz"
    kept = np.load(path)
    np.testing.assert_array_equal(kept["rows"], trainer.batch_rows(c, 4, 1)[0])

    template = start(trainer, c)
    names = [
        f"state.{jax.tree_util.keystr(name, simple=True, separator='.')}"
        for name, _ in jax.tree_util.tree_leaves_with_path(template)
    ]

    def saved() -> Any:
        leaves = [jnp.array(kept[name]) for name in names]
        state = jax.tree.unflatten(jax.tree.structure(template), leaves)
        return state.replace(key=jax.random.wrap_key_data(state.key), finite=jnp.bool(True))

    batch = trainer.Batch(kept["batch.image"], kept["batch.label"])
    rows = np.arange(c.batch_size, dtype=np.int32)[None]
    after, metrics = trainer.train_steps(c, saved(), batch, rows)
    assert not bool(after.finite)
    assert not np.isfinite(metrics["loss"][0])
    # With finite pixels, the same state takes the step.
    repaired = batch._replace(image=np.where(np.isfinite(batch.image), batch.image, 0))
    after, _ = trainer.train_steps(c, saved(), repaired, rows)
    assert bool(after.finite)
    assert int(after.step) == 5


def test_skip_leaves_steps_out_and_counts_them(
    trainers: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = trainers["skip"]
    c = trainer.Config(workdir=tmp_path / "run")
    data = spoiled(trainer, c, [3, 4, 12])
    monkeypatch.setattr(trainer, "load_data", lambda: data)
    state = trainer.train(c)
    assert int(state.step) == c.steps
    lines = (c.workdir / "metrics.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    # The spoiled examples come up again in the second epoch, which begins with step 23.
    assert [row["skipped"] for row in rows if "skipped" in row][:2] == [2, 1]
    assert all(0 < row["loss"] < 5 for row in rows if "loss" in row)


def test_skipped_steps_change_nothing_else(trainers: dict[str, ModuleType]) -> None:
    trainer = trainers["skip"]
    c = trainer.Config()
    good, bad = trainer.load_data().train, spoiled(trainer, c, [3, 4]).train
    state, metrics = advance(trainer, c, start(trainer, c), bad, 5)
    before, expected = advance(trainer, c, start(trainer, c), good, 3)
    assert int(state.step) == 5
    assert int(state.skipped) == 2
    assert metrics["skipped"].tolist() == [False, False, False, True, True]
    assert bits(changing(state)) == bits(changing(before))
    means, same = trainer.Means(), trainer.Means()
    means.add(metrics, 5)
    same.add(expected, 3)
    assert means.take() == same.take() | {"skipped": 2}


def test_too_many_in_a_row_stop_the_run(trainers: dict[str, ModuleType]) -> None:
    trainer = trainers["skip"]
    c = trainer.Config()
    bad = spoiled(trainer, c, [3, 4, 5, 6]).train
    _, metrics = advance(trainer, c, start(trainer, c), bad, 10)
    # Two are left out; the third ends the run.
    assert metrics["skipped"].tolist()[:6] == [False] * 3 + [True] * 2 + [False]
    with pytest.raises(FloatingPointError, match=r"is nan at step 6"):
        trainer.Means().add(metrics, 10)


def test_rows_of_skipped_steps_alone_have_no_means(trainers: dict[str, ModuleType]) -> None:
    trainer = trainers["skip"]
    c = trainer.Config()
    bad = spoiled(trainer, c, [0, 1]).train
    _, metrics = advance(trainer, c, start(trainer, c), bad, 2)
    means = trainer.Means()
    means.add(metrics, 2)
    assert means.take() == {"skipped": 2}
