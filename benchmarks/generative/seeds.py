"""Trains a spec with several seeds, and reads the last metrics of each run.

python -m benchmarks.generative.seeds NAME METRIC [METRIC ...]   # benchmarks/generative/NAME.yaml
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import pathlib
import statistics
import tempfile
import threading
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

import specc
from benchmarks.trainer import load

HERE = pathlib.Path(__file__).resolve().parent


@contextlib.contextmanager
def trainer(name: str, changes: Iterable[str] = ()) -> Iterator[tuple[ModuleType, pathlib.Path]]:
    """The trainer of a spec of this folder, with changes like `seed=1`, and a folder for its run."""
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        given = specc.read(HERE / f"{name}.yaml", list(changes), output=folder / "emitted.py")
        ((_, text),) = specc.compile(given).items()
        yield load(folder / f"{name}.py", text), folder / "run"


def train(module: ModuleType, workdir: pathlib.Path, seed: int, **settings: Any) -> dict[str, Any]:
    """Trains to the end; the last row of metrics.jsonl, with the metrics of the test set if there is one."""
    c = module.Config(workdir=workdir, seed=seed, **settings)
    with contextlib.redirect_stdout(io.StringIO()):
        module.train(c, threading.Event())
    rows = [json.loads(line) for line in (workdir / "metrics.jsonl").read_text().splitlines()]
    return {key: value for row in rows for key, value in row.items()}


def main() -> None:
    """Prints the metrics of each seed, their mean and standard deviation."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("name")
    parser.add_argument("metrics", nargs="+")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE")
    given = parser.parse_args()
    found: dict[str, list[float]] = {metric: [] for metric in given.metrics}
    with trainer(given.name, given.set) as (module, workdir):
        for seed in range(given.seeds):
            last = train(module, workdir.with_name(f"run_{seed}"), seed)
            for metric in given.metrics:
                found[metric].append(float(last[metric]))
            print(seed, *(f"{metric} {last[metric]:.4f}" for metric in given.metrics), flush=True)
    for metric, values in found.items():
        spread = statistics.stdev(values) if len(values) > 1 else 0.0
        print(f"{metric}: mean {statistics.mean(values):.4f}, standard deviation {spread:.4f}")


if __name__ == "__main__":
    main()
