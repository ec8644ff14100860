"""Runs of generative trainers: resumed, sampled from, and what they leave behind."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import jax
import numpy as np
import pytest
from PIL import Image
from trainers.conftest import StopAfter, bits

from .conftest import specs

SPECS = specs()


@pytest.fixture(scope="module")
def done(trainer: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workdir of a finished run."""
    workdir = tmp_path_factory.mktemp("run") / "whole"
    trainer.train(trainer.Config(workdir=workdir), threading.Event())
    for name in "init_state", "train_steps", "evaluate", "sample":
        assert getattr(trainer, name)._cache_size() == 1, name
    return workdir


def test_a_stopped_run_goes_on_in_every_bit(
    trainer: ModuleType, done: Path, tmp_path: Path
) -> None:
    parts = trainer.Config(workdir=tmp_path / "parts")
    for calls in 6, 8:
        trainer.train(parts, StopAfter(calls))
    state = trainer.train(parts, threading.Event())
    _, whole = trainer.load(done)
    assert int(state.step) == int(whole.step) == 24
    assert bits(state) == bits(whole)
    assert (tmp_path / "parts/metrics.jsonl").read_bytes() == (done / "metrics.jsonl").read_bytes()


def test_rows_have_what_is_minimized(trainer: ModuleType, done: Path) -> None:
    rows = [json.loads(line) for line in (done / "metrics.jsonl").read_text().splitlines()]
    assert [row["step"] for row in rows] == list(range(3, 25, 3))
    names = {
        "VAE": {"elbo", "kl", "beta"},
        "Generator": {"generator_loss", "r1_penalty"},
        "DenoisingMLP": {"loss", "learning_rate"},
    }[next(name for name in ("VAE", "Generator", "DenoisingMLP") if hasattr(trainer, name))]
    assert all(names <= row.keys() for row in rows)
    evaluated = [row for row in rows if any(name.startswith("eval_") for name in row)]
    assert [row["step"] for row in evaluated] == [6, 12, 18, 24]


def test_samples_do_not_depend_on_their_number(trainer: ModuleType, done: Path) -> None:
    c, state = trainer.load(done)
    few, many = (np.asarray(trainer.sample(c, state, jax.random.key(5), n)) for n in (3, 9))
    np.testing.assert_allclose(few, many[:3], rtol=1e-6, atol=1e-7)
    assert many.shape == (9, 8, 8)
    assert many.min() >= 0
    assert many.max() <= 1
    assert np.abs(many[1:] - many[:1]).max() > 1e-4


def test_samples_come_from_the_average(trainer: ModuleType, done: Path) -> None:
    c, state = trainer.load(done)
    field = "ema_params" if hasattr(state, "ema_params") else "generator_ema_params"
    other = state.replace(**{field: jax.tree.map(np.zeros_like, getattr(state, field))})
    grey = np.asarray(trainer.sample(c, other, jax.random.key(0), 4))
    np.testing.assert_allclose(grey, 0.5)


def test_grids_are_pictures(trainer: ModuleType, done: Path) -> None:
    """Ten samples in two rows of eight, a pixel apart, each pixel eight times as large."""
    names = sorted(path.name for path in done.glob("*.png"))
    steps = [f"samples_{step:06}.png" for step in (6, 12, 18, 24)]
    pairs = [name.replace("samples", "reconstructions") for name in steps]
    assert names == (sorted(steps + pairs) if hasattr(trainer, "VAE") else steps)
    with Image.open(done / steps[-1]) as picture:
        assert picture.size == (8 * 80, 2 * 80)
        pixels = np.asarray(picture)
    c, state = trainer.load(done)
    image = np.asarray(trainer.sample(c, state, jax.random.key(0), 10))
    first = pixels[8:72:8, 8:72:8] / 255
    np.testing.assert_allclose(first, image[0], atol=1 / 255)
    assert not pixels[80:, 3 * 80 :].any(), "after the last one there is nothing"


def test_colours_make_a_grid_too(trainer: ModuleType, tmp_path: Path) -> None:
    path = trainer.write_grid(tmp_path / "grid.png", np.ones((3, 4, 4, 3), np.float32))
    with Image.open(path) as picture:
        assert picture.mode == "RGB"


