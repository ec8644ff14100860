"""The emitted steps of each family of models for images against one jitted step called from Python.

    python -m benchmarks.one_step --rounds 9

For machines that are not known (`target: any`) specc emits a compiled loop over steps, or a loop in Python where
the model has convolutions. Both sides are the same `train_step` of the same trainer, on this machine's CPU.
"""

from __future__ import annotations

import argparse
import functools
import json
import pathlib
import statistics
import tempfile
import time
from typing import Any

import jax
import numpy as np
import yaml

import specc
from benchmarks.trainer import load

ROUNDS = 9
CEILING = 1.3  # times as long as the steps called from Python
STEPS = 20

MODELS: dict[str, dict[str, Any]] = {
    "cnn": {"type": "cnn", "channels": [32, 64], "activation": "relu", "hidden": [128]},
    "resnet": {"type": "resnet", "stages": [1, 1], "width": 16},
    "vit": {"type": "vit", "patch_size": 7, "width": 64, "depth": 2, "heads": 4},
    "mixer": {"type": "mixer", "patch_size": 7, "width": 64, "depth": 2},
}
SPEC: dict[str, Any] = {
    "specc": 1,
    "task": "classification",
    "data": {
        "source": {"type": "sklearn", "name": "digits"},
        "batch_size": 64,
        "facts": {"rows": 2048, "shape": [28, 28], "classes": 10, "low": 0, "high": 16},
    },
    "optimizer": {"type": "adam", "learning_rate": 1e-3},
    "train": {"duration": "10 epochs"},
    "log": {"every": "1 epoch"},
}


def main() -> int:
    """0 if every model keeps the ceiling."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    found = []
    with tempfile.TemporaryDirectory() as name:
        for model in MODELS:
            found.append({"model": model, **measure(model, pathlib.Path(name), rounds)})
            print("{model:8} {emitted_ms} ms a step, {ratio} of the loop's".format(**found[-1]))
    print(json.dumps(found))
    return int(any(row["ratio"] > CEILING for row in found))


def measure(model: str, folder: pathlib.Path, rounds: int) -> dict[str, Any]:
    """Milliseconds of a step on both sides, and the median of the ratios of their turns."""
    path = folder / f"{model}.yaml"
    path.write_text(yaml.safe_dump({**SPEC, "name": model, "model": MODELS[model]}))
    [text] = specc.compile(specc.read(path)).values()
    module = load(folder / f"{model}.py", text)
    c = module.Config(workdir=folder / "run")
    generator = np.random.default_rng(0)
    data = module.Batch(
        image=jax.numpy.float32(generator.uniform(size=(2048, 28, 28))),
        label=jax.numpy.int32(generator.integers(0, 10, 2048)),
    )
    step = jax.jit(module.train_step, static_argnums=0, donate_argnums=1)
    gather = jax.jit(lambda data, rows: jax.tree.map(lambda x: x[rows], data))
    rows = module.batch_rows(c, 0, STEPS)

    def emitted(state: Any) -> Any:
        return module.train_steps(c, state, data, rows)[0]

    def called(state: Any) -> Any:
        for batch in rows:
            state, _ = step(c, state, gather(data, batch))
        return state

    sides = [functools.partial(_timed, side, module, c) for side in (emitted, called)]
    times = []
    for number in range(rounds + 1):
        order = sides if number % 2 else sides[::-1]
        taken = [side() for side in order]
        times.append(taken if number % 2 else taken[::-1])
    pairs = np.array(times[1:])  # the first ones compile
    return {
        "emitted_ms": round(1e3 * float(np.median(pairs[:, 0])) / STEPS, 2),
        "called_ms": round(1e3 * float(np.median(pairs[:, 1])) / STEPS, 2),
        "ratio": round(statistics.median(pairs[:, 0] / pairs[:, 1]), 3),
        "best_ratio": round(float(pairs[:, 0].min() / pairs[:, 1].min()), 3),
    }


def _timed(side: Any, module: Any, c: Any) -> float:
    state = jax.block_until_ready(module.init_state(c, 0))
    begin = time.perf_counter()
    jax.block_until_ready(side(state))
    return time.perf_counter() - begin


if __name__ == "__main__":
    raise SystemExit(main())
