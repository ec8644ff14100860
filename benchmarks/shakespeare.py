"""Tiny Shakespeare in nanoGPT's small configuration: an emitted trainer and PyTorch, seed by seed.

    python -m benchmarks.shakespeare TEXT --torch TORCH/bin/python

TEXT is the file of 1,115,394 characters. Both sides start from the same parameters and see the same windows;
each trains by its own implementation of AdamW, clipping and the schedule. Two numbers are taken of each: nats per
character of all the held-out text, each character predicted once in windows of 64, and nanoGPT's own estimate,
20 random batches of it. Exits with 1 if the means differ by more than 0.02 or the estimate is above 1.88.
"""

from __future__ import annotations

import argparse
import pathlib
import statistics
import sys
import tempfile
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks import child
from benchmarks.gpt import Emitted, torch

SPEC = pathlib.Path(__file__).resolve().parent.parent / "docs/shakespeare_gpt.yaml"
_SIZES: dict[str, Any] = {
    "layers": 4,
    "heads": 4,
    "width": 128,
    "context": 64,
    "vocabulary": 65,
    "bfloat16": False,
    "b2": 0.99,
    "weight_decay": 0.1,
    "learning_rate": 1e-3,
    "warmup": 100,
    "steps": 2000,
}
_CALL = 50
_BATCHES, _BATCH = 20, 12
_DIFFERENCE, _PUBLISHED = 0.02, 1.88


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if the emitted trainer is as good as both; 2 if there is no PyTorch."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shakespeare", description=__doc__)
    parser.add_argument("text", type=pathlib.Path)
    parser.add_argument("--torch", help="a Python that has PyTorch")
    parser.add_argument("--seeds", type=int, default=3)
    given = parser.parse_args(arguments)
    try:
        python = child.interpreter(given.torch, ("torch", "numpy"), "torch==2.13.0 numpy")
    except child.NoInterpreterError as error:
        print(error, file=sys.stderr)
        return 2
    rows = []
    print("| seed | specc | PyTorch | specc, 20 random batches |\n|---|---|---|---|")
    for seed in range(given.seeds):
        rows.append(measure(given.text, seed, python))
        print("| {} | {:.4f} | {:.4f} | {:.4f} |".format(seed, *rows[-1]), flush=True)
    ours, theirs, estimated = (statistics.mean(column) for column in zip(*rows, strict=True))
    print(f"| mean | {ours:.4f} | {theirs:.4f} | {estimated:.4f} |")
    return int(ours - theirs > _DIFFERENCE or estimated > _PUBLISHED)


def measure(text: pathlib.Path, seed: int, python: str) -> tuple[float, float, float]:
    """Nats per held-out character of both, and nanoGPT's estimate of the emitted one's."""
    with tempfile.TemporaryDirectory() as name:
        changes = [f"seed={seed}", f"data.source.path={text.resolve()}"]
        steps = _SIZES["steps"]
        folder = pathlib.Path(name)
        emitted = Emitted(SPEC, changes, folder, _SIZES, rows=steps, seed=seed)
        while emitted.step < steps:
            emitted.take(_CALL)
        ours = emitted.module.evaluate(emitted.config, emitted.state, emitted.data.eval)
        with torch(python, emitted, _SIZES, "cpu") as rival:
            rival.ask("eager", steps)
            theirs = rival.ask("eager", 0)["loss"]
        return float(ours["loss"]), float(theirs), _estimate(emitted, seed)


def _estimate(emitted: Emitted, seed: int) -> float:
    """The loss of random windows of the held-out text."""
    token = np.asarray(emitted.data.eval.token)
    context = _SIZES["context"]
    size = _BATCHES, _BATCH, 1
    starts = np.random.default_rng(seed).integers(len(token) - context, size=size)
    windows = token[starts + np.arange(context + 1)]
    c, state = emitted.config, emitted.state
    loss_fn = jax.jit(emitted.module.loss_fn, static_argnums=0)
    batches = [emitted.module.Batch(jnp.int32(window)) for window in windows]
    return float(np.mean([loss_fn(c, state.params, state, batch)[0] for batch in batches]))


if __name__ == "__main__":
    sys.exit(main())
