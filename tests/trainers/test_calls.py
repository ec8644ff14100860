"""Compiled calls: where one ends changes nothing, each is compiled once, and evaluation is fair."""

from __future__ import annotations

import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import numpy as np
import pytest

from .conftest import BASE, build, changed, emit, load

SPEC = changed(
    BASE,
    {
        "name": "calls",
        "model.norm": "batch",
        "model.dropout": 0.2,
        "optimizer": {
            "type": "adamw",
            "clip_by_global_norm": 1.0,
            "learning_rate": {"type": "cosine", "peak": 3e-3, "warmup": "10%"},
        },
        "train.duration": "44 steps",
        "evaluate": {"every": "22 steps", "batch_size": 64},
        "checkpoint": {"every": "30 steps"},
        "log.every": "22 steps",
    },
)


@pytest.fixture(scope="module")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return build(SPEC, tmp_path_factory.mktemp("calls"))


def bits(tree: Any) -> list[tuple[str, bytes]]:
    """Every array of a tree: where it is, its type and its bytes."""
    leaves = jax.tree_util.tree_leaves_with_path(jax.device_get(tree))
    return [
        (f"{jax.tree_util.keystr(path)} {np.asarray(leaf).dtype}", np.asarray(leaf).tobytes())
        for path, leaf in leaves
    ]


def run(trainer: ModuleType, c: Any, calls: list[int], state: Any = None) -> tuple[Any, Any]:
    data, _ = trainer.load_data()
    state = trainer.init_state(c) if state is None else state
    metrics = {}
    for count in calls:
        rows = trainer.call_rows(c, int(state.step))
        state, metrics = trainer.train_steps(c, state, data, rows, count)
    return state, metrics


@pytest.mark.parametrize(
    "calls",
    [[1] * 44, [2] * 22, [7] * 6 + [2], [3, 1, 20, 7, 13], [21, 22, 1]],
    ids=["ones", "twos", "sevens", "mixed", "across a log"],
)
def test_where_calls_begin_and_end_changes_no_bit(trainer: ModuleType, calls: list[int]) -> None:
    assert sum(calls) == 44
    c = trainer.Config()
    assert bits(run(trainer, c, calls)) == bits(run(trainer, c, [22, 22]))


def test_no_steps_leave_the_state_as_it_is(trainer: ModuleType) -> None:
    c = trainer.Config()
    before = bits(run(trainer, c, [5])[0])
    assert bits(run(trainer, c, [5, 0])[0]) == before


