"""Compiled calls: where one ends changes nothing, each is compiled once, and evaluation is fair."""

from __future__ import annotations

import threading
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import jax
import numpy as np
import pytest

from .conftest import BASE, StopAfter, advance, bits, build, changed, emit, load

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


def run(trainer: ModuleType, c: Any, calls: list[int], state: Any = None) -> tuple[Any, Any]:
    data = trainer.load_data()
    state = trainer.init_state(c, c.seed) if state is None else state
    parts = []
    for count in calls:
        state, metrics = advance(trainer, c, state, data.train, count)
        parts.append(jax.device_get(metrics))
    return state, jax.tree.map(lambda *values: np.concatenate(values), *parts)


@pytest.mark.parametrize(
    "calls",
    [[1] * 44, [2] * 22, [7] * 6 + [2], [3, 1, 20, 7, 13], [21, 22, 1]],
    ids=["ones", "twos", "sevens", "mixed", "across a log"],
)
def test_where_calls_begin_and_end_changes_no_bit(trainer: ModuleType, calls: list[int]) -> None:
    assert sum(calls) == 44
    c = trainer.Config()
    assert bits(run(trainer, c, calls)) == bits(run(trainer, c, [22, 22]))


def test_a_run_compiles_each_function_once(tmp_path: Path) -> None:
    path = emit(SPEC, tmp_path)
    first, second, whole = load(path), load(path), load(path)
    first.train(first.Config(workdir=tmp_path / "run"), StopAfter(15))  # calls of 2 steps
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
    x = np.asarray(image, np.float64).reshape(len(image), -1) @ array(params["hidden"][0]["kernel"])
    norm, seen = params["norms"][0], stats["norms"][0]
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
    part = jax.tree.map(lambda column: column[:examples], trainer.load_data().eval)
    metrics = trainer.evaluate(trainer.Config(eval_batch_size=batch), state, part)
    loss, hits = score_in_doubles(state, part.image, part.label)
    assert float(metrics["loss"]) == pytest.approx(loss, rel=2e-6)
    assert float(metrics["accuracy"]) == pytest.approx(hits / examples, rel=1e-6)


def test_evaluation_changes_nothing(trainer: ModuleType) -> None:
    c = trainer.Config()
    state, _ = run(trainer, c, [22])
    held_out = trainer.load_data().eval
    before = bits(state)
    first = bits(trainer.evaluate(c, state, held_out))
    assert bits(trainer.evaluate(c, state, held_out)) == first
    assert bits(state) == before


# -------------------------------------------------------------------------------- training mode


def test_running_statistics_follow_the_batches_in_training(trainer: ModuleType) -> None:
    c = trainer.Config()
    start = trainer.init_state(c, c.seed)
    assert {np.unique(leaf).item() for leaf in jax.tree.leaves(start.batch_stats)} == {0.0, 1.0}
    data = trainer.load_data().train
    x = np.asarray(data.image, np.float64)[trainer.batch_rows(c, 0, 1)[0]].reshape(64, -1)
    kernel = start.params["hidden"][0]["kernel"]
    x = x @ np.asarray(kernel[...] if hasattr(kernel, "get_value") else kernel, np.float64)
    state, _ = run(trainer, c, [1])
    seen = dict(zip(("mean", "var"), jax.tree.leaves(state.batch_stats), strict=True))
    np.testing.assert_allclose(seen["mean"], 0.01 * x.mean(0), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(seen["var"], 0.99 + 0.01 * x.var(0), rtol=1e-5)


def test_dropout_is_on_in_training_and_drawn_anew_each_step(trainer: ModuleType) -> None:
    def loss(c: Any, step: int) -> float:
        state = trainer.init_state(c, c.seed).replace(step=jax.numpy.int32(step))
        data, rows = trainer.load_data(), trainer.batch_rows(c, 0, 1)
        return float(trainer.train_steps(c, state, data.train, rows)[1]["loss"][0])

    none, some = trainer.Config(dropout=0.0), trainer.Config(dropout=0.5)
    assert loss(none, 0) == loss(none, 22)
    assert loss(some, 0) == loss(some, 0)
    assert loss(some, 0) != loss(some, 22)
    assert loss(some, 0) != loss(none, 0)


# ---------------------------------------------------------------------------------------- order


@pytest.mark.parametrize("batch", [1, 64, 100, 509, 1527])
def test_an_epoch_is_the_start_of_a_permutation(trainer: ModuleType, batch: int) -> None:
    c = trainer.Config(batch_size=batch)
    per_epoch = trainer.TRAIN_EXAMPLES // batch
    orders = [trainer.batch_rows(c, epoch * per_epoch, per_epoch) for epoch in range(4)]
    for rows in orders:
        assert rows.shape == (per_epoch, batch)
        assert len(np.unique(rows)) == rows.size
        assert rows.min() >= 0
        assert rows.max() < trainer.TRAIN_EXAMPLES
    assert len({rows.tobytes() for rows in orders}) == 4


def test_batches_depend_on_the_seed_and_the_step_alone(trainer: ModuleType) -> None:
    c = trainer.Config()
    stream = trainer.batch_rows(c, 0, 4 * c.steps_per_epoch)
    other = trainer.Config(learning_rate=1.0, dropout=0.0, steps=99, workdir=Path("elsewhere"))
    for step in (0, 1, 5, 22, 23, 24, 40, 63):
        for count in (1, 7, 30):
            rows = trainer.batch_rows(c, step, count)
            assert rows.shape == (count, c.batch_size)
            assert (rows[: len(stream) - step] == stream[step : step + count]).all()
            assert (rows == trainer.batch_rows(other, step, count)).all()
    assert (trainer.batch_rows(trainer.Config(seed=1), 0, 1) != stream[0]).any()


def test_the_split_does_not_depend_on_the_seed_and_is_clean(trainer: ModuleType) -> None:
    data = trainer.load_data()
    assert (len(data.train.label), len(data.eval.label)) == (1527, 270)
    images, labels = trainer.load_digits(return_X_y=True)
    together = np.concatenate([data.train.image, data.eval.image]).reshape(1797, -1)
    pairs = np.column_stack([together * 16, np.concatenate([data.train.label, data.eval.label])])
    given = np.column_stack([images, labels])
    assert sorted(map(bytes, pairs.astype(np.uint8))) == sorted(map(bytes, given.astype(np.uint8)))


def test_seeds_give_different_runs_and_the_same_seed_the_same(trainer: ModuleType) -> None:
    one = bits(run(trainer, trainer.Config(seed=1), [3]))
    assert bits(run(trainer, trainer.Config(seed=1), [3])) == one
    assert bits(run(trainer, trainer.Config(seed=2), [3])) != one
    assert trainer.Config(seed=1) == trainer.Config(seed=2)  # so nothing is compiled anew


@pytest.mark.parametrize(
    ("boundaries", "expected"),
    [((44, 22, 30), 2), ((1100, 55, 220), 55), ((4000, 2000), 1000), ((7,), 7), ((2 * 1009,), 2)],
)
def test_a_call_ends_at_every_boundary(
    trainer: ModuleType, boundaries: tuple[int, ...], expected: int
) -> None:
    c = SimpleNamespace(steps=boundaries[0])
    assert trainer.steps_per_call(c, *boundaries) == expected
    assert trainer.steps_per_call(c, 0, *boundaries) == expected
    assert all(boundary % expected == 0 for boundary in boundaries)
    assert expected <= trainer.MAX_STEPS_PER_CALL
