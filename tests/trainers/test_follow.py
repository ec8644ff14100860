"""What can be followed in a run changes no number of it, and is what it says."""

from __future__ import annotations

import gzip
import itertools
import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import numpy as np
import pytest

import specc
from specc.language.sources.text import Text
from specc.probe import look

from .conftest import BASE, StopAfter, advance, bits, build, changed, data_of, emit, load

PLAIN = changed(
    BASE,
    {
        "name": "followed",
        "model": {"type": "mlp", "hidden": [32, 16], "norm": "layer", "dropout": 0.1},
        "train.duration": "40 steps",
        "evaluate.every": "10 steps",
        "checkpoint": {"every": "20 steps"},
        "log.every": "5 steps",
    },
)
FOLLOWED: dict[str, Any] = {
    "log.throughput": True,
    "log.device_memory": True,
    "log.norms": ["gradients", "parameters", "updates"],
    "profile": {"start": "15 steps", "duration": "10 steps"},
    "train.compilation_cache": True,
}
RATES = {"steps_per_second", "examples_per_second", "tokens_per_second", "mfu"}
NEW = RATES | {"resident_memory_peak"}
GALLERY = Path(__file__).parents[2] / "specs"
SLEEP = 0.5  # seconds that evaluations and checkpoints are made to take


def rows_of(workdir: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (workdir / "metrics.jsonl").read_text().splitlines()]


