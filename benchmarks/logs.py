"""What logs and checkpoints cost an emitted trainer of a 784-512-256-10 network.

    python -m benchmarks.logs

The same run takes turns: with a row at its end only, with a row of each step and one of every 100 steps in metrics.jsonl,
metrics.csv and TensorBoard, and with checkpoints. The clock runs in the emitted `train`, from the first compiled call to the
last checkpoint, as in `trainer.py`. A first run of each, which compiles, is not timed. All have to end with the same bits.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import pathlib
import statistics
import sys
import tempfile
from collections.abc import Sequence
from typing import Any

import specc
from benchmarks.trainer import load, substitute, timed

ROUNDS = 7
STEPS = 1000
SAVES = 10
FLOORS = {"every step": 0.9, "every 100 steps": 0.9}
"""Steps per second with rows, over those with one row at the end."""
MOST = 0.01
"""The share of a minute that a checkpoint may take."""

_SPEC = """\
specc: 1
name: {name}
task: classification
model: {{type: mlp, hidden: [512, 256], activation: gelu}}
data:
  source: {{type: sklearn, name: digits}}
  batch_size: 128
  facts: {{rows: 10000, shape: [28, 28], classes: 10, low: 0, high: 16}}
optimizer: {{type: adamw, weight_decay: 0.01, learning_rate: 1e-3}}
train: {{duration: {steps} steps}}
checkpoint: {{every: {save} steps}}
log: {{every: {log} steps, to: [{to}]}}
"""
_SINKS = "jsonl, csv, tensorboard"


class Side:
    """A trainer that is run again and again."""

    def __init__(self, name: str, folder: pathlib.Path, log: int, save: int):
        path = folder / f"{name}.yaml"
        text = _SPEC.format(name=name, steps=STEPS, log=log, save=save, to=_SINKS)
        path.write_text(text)
        ((_, code),) = specc.compile(specc.read(path)).items()
        self.module = load(folder / f"{name}.py", code)
        data = substitute("large")
        self.module.load_digits = lambda: data
        self.config = self.module.Config(workdir=folder / name)

    def run(self) -> tuple[float, float]:
        """Seconds of a run in an empty workdir, by the clock and of all CPUs."""
        return timed(self.module, self.config)

    def checksum(self) -> int:
        """That of the last state."""
        found: int = self.module.checksum(self.module.load(self.config.workdir)[1])
        return found


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """The median ratios, and the seconds that a checkpoint takes."""
    with tempfile.TemporaryDirectory() as name, contextlib.redirect_stdout(io.StringIO()):
        folder = pathlib.Path(name)
        sides = {
            "at the end": Side("at_the_end", folder, STEPS, STEPS),
            "every step": Side("every_step", folder, 1, STEPS),
            "every 100 steps": Side("every_100_steps", folder, 100, STEPS),
            "checkpoints": Side("checkpoints", folder, STEPS, STEPS // SAVES),
        }
        for side in sides.values():
            side.run()
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
        for turn in range(rounds):
            order = list(sides) if turn % 2 else list(reversed(sides))
            for name in order:
                times[name].append(sides[name].run())
        if len({side.checksum() for side in sides.values()}) > 1:
            raise AssertionError("logs or checkpoints change what is trained")
    return {
        "steps_per_s": {
            name: STEPS / statistics.median(wall for wall, _ in found)
            for name, found in times.items()
        },
        "ratios": {name: _ratio(times, name, 0) for name in FLOORS},
        "cpu_ratios": {name: _ratio(times, name, 1) for name in FLOORS},
        "checkpoint_s": statistics.median(
            (saved - base) / (SAVES - 1)
            for (base, _), (saved, _) in zip(times["at the end"], times["checkpoints"], strict=True)
        ),
    }


def _ratio(times: dict[str, list[tuple[float, float]]], name: str, kind: int) -> float:
    """The median of the seconds of the run without rows over those of another; 0 by the clock, 1 of CPUs."""
    pairs = zip(times["at the end"], times[name], strict=True)
    return statistics.median(base[kind] / found[kind] for base, found in pairs)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if everything is cheap enough, 1 if not."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.logs", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns of each run")
    found = measure(parser.parse_args(arguments).rounds)
    for name, speed in found["steps_per_s"].items():
        print(f"{name:16} {speed:10,.1f} steps per second")
    missed = 0
    for name, ratio in found["ratios"].items():
        ok = ratio >= FLOORS[name]
        missed += not ok
        print(
            f"rows {name}: {ratio:.3f} of the steps per second with a row at the end, at least "
            f"{FLOORS[name]} {'' if ok else 'MISSED'}; {found['cpu_ratios'][name]:.3f} by CPU seconds"
        )
    share = found["checkpoint_s"] / 60
    ok = share < MOST
    missed += not ok
    print(
        f"a checkpoint: {found['checkpoint_s'] * 1000:.1f} ms, {share:.2%} of a minute, "
        f"less than {MOST:.0%} {'' if ok else 'MISSED'}"
    )
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