def test_samples_are_drawn_by_a_flag(
    trainer: ModuleType, done: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trainer.main(trainer.Config(workdir=done, sample=10))
    assert f"Samples: {done / 'samples.png'}" in capsys.readouterr().out
    with Image.open(done / "samples.png") as picture:
        assert picture.size == (8 * 80, 2 * 80)
    (done / "samples.png").unlink()
    with pytest.raises(SystemExit, match="Nothing to sample from"):
        trainer.main(trainer.Config(workdir=done.parent / "nothing", sample=5))


def test_the_numbers_of_the_sampler_are_flags_too(trainer: ModuleType, done: Path) -> None:
    """They are those of this start, not those of the run."""
    flags = {"sampler_steps": 2} if hasattr(trainer.Config(), "sampler_steps") else {}
    c, state = trainer.load(done)
    given = trainer.Config(workdir=done, sample=3, **flags)
    trainer.main(given)
    with Image.open(done / "samples.png") as picture:
        pixels = np.asarray(picture)
    (done / "samples.png").unlink()
    image = trainer.sample(replace(c, **flags), state, jax.random.key(0), 3)
    trainer.write_grid(done.parent / "expected.png", image)
    with Image.open(done.parent / "expected.png") as picture:
        np.testing.assert_array_equal(pixels, np.asarray(picture))
    if flags:
        image = trainer.sample(c, state, jax.random.key(0), 3)
        with Image.open(trainer.write_grid(done.parent / "others.png", image)) as picture:
            assert (pixels != np.asarray(picture)).any()


def test_other_seeds_draw_otherwise(trainer: ModuleType) -> None:
    c = trainer.Config()
    one, other, again = (trainer.init_state(c, np.uint32(seed)) for seed in (0, 1, 0))
    assert bits(one) == bits(again) != bits(other)


@pytest.mark.soak
@pytest.mark.parametrize("name", SPECS)
def test_ten_kills_change_no_bit(name: str, tmp_path: Path) -> None:
    """SIGKILL at random moments of a longer run of the gallery's trainer, in a process of its own."""
    file = SPECS[name].parents[1] / "generated" / f"{name}.py"
    random_ = random.Random(name)
    flags = {
        "digits_vae": ["--epochs", "1600", "--checkpoint-every", "8"],
        "digits_gan": ["--steps", "16000", "--checkpoint-every", "100"],
        "grid_energy": ["--steps", "8000", "--checkpoint-every", "100", "--eval-every", "100"],
        "grid_score": ["--steps", "6000", "--checkpoint-every", "50", "--eval-every", "50"],
        "digits_vqvae": ["--epochs", "600", "--checkpoint-every", "5", "--eval-every", "4"],
        "moons_flow": [
            *("--steps", "6000", "--checkpoint-every", "60"),
            *("--eval-every", "60", "--likelihood-steps", "2"),
        ],
        "moons_spline": ["--steps", "1500", "--checkpoint-every", "30", "--eval-every", "10"],
        "digits_made": ["--epochs", "150", "--checkpoint-every", "2", "--eval-every", "1"],
        "ring_wgan": [
            *("--steps", "3000", "--log-every", "20"),
            *("--checkpoint-every", "60", "--eval-every", "200"),
        ],
        "sums_transformer": [
            *("--steps", "1500", "--log-every", "10"),
            *("--checkpoint-every", "20", "--eval-every", "100", "--sample-every", "500"),
        ],
        "reber_gru": [
            *("--steps", "3000", "--log-every", "10"),
            *("--checkpoint-every", "20", "--eval-every", "100", "--sample-every", "500"),
        ],
        "chain_masked": [
            *("--steps", "3000", "--log-every", "10"),
            *("--checkpoint-every", "20", "--eval-every", "100"),
        ],
        "digits_diffusion": [
            *("--steps", "3000", "--checkpoint-every", "50"),
            *("--eval-every", "30", "--timesteps", "20"),
        ],
    }

    def start(workdir: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(file), "--workdir", str(workdir), *flags[name]]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def rows(run: str) -> int:
        log = tmp_path / run / "metrics.jsonl"
        return log.read_bytes().count(b"\n") if log.exists() else 0

    assert start(tmp_path / "whole").wait(600) == 0
    most = rows("whole") // 14
    for _ in range(10):  # by rows, not by seconds, which say nothing on a busy machine
        process, wanted = start(tmp_path / "killed"), rows("killed") + random_.randint(0, most)
        while rows("killed") < wanted:
            assert process.poll() is None, "the run was over before it was killed ten times"
            time.sleep(0.02)
        time.sleep(random_.uniform(0, 1))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert start(tmp_path / "killed").wait(600) == 0
    logs = [(tmp_path / run / "metrics.jsonl").read_bytes() for run in ("whole", "killed")]
    assert logs[0] == logs[1]
    from trainers.conftest import load

    trainer = load(file)
    states = [trainer.load(tmp_path / run)[1] for run in ("whole", "killed")]
    assert bits(states[0]) == bits(states[1])
