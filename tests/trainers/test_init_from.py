"""A run that begins with the weights of another run.

The other run, with batch norm and 10 classes, is trained once. What a run begins with is the state of its first
call; it is compared bit by bit with the checkpoint of the other run, as that trainer's own `load` reads it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from .conftest import BASE, StopAfter, bits, build, changed

SOURCE = changed(
    BASE,
    {
        "name": "first",
        "seed": 7,
        "model": {"type": "mlp", "hidden": [8, 6], "norm": "batch"},
        "train.duration": "20 steps",
        "evaluate.every": "10 steps",
        "checkpoint": {"every": "10 steps"},
        "log": {"every": "10 steps", "to": ["jsonl"]},
    },
)
TUNED = changed(
    SOURCE,
    {
        "name": "tuned",
        "seed": 1,
        "optimizer": {"type": "adamw", "learning_rate": 1e-2},
        "init_from": {"run": "../first/run"},
    },
)
BODY = ["hidden/**", "norms/**"]


class Run(NamedTuple):
    """A finished run: its trainer, its settings, and its last state."""

    trainer: ModuleType
    c: Any
    state: Any


def source_run(folder: Path, changes: dict[str, Any]) -> Run:
    trainer = build(changed(SOURCE, changes), folder / "first")
    trainer.train(trainer.Config(workdir=folder / "first/run"), threading.Event())
    return Run(trainer, *trainer.load(folder / "first/run"))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    folder = tmp_path_factory.mktemp("source")
    return folder / "first", source_run(folder, {})


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The trainer of `TUNED`, which is compiled once for all tests that give it another source."""
    return build(TUNED, tmp_path_factory.mktemp("plain") / "tuned")


@pytest.fixture
def source(shared: tuple[Path, Run], tmp_path: Path) -> Run:
    """The other run, in a copy that a test may damage: `tmp_path/first/run`."""
    shutil.copytree(shared[0], tmp_path / "first")
    return shared[1]


class ReachedError(Exception):
    """The first call was about to be made."""


def first_state(trainer: ModuleType, c: Any) -> Any:
    """The state that the first step is given."""
    seen = []

    def reached(_c: object, state: Any, *_: object) -> None:
        seen.append(state)
        raise ReachedError

    steps, trainer.train_steps = trainer.train_steps, reached
    with pytest.raises(ReachedError):
        start(trainer, c)
    trainer.train_steps = steps
    return seen[0]


def start(trainer: ModuleType, c: Any, stop: threading.Event | None = None) -> Any:
    stops = [stop or threading.Event()] if hasattr(trainer, "restore") else []
    return trainer.train(c, *stops)


def settings(trainer: ModuleType, folder: Path) -> Any:
    """Those of a run in `folder`, which begins with the other run there."""
    return trainer.Config(workdir=folder / "tuned/run", init_from=folder / "first/run")


def tuned(folder: Path, changes: dict[str, Any]) -> tuple[ModuleType, Any]:
    """Another trainer than the plain one, and its settings, with the other run where the spec has it."""
    trainer = build(changed(TUNED, changes), folder / "tuned")
    return trainer, trainer.Config(workdir=folder / "tuned/run")


def refusal(trainer: ModuleType, c: Any) -> str:
    with pytest.raises(trainer.RunError) as error:
        start(trainer, c)
    return str(error.value)


def test_it_begins_with_all_that_fits(
    source: Run, plain: ModuleType, tmp_path: Path, capsys: Any
) -> None:
    c = settings(plain, tmp_path)
    state = first_state(plain, c)
    assert bits(state.params) == bits(source.state.params)
    assert bits(state.batch_stats) == bits(source.state.batch_stats)
    own = plain.init_state(c, 1)
    assert bits(state.opt_state) == bits(own.opt_state)
    assert bits(state.key) == bits(own.key)
    assert int(state.step) == 0
    count = sum(x.size for x in jax.tree.leaves((state.params, state.batch_stats)))
    run = (tmp_path / "first/run").resolve()
    assert f"12 of 12 arrays ({count} values) from {run} at step 20\n" in capsys.readouterr().out
    expected = json.loads((tmp_path / "tuned/run/init_from.json").read_text())
    assert expected == {"run": str(run), "step": 20, "crc32": plain.checksum(source.state)}