def without_new(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What rows have in a run that is not followed."""
    return [{k: v for k, v in row.items() if k not in NEW and "/" not in k} for row in rows]


def traces(workdir: Path) -> list[dict[str, Any]]:
    """The events of each trace."""
    files = sorted(workdir.glob("profile/plugins/profile/*/*.trace.json.gz"))
    return [json.loads(gzip.decompress(file.read_bytes())) for file in files]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleType, Path]:
    """The trainer that follows, and a folder with the workdirs of three runs.

    Those are `plain`, `followed`, and `stopped`, which is stopped during the trace and goes on.
    """
    folder = tmp_path_factory.mktemp("follow")
    plain = build(PLAIN, folder / "a")
    path = emit(changed(PLAIN, FOLLOWED), folder / "b")
    trainer, stopped = load(path), load(path)
    trainer.plain = plain.train(plain.Config(workdir=folder / "plain"), threading.Event())
    c = stopped.Config(workdir=folder / "stopped")
    stopped.train(c, StopAfter(4))
    trainer.resumed = stopped.train(c, threading.Event())
    evaluate, save = trainer.evaluate, trainer.save

    def slow(function: Any) -> Any:
        return lambda *args: (time.sleep(SLEEP), function(*args))[1]

    trainer.PEAK_FLOPS = {"cpu": 1e12}
    trainer.evaluate, trainer.save = slow(evaluate), slow(save)
    trainer.final = trainer.train(trainer.Config(workdir=folder / "followed"), threading.Event())
    trainer.evaluate, trainer.save = evaluate, save
    return trainer, folder


def test_training_is_the_same_in_every_bit(runs: tuple[ModuleType, Path]) -> None:
    trainer, folder = runs
    assert bits(trainer.final) == bits(trainer.plain) == bits(trainer.resumed)
    rows = rows_of(folder / "plain")
    assert without_new(rows_of(folder / "stopped")) == rows
    assert without_new(rows_of(folder / "followed")) == rows
    assert trainer.train_steps._cache_size() == trainer.evaluate._cache_size() == 1


def test_rates_are_of_training_alone(runs: tuple[ModuleType, Path]) -> None:
    """Every row has them; the first, which follows the compilation, and those with evaluations as well."""
    _, folder = runs
    rows = rows_of(folder / "followed")
    assert [row["step"] for row in rows] == list(range(5, 41, 5))
    for row in rows:
        assert 5 / row["steps_per_second"] < SLEEP / 2
        assert row["examples_per_second"] == pytest.approx(64 * row["steps_per_second"])
        per_step = row["mfu"] * 1e12 / row["steps_per_second"]
        assert per_step == pytest.approx(mlp_flops(64, 64, 32, 16, 10))
    assert not any("mfu" in row for row in rows_of(folder / "stopped"))  # the peak is not known
    assert 0.05 < min(row["resident_memory_peak"] for row in rows) < 64  # GiB


def test_a_run_is_traced_once(runs: tuple[ModuleType, Path]) -> None:
    """Its steps are; what is stopped in a trace has a part of them, and does not begin another."""
    _, folder = runs
    found = []
    for name in ("followed", "stopped"):
        (trace,) = traces(folder / name)
        names = [event.get("name", "") for event in trace["traceEvents"]]
        found.append(names.count("PjitFunction(train_steps)"))
    assert found[0] == 2 * found[1] > 0  # two calls of 5 steps, and one
    assert not (folder / "plain" / "profile").exists()


def test_norms_are_those_of_each_module(runs: tuple[ModuleType, Path]) -> None:
    """Of a step of plain gradient descent, whose update is the gradient times the rate."""
    trainer, _ = runs
    c = trainer.Config()
    data = data_of(trainer, c)
    before, _ = advance(trainer, c, trainer.init_state(c, c.seed), data.train, 1)
    first = {key: arrays(part) for key, part in before.params.items()}  # before it is donated
    after, metrics = advance(trainer, c, before, data.train, 1)
    assert set(first) == {"hidden", "norms", "output"}
    for name, old in first.items():
        new = arrays(after.params[name])
        moved = norm([b - a for a, b in zip(old, new, strict=True)])
        for key, expected in {
            "param_norm": norm(new),
            "update_norm": moved,
            "grad_norm": moved / c.learning_rate,
        }.items():
            assert metrics[f"{key}/{name}"][0] == pytest.approx(expected, rel=1e-4), (key, name)
    parts = [metrics[f"grad_norm/{name}"][0] for name in first]
    assert metrics["grad_norm"][0] == pytest.approx(norm(parts), rel=1e-6)


def arrays(tree: Any) -> list[np.ndarray]:
    return [np.asarray(leaf, np.float64) for leaf in jax.tree.leaves(tree)]


def norm(parts: list[Any]) -> float:
    return float(np.sqrt(sum(np.sum(np.square(part)) for part in parts)))


@pytest.mark.soak
@pytest.mark.parametrize(
    "name",
    ["digits_averaged", "digits_files", "digits_gan", "digits_mapped"]
    + ["digits_resnet", "letters_llama", "wine_sam"],
)
def test_a_trainer_of_the_gallery_trains_the_same(name: str, tmp_path: Path) -> None:
    norms = "[gradients, parameters]" if "gan" in name else "[gradients, parameters, updates]"
    followed = ["log.throughput=true", "log.device_memory=true", f"log.norms={norms}"]
    followed += ["profile.start=10 steps", "profile.duration=5 steps"]
    common = ["train.duration=40 steps", "log.every=20 steps", "evaluate.every=20 steps"]
    found = []
    for folder, changes in (("plain", common), ("followed", [*common, *followed])):
        path = tmp_path / folder / f"{name}.py"
        path.parent.mkdir()
        given = specc.read(GALLERY / f"{name}.yaml", changes, output=path)
        (text,) = specc.compile(given).values()
        path.write_text(text)
        trainer = load(path)
        c = trainer.Config(workdir=tmp_path / folder / "run")
        state = trainer.train(c, *([threading.Event()] if "CheckpointManager" in text else []))
        found.append((bits(state), without_new(rows_of(c.workdir))))
    assert found[0] == found[1]
    assert len(traces(tmp_path / "followed" / "run")) == 1


# ---------------------------------------------------------------------------------------- FLOPs


class FoundError(Exception):
    """Ends a run that has told how many FLOPs its step has."""


def flops_of(trainer: ModuleType, workdir: Path) -> float:
    """What a trainer counts, before it compiles its step."""

    def found(flops: float) -> None:
        raise FoundError(flops)

    trainer.seconds_at_peak = found
    with pytest.raises(FoundError) as raised:
        trainer.train(trainer.Config(workdir=workdir), threading.Event())
    (flops,) = raised.value.args
    return float(flops)


def mlp_flops(batch: int, *widths: int) -> int:
    """Each product three times, but for the gradient with respect to the inputs of the first layer."""
    macs = [a * b for a, b in itertools.pairwise(widths)]
    return 2 * batch * (3 * sum(macs) - macs[0])


@pytest.mark.parametrize(
    "changes",
    [
        {},
        pytest.param({"model.scan": True}, marks=pytest.mark.soak),
        pytest.param({"model.remat": True}, marks=pytest.mark.soak),
        {"model.scan": True, "model.remat": True, "train.accumulate": 2},
        pytest.param({"data.placement": "host"}, marks=pytest.mark.soak),
    ],
    ids=["blocks", "scanned", "recomputed", "all", "host"],
)
def test_a_transformer_has_the_flops_of_the_formula(
    changes: dict[str, Any], tmp_path: Path
) -> None:
    """6 N + 12 L H Q T per token (Chowdhery et al. 2022, appendix B), N without the embedding."""
    text = "".join(f"{a} plus {b} is {a + b}. " for a in range(20) for b in range(20))
    (tmp_path / "text.txt").write_text(text)
    spec: dict[str, Any] = {
        "specc": 1,
        "name": "tokens",
        "task": "language_modeling",
        "model": {
            "type": "transformer",
            "layers": 3,
            "heads": 2,
            "width": 32,
            "context": 48,
            "mlp_dim": 64,
            "tie_embeddings": False,
        },
        "data": {
            "source": {"type": "text", "path": "text.txt", "tokenizer": "bytes"},
            "batch_size": 4,
        },
        "optimizer": {"type": "adamw", "learning_rate": 1e-3},
        "train": {"duration": "10 steps"},
        "checkpoint": {"every": "10 steps"},
        "log": {"every": "5 steps", "throughput": True},
    }
    facts = look(Text.model_validate(spec["data"]["source"]), tmp_path)
    spec["data"]["facts"] = facts.model_dump(mode="json", exclude_none=True)
    trainer = build(changed(spec, changes), tmp_path)
    params = trainer.init_state(trainer.Config(), 0).params
    vectors = 2 if "model.scan" in changes else 1  # axes of what is no matrix
    weights = sum(x.size for x in jax.tree.leaves(params["blocks"]) if x.ndim > vectors)
    weights += params["output"]["kernel"].size
    expected = 4 * 48 * (6 * weights + 12 * 3 * 32 * 48)
    assert flops_of(trainer, tmp_path / "run") == pytest.approx(expected, rel=0.01)


def test_a_cnn_has_the_flops_of_its_convolutions(tmp_path: Path) -> None:
    cnn = {"type": "cnn", "channels": [8, 16], "hidden": [32]}
    changes = {
        "model": cnn,
        "target": "gpu",
        "checkpoint": {"every": "50 steps"},
        "log.throughput": True,
    }
    trainer = build(changed(BASE, changes), tmp_path)
    first, second = 64 * 9 * 8, 16 * 9 * 8 * 16  # products of maps of 8 x 8 and 4 x 4
    dense = 2 * 2 * 16 * 32 + 32 * 10
    expected = 2 * 64 * (3 * (first + second + dense) - first)
    assert flops_of(trainer, tmp_path / "run") == pytest.approx(expected, rel=0.02)


# ------------------------------------------------------------------------------ compilation cache

START = """
import json, sys
import jax
from pathlib import Path
from trainers.conftest import load

found = {"cache_hits": 0, "cache_misses": 0}

def count(event, **_):
    if (name := event.rpartition("/")[2]) in found:
        found[name] += 1

jax.monitoring.register_event_listener(count)
trainer = load(Path(sys.argv[1]))
folder = Path(sys.argv[2])
trainer.main(trainer.Config(workdir=folder / sys.argv[3], compilation_cache=folder / "compiled"))
print(json.dumps(found))
"""


def test_the_second_start_compiles_nothing(tmp_path: Path) -> None:
    spec = changed(BASE, {"train.compilation_cache": True, "log.throughput": True})
    path = emit(spec, tmp_path)
    found = []
    for name in ("first", "second"):
        command = [sys.executable, "-c", START, str(path), str(tmp_path), name]
        done = subprocess.run(
            command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True
        )
        found.append(json.loads(done.stdout.splitlines()[-1]))
    first, second = found
    assert first["cache_misses"] > 0
    assert second["cache_misses"] == 0 < second["cache_hits"]
    rows = [without_new(rows_of(tmp_path / name)) for name in ("first", "second")]
    assert rows[0] == rows[1]
