"""Which checkpoints stay: the newest, the best, and multiples of a number of steps."""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

from .conftest import StopAfter, build, changed
from .evaluated import SPEC, play, run, saved

STEPS = 12
QUICK = 10


@pytest.fixture(scope="module", params=["max", "min"])
def trainer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    metric = {"max": "eval_accuracy", "min": "eval_loss"}[request.param]
    spec = {**SPEC, "checkpoint": {**SPEC["checkpoint"], "best": {"metric": metric, "keep": 2}}}
    module = build(spec, tmp_path_factory.mktemp("best"))
    module.MODE = request.param
    return module


def kept(values: Mapping[int, float], mode: str, settings: Mapping[str, int]) -> set[int]:
    """What has to stay at the end, from the definition: nothing here goes step by step."""
    sign = 1 if mode == "min" else -1

    def rank(step: int) -> int:
        """How many evaluations up to `step` are at least as good, its own not counted."""
        others = [n for n in values if n < step]
        return sum(sign * values[n] <= sign * values[step] for n in others)

    on_time = {n for n in range(1, STEPS + 1) if n % settings["checkpoint_every"] == 0}
    improved = {n for n in values if rank(n) < settings["keep_best"]}
    all_saved = on_time | improved | {STEPS}
    best = sorted(values, key=lambda n: (sign * values[n], n))[: settings["keep_best"]]
    newest = sorted(all_saved)[-settings["keep_checkpoints"] :]
    return {*newest, *best, *(n for n in all_saved if n % settings["keep_every"] == 0)}


def draw(rng: random.Random) -> tuple[dict[str, int], dict[int, float], list[int]]:
    """Settings, the value of each evaluation, and the calls before which the process is killed."""
    every = rng.choice([1, 2, 3, 4])
    settings = {
        "eval_every": rng.choice([1, 2, 3]),
        "checkpoint_every": every,
        "keep_checkpoints": rng.choice([1, 2, 3]),
        "keep_best": rng.choice([1, 2, 3]),
        "keep_every": every * rng.choice([1, 2, 3]),
    }
    evaluated = [n for n in range(1, STEPS + 1) if n % settings["eval_every"] == 0]
    levels = rng.choice([3, 1000])  # with a few, many are equal
    values = {n: float(rng.randrange(levels)) for n in {*evaluated, STEPS}}
    return settings, values, sorted(rng.sample(range(20), rng.choice([0, 1, 3])))


@pytest.mark.parametrize(
    "seeds",
    [
        range(QUICK),
        pytest.param(range(QUICK, 100), marks=pytest.mark.soak),
    ],
    ids=["few", "many"],
)
def test_what_stays_is_what_the_spec_says(
    trainer: ModuleType, seeds: range, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the order of values, and although processes end at any call."""
    found, expected = {}, {}
    kills = 0
    for seed in seeds:
        settings, values, kill = draw(random.Random(seed))
        with monkeypatch.context() as patch:
            play(trainer, patch, values, kill=kill)
            _, killed = run(trainer, tmp_path / str(seed), **settings)
        kills += killed
        found[seed] = set(saved(tmp_path / str(seed)))
        expected[seed] = kept(values, trainer.MODE, settings)
    assert found == expected
    assert kills >= len(seeds) // 3


def flip_a_bit(checkpoint: Path) -> None:
    files = (path for path in checkpoint.rglob("*") if path.is_file())
    path = max(files, key=lambda path: path.stat().st_size)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


VALUES = dict(zip(range(1, STEPS + 1), (5, 7, 9, 9, 3, 8, 1, 1, 2, 2, 2, 2), strict=True))


def test_the_best_is_loaded_also_after_a_restart(
    trainer: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A damaged one is reported, and the next best is given."""
    best, second = {"max": (3, 4), "min": (7, 8)}[trainer.MODE]
    play(trainer, monkeypatch, VALUES)
    workdir, c = tmp_path / "run", trainer.Config(workdir=tmp_path / "run")
    trainer.train(c, StopAfter(9))
    assert run(trainer, workdir)[0].step == STEPS
    for chosen, step in ({}, STEPS), ({"best": True}, best), ({"best": False}, STEPS):
        state = trainer.load(workdir, **chosen)[1]
        assert (int(state.step), float(state.params["now"])) == (step, step)
    shutil.copytree(workdir, tmp_path / "damaged")
    flip_a_bit(tmp_path / "damaged" / "checkpoints" / str(best))
    assert trainer.load(tmp_path / "damaged", best=True)[1].step == second
    assert f"Checkpoint {best} cannot be used" in capsys.readouterr().err


def test_without_an_evaluation_there_is_no_best(
    trainer: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(trainer, monkeypatch, VALUES)
    c = trainer.Config(workdir=tmp_path, eval_every=10)
    trainer.train(c, StopAfter(2))
    assert trainer.load(tmp_path)[1].step == 4
    with pytest.raises(trainer.RunError, match="no checkpoint of a best evaluation"):
        trainer.load(tmp_path, best=True)


def test_checkpoints_at_multiples_stay_without_a_best(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = build(changed(SPEC, {"checkpoint.best": None}), tmp_path)
    play(module, monkeypatch, VALUES, kill=[7])
    run(module, tmp_path / "run", keep_checkpoints=1, keep_every=6)
    assert saved(tmp_path / "run") == [6, 12]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"keep_every": 5}, "keep_every is 5 steps; .* multiple of checkpoint_every, 2 steps"),
        ({"checkpoint_every": 3}, "keep_every is 4 steps; .* checkpoint_every, 3 steps"),
        ({"keep_every": 0}, "keep_every is 0; it must be at least 1"),
    ],
)
def test_what_is_to_stay_has_to_be_saved(
    trainer: ModuleType, settings: dict[str, int], message: str
) -> None:
    """Also where settings, and not the spec, say which checkpoints stay."""
    trainer.Config(keep_every=6, checkpoint_every=3)
    with pytest.raises(ValueError, match=message):
        trainer.Config(**settings)


def test_multiples_are_of_steps(tmp_path: Path) -> None:
    """Whatever the units of both intervals."""
    changes = {"checkpoint.every": "1 epoch", "train.duration": "8 epochs"}
    changes |= {"checkpoint.keep_every": "25%", "evaluate.every": "1 epoch"}
    module = build(changed(SPEC, changes), tmp_path)
    steps = module.Config().steps_per_epoch
    assert steps > 1
    module.Config(keep_every=0.5)
    with pytest.raises(ValueError, match=f"is {round(1.6 * steps):,} steps; .*, {steps:,} steps"):
        module.Config(keep_every=0.2)
    with pytest.raises(ValueError, match=f"is {2 * steps:,} steps; .*, {3 * steps:,} steps"):
        module.Config(checkpoint_every=3)