def test_another_head_keeps_the_weights_of_its_seed(
    source: Run, tmp_path: Path, capsys: Any
) -> None:
    numbers = np.random.default_rng(0)
    (tmp_path / "tuned").mkdir()
    x, y = numbers.uniform(0, 16, (200, 8, 8)), np.arange(200) % 4
    np.savez(tmp_path / "tuned/x.npz", x=x.astype(np.float32), y=y)
    facts = {"rows": 200, "shape": [8, 8], "classes": 4, "low": 0.0, "high": 16.0}
    data = {"type": "npz", "path": "x.npz"}
    changes = {"data.source": data, "data.facts": {**facts, "class_rows": [50] * 4}}
    trainer, c = tuned(tmp_path, changes)
    state, own = first_state(trainer, c), trainer.init_state(c, 1)
    for name in ("hidden", "norms"):
        assert bits(state.params[name]) == bits(source.state.params[name])
    assert bits(state.params["output"]) == bits(own.params["output"])
    out = capsys.readouterr().out
    assert "10 of 12 arrays" in out
    assert "output/bias (4,), there (10,); output/kernel (6, 4), there (6, 10)\n" in out


def test_only_what_is_selected_is_taken(source: Run, tmp_path: Path) -> None:
    block = {"run": "../first/run", "match": "**/kernel", "exclude": "output/**"}
    trainer, c = tuned(tmp_path, {"init_from": block})
    state, own = first_state(trainer, c), trainer.init_state(c, 1)
    assert bits(state.params["hidden"]) == bits(source.state.params["hidden"])
    for name in ("norms", "output"):
        assert bits(state.params[name]) == bits(own.params[name])
    assert bits(state.batch_stats) == bits(own.batch_stats)


def test_what_is_frozen_stays_as_it_is(source: Run, tmp_path: Path) -> None:
    trainer, c = tuned(
        tmp_path, {"init_from": {"run": "../first/run", "match": BODY, "frozen": True}}
    )
    state = start(trainer, c)
    assert int(state.step) == 20
    for name in ("hidden", "norms"):
        assert bits(state.params[name]) == bits(source.state.params[name])
    assert bits(state.params["output"]) != bits(source.state.params["output"])
    moments = [name for name, _ in bits(state.opt_state) if "hidden" in name or "norms" in name]
    assert not moments


def test_a_resumed_run_is_the_uninterrupted_one_and_needs_no_source(
    source: Run, plain: ModuleType, tmp_path: Path, capsys: Any
) -> None:
    c = settings(plain, tmp_path)
    whole = start(plain, c)
    half = replace(c, workdir=tmp_path / "half")
    assert int(start(plain, half, StopAfter(1)).step) == 10
    shutil.rmtree(tmp_path / "first")
    capsys.readouterr()
    assert bits(start(plain, half)) == bits(whole)
    said = f"It began with weights of {(tmp_path / 'first/run').resolve()} at step 20\n"
    assert said in capsys.readouterr().out
    logs = [(folder / "metrics.jsonl").read_text() for folder in (c.workdir, half.workdir)]
    assert logs[0] == logs[1]


def test_before_its_first_checkpoint_it_begins_anew(
    source: Run, plain: ModuleType, tmp_path: Path
) -> None:
    """Of a run that was killed early nothing is left, so another source is no contradiction."""
    c = settings(plain, tmp_path)
    first_state(plain, c)
    shutil.rmtree(tmp_path / "first/run/checkpoints/20")
    state = first_state(plain, c)
    _, earlier = source.trainer.load(tmp_path / "first/run")
    assert int(earlier.step) == 10
    assert bits(state.params) == bits(earlier.params)
    assert json.loads((tmp_path / "tuned/run/init_from.json").read_text())["step"] == 10


AVERAGES: dict[str, dict[str, Any]] = {
    "ema": {"type": "ema", "decay": 0.9},
    "swa": {"type": "swa", "start": "5 steps"},
    "slow": {"type": "lookahead", "sync_period": 6},
}


@pytest.mark.parametrize(
    "name", ["ema", *(pytest.param(name, marks=pytest.mark.soak) for name in ("swa", "slow"))]
)
def test_averaged_weights_are_taken_of_a_run_that_has_them(
    name: str, plain: ModuleType, tmp_path: Path
) -> None:
    """What the other run evaluated last is what this one would evaluate first."""
    changes = {"average": AVERAGES[name], "train.duration": "8 steps"}
    run = source_run(tmp_path, changes)
    c = settings(plain, tmp_path)
    state = first_state(plain, c)
    assert bits(state.params) == bits(getattr(run.state, f"{name}_params"))
    assert bits(state.params) != bits(run.state.params)
    data = plain.load_data().eval
    theirs, ours = run.trainer.evaluate(run.c, run.state, data), plain.evaluate(c, state, data)
    np.testing.assert_allclose(theirs["loss"], ours["loss"], rtol=1e-6)


@pytest.mark.parametrize("name", ["ema", "slow"])
def test_an_average_begins_as_what_was_taken(name: str, source: Run, tmp_path: Path) -> None:
    trainer, c = tuned(tmp_path, {"average": AVERAGES[name]})
    state = first_state(trainer, c)
    assert bits(getattr(state, f"{name}_params")) == bits(source.state.params)
    if name == "ema":
        assert bits(state.ema_batch_stats) == bits(source.state.batch_stats)