class StopAfter(threading.Event):
    """Stops a run, which asks before each call, after so many of them."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self.left = calls

    def is_set(self) -> bool:
        self.left -= 1
        return self.left < 0


def test_a_run_compiles_each_function_once(tmp_path: Path) -> None:
    path = emit(SPEC, tmp_path)
    first, second, whole = load(path), load(path), load(path)
    first.train(first.Config(workdir=tmp_path / "run"), StopAfter(2))
    assert (tmp_path / "run" / "checkpoints" / "30").is_dir()
    resumed = second.train(second.Config(workdir=tmp_path / "run"), threading.Event())
    direct = whole.train(whole.Config(workdir=tmp_path / "whole"), threading.Event())
    for trainer in (first, second, whole):
        assert trainer.train_steps._cache_size() == 1
        assert trainer.evaluate._cache_size() == 1
        assert trainer.init_state._cache_size() == 1
    assert bits(resumed) == bits(direct)
    lines = [(tmp_path / name / "metrics.jsonl").read_bytes() for name in ("run", "whole")]
    assert lines[0] == lines[1]


# ----------------------------------------------------------------------------------- evaluation


def score_in_doubles(state: Any, image: Any, label: Any) -> tuple[float, int]:
    """Mean loss and number of hits over all examples at once, in evaluation mode."""

    def array(leaf: Any) -> Any:
        return np.asarray(leaf[...] if hasattr(leaf, "get_value") else leaf, np.float64)

    params, stats = state.params, state.batch_stats
    x = np.asarray(image, np.float64).reshape(len(image), -1) @ array(params["hidden1"]["kernel"])
    norm, seen = params["norm1"], stats["norm1"]
    x = (x - array(seen["mean"])) / np.sqrt(array(seen["var"]) + 1e-5)
    x = x * array(norm["scale"]) + array(norm["bias"])
    x = 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))
    logits = x @ array(params["output"]["kernel"]) + array(params["output"]["bias"])
    logits -= logits.max(-1, keepdims=True)
    label = np.asarray(label)
    losses = np.log(np.exp(logits).sum(-1)) - logits[np.arange(len(label)), label]
    return losses.mean(), int((logits.argmax(-1) == label).sum())


@pytest.mark.parametrize(
    ("examples", "batch"),
    [(270, 64), (270, 27), (270, 270), (270, 400), (270, 1), (65, 64), (64, 64), (1, 64), (63, 7)],
)
def test_evaluation_counts_every_example_once(
    trainer: ModuleType, examples: int, batch: int
) -> None:
    c = trainer.Config()
    state, _ = run(trainer, c, [22, 8])
    _, held_out = trainer.load_data()
    part = jax.tree.map(lambda column: column[:examples], held_out)
    metrics = trainer.evaluate(trainer.Config(eval_batch_size=batch), state, part)
    loss, hits = score_in_doubles(state, part.image, part.label)
    assert float(metrics["eval_loss"]) == pytest.approx(loss, rel=2e-6)
    assert float(metrics["eval_accuracy"]) == pytest.approx(hits / examples, rel=1e-6)


def test_evaluation_changes_nothing(trainer: ModuleType) -> None:
    c = trainer.Config()
    state, _ = run(trainer, c, [22])
    _, held_out = trainer.load_data()
    before = bits(state)
    first = bits(trainer.evaluate(c, state, held_out))
    assert bits(trainer.evaluate(c, state, held_out)) == first
    assert bits(state) == before


# -------------------------------------------------------------------------------- training mode


def test_running_statistics_follow_the_batches_in_training(trainer: ModuleType) -> None:
    c = trainer.Config()
    start = trainer.init_state(c)
    assert {np.unique(leaf).item() for leaf in jax.tree.leaves(start.batch_stats)} == {0.0, 1.0}
    data, _ = trainer.load_data()
    x = np.asarray(data.image, np.float64)[trainer.call_rows(c, 0)[0]].reshape(64, -1)
    kernel = start.params["hidden1"]["kernel"]
    x = x @ np.asarray(kernel[...] if hasattr(kernel, "get_value") else kernel, np.float64)
    state, _ = run(trainer, c, [1])
    seen = dict(zip(("mean", "var"), jax.tree.leaves(state.batch_stats), strict=True))
    np.testing.assert_allclose(seen["mean"], 0.01 * x.mean(0), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(seen["var"], 0.99 + 0.01 * x.var(0), rtol=1e-5)


def test_dropout_is_on_in_training_and_drawn_anew_each_step(trainer: ModuleType) -> None:
    def loss(c: Any, step: int) -> float:
        state = trainer.init_state(c)._replace(step=np.int32(step))
        data, _ = trainer.load_data()
        return float(trainer.train_steps(c, state, data, trainer.call_rows(c, 0), 1)[1]["loss"])

    none, some = trainer.Config(dropout=0.0), trainer.Config(dropout=0.5)
    # Steps 0 and 22 both begin a log, so the loss is of this one batch.
    assert loss(none, 0) == loss(none, 22)
    assert loss(some, 0) == loss(some, 0)
    assert loss(some, 0) != loss(some, 22)
    assert loss(some, 0) != loss(none, 0)


# ---------------------------------------------------------------------------------------- order


@pytest.mark.parametrize("batch", [1, 64, 100, 509, 1527])
def test_an_epoch_is_the_start_of_a_permutation(trainer: ModuleType, batch: int) -> None:
    c = trainer.Config(batch_size=batch)
    orders = [trainer.epoch_rows(c, epoch) for epoch in range(4)]
    for rows in orders:
        assert rows.shape == (trainer.TRAIN_EXAMPLES // batch, batch)
        assert len(np.unique(rows)) == rows.size
        assert rows.min() >= 0
        assert rows.max() < trainer.TRAIN_EXAMPLES
    assert len({rows.tobytes() for rows in orders}) == 4


def test_batches_depend_on_the_seed_and_the_step_alone(trainer: ModuleType) -> None:
    c = trainer.Config()
    stream = np.concatenate([trainer.epoch_rows(c, epoch) for epoch in range(4)])
    other = trainer.Config(learning_rate=1.0, dropout=0.0, steps=99, workdir=Path("elsewhere"))
    for step in (0, 1, 5, 22, 23, 24, 40, 63):
        rows = trainer.call_rows(c, step)
        assert rows.shape == (c.steps_per_call, c.batch_size)
        assert (rows == stream[step : step + len(rows)]).all()
        assert (rows == trainer.call_rows(other, step)).all()
    assert (trainer.call_rows(trainer.Config(seed=1), 0) != trainer.call_rows(c, 0)).any()


def test_the_split_does_not_depend_on_the_seed_and_is_clean(trainer: ModuleType) -> None:
    train, held_out = trainer.load_data()
    assert (len(train.label), len(held_out.label)) == (1527, 270)
    images, labels = trainer.load_digits(return_X_y=True)
    together = np.concatenate([train.image, held_out.image]).reshape(1797, -1)
    pairs = np.column_stack([together * 16, np.concatenate([train.label, held_out.label])])
    given = np.column_stack([images, labels])
    assert sorted(map(bytes, pairs.astype(np.uint8))) == sorted(map(bytes, given.astype(np.uint8)))


def test_seeds_give_different_runs_and_the_same_seed_the_same(trainer: ModuleType) -> None:
    one = bits(run(trainer, trainer.Config(seed=1), [3]))
    assert bits(run(trainer, trainer.Config(seed=1), [3])) == one
    assert bits(run(trainer, trainer.Config(seed=2), [3])) != one