def test_copies_in_the_optimizer_are_of_what_was_taken(source: Run, tmp_path: Path) -> None:
    """Schedule-free methods keep a copy of the weights, z, which begins as they do."""
    optimizer = {"type": "schedule_free_sgd", "learning_rate": 1.0}
    trainer, c = tuned(tmp_path, {"model.norm": "layer", "optimizer": optimizer})
    state = first_state(trainer, c)
    assert bits(state.params["output"]) == bits(source.state.params["output"])
    assert bits(state.opt_state) == bits(trainer.make_optimizer(c).init(state.params))
    assert bits(state.opt_state) != bits(trainer.init_state(c, 1).opt_state)


def test_weights_get_the_type_of_the_run(source: Run, tmp_path: Path) -> None:
    precision = {"type": "bfloat16", "params": "bfloat16"}
    sgd = {"type": "sgd", "learning_rate": 0.1}
    trainer, c = tuned(tmp_path, {"precision": precision, "optimizer": sgd})
    state = first_state(trainer, c)
    expected = jax.tree.map(lambda x: x.astype(jnp.bfloat16), source.state.params)
    assert bits(state.params) == bits(expected)


@pytest.mark.parametrize("checkpoint", [{"every": "10 steps"}, None])
def test_statistics_of_the_data_are_those_of_the_run(
    checkpoint: Any, source: Run, tmp_path: Path
) -> None:
    """Means of inputs and weights of classes belong to the data, and are no weights."""
    loss = {"type": "cross_entropy", "class_weights": "balanced"}
    task = {"type": "classification", "loss": loss}
    changes = {"task": task, "data.normalize": "standardize", "checkpoint": checkpoint}
    trainer, c = tuned(tmp_path, changes)
    state, data = first_state(trainer, c), trainer.load_data()
    assert bits(state.params) == bits(source.state.params)
    names = [name for name in data._fields if name not in ("train", "eval")]
    assert names
    for name in names:
        expected = jax.tree.map(jnp.float32, getattr(data, name))
        assert bits(getattr(state, name)) == bits(expected), name


def damage(checkpoint: Path) -> None:
    """Flips a byte in the middle of each file of arrays."""
    for path in sorted((checkpoint / "default/d").iterdir()):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)


def test_a_damaged_checkpoint_is_reported_and_the_one_before_it_taken(
    source: Run, plain: ModuleType, tmp_path: Path, capsys: Any
) -> None:
    damage(tmp_path / "first/run/checkpoints/20")
    c = settings(plain, tmp_path)
    state = first_state(plain, c)
    printed = capsys.readouterr()
    assert "Checkpoint 20 of " in printed.err
    assert "at step 10\n" in printed.out
    damage(tmp_path / "first/run/checkpoints/10")
    assert "has no intact checkpoint" in refusal(plain, c)
    assert int(state.step) == 0


def test_a_run_that_is_not_there_is_a_sentence(plain: ModuleType, tmp_path: Path) -> None:
    c = settings(plain, tmp_path)
    missing = (tmp_path / "first/run").resolve()
    assert refusal(plain, c) == f"{missing} has no checkpoints yet; train that run first"
    assert not missing.exists()


def test_a_run_without_anything_that_fits_is_a_sentence(source: Run, tmp_path: Path) -> None:
    block = {"run": "../first/run", "match": "output/kernel"}
    trainer, c = tuned(tmp_path, {"model.hidden": [8, 5], "init_from": block})
    said = refusal(trainer, c)
    assert (
        f"no array of {tmp_path / 'first/run'} at step 20 fits: params/hidden/0/kernel (64, 8)"
        in said
    )
    assert said.endswith("here: output/kernel (5, 10), there (6, 10)")


def test_what_is_frozen_has_to_be_there(source: Run, tmp_path: Path) -> None:
    block = {"run": "../first/run", "match": BODY, "frozen": True}
    trainer, c = tuned(tmp_path, {"model.hidden": [8, 5], "init_from": block})
    assert "weights are missing in" in refusal(trainer, c)


@pytest.mark.soak
def test_the_other_run_may_have_had_other_devices(
    plain: ModuleType, tmp_path: Path, capsys: Any
) -> None:
    """It was trained on the second device of a process that had two."""
    build(SOURCE, tmp_path / "first")
    code = (
        "import jax, threading, first, pathlib\n"
        "jax.config.update('jax_default_device', jax.devices()[1])\n"
        "first.train(first.Config(workdir=pathlib.Path('run')), threading.Event())\n"
    )
    two = {"XLA_FLAGS": "--xla_force_host_platform_device_count=2"}
    command = [sys.executable, "-c", code]
    subprocess.run(command, cwd=tmp_path / "first", env={**os.environ, **two}, check=True)
    first_state(plain, settings(plain, tmp_path))
    assert "12 of 12 arrays" in capsys.readouterr().out
