"""The trainers of this version of specc against those of another, in one process.

    python -m benchmarks.versions 6395943 --rounds 15

The other version is checked out by git into a temporary folder and compiles the same specs. What is timed is
`train` of both trainers, from its first compiled call to the state after its last step, taking turns; a run of
each that is not timed comes first, so nothing compiles inside the clock. CPU seconds are those of all threads.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
from typing import Any

import numpy as np
import yaml
from PIL import Image
from sklearn.datasets import load_digits

from benchmarks import trainer

ROOT = pathlib.Path(__file__).parents[1]
ROUNDS = 15

BASE: dict[str, Any] = {
    "specc": 1,
    "task": "classification",
    "model": {"type": "mlp", "hidden": [256, 128], "activation": "gelu", "norm": "layer"},
    "data": {
        "source": {"type": "sklearn", "name": "digits"},
        "holdout": "15%",
        "batch_size": 128,
    },
    "optimizer": {
        "type": "adamw",
        "weight_decay": 0.01,
        "learning_rate": {"type": "cosine", "peak": 1e-3, "warmup": "5%"},
    },
    "train": {"duration": "100 epochs"},
    "evaluate": {"every": "10 epochs"},
    "checkpoint": {"every": "100 epochs"},
}
FILES: dict[str, Any] = {
    "source": {"type": "image_folder", "path": "../digits", "mode": "gray"},
    "placement": "files",
    "holdout": "15%",
    "batch_size": 128,
    "facts": {
        "rows": 1797,
        "shape": [8, 8],
        "classes": 10,
        "low": 0,
        "high": 255,
        "dtype": "uint8",
        "class_names": list("0123456789"),
    },
}
FEATURES: dict[str, dict[str, Any]] = {
    "ema": {"average": {"type": "ema", "decay": 0.99}},
    "groups": {
        "optimizer": {
            **BASE["optimizer"],
            "groups": [{"match": "output/*", "learning_rate_multiplier": 0.5}],
        }
    },
    "float16": {"precision": "float16"},
    "host": {"data": {**BASE["data"], "placement": "host"}},
    "files": {
        "data": FILES,
        "train": {"duration": "20 epochs"},
        "evaluate": {"every": "2 epochs"},
        "checkpoint": {"every": "20 epochs"},
    },
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision", help="the other version, a git commit")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", nargs="*", help="names of cases")
    arguments = parser.parse_args()
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        other = checkout(arguments.revision, folder / "other")
        write_digits(folder / "digits")
        os.chdir(folder)
        for case, spec in specs().items():
            if arguments.only and case not in arguments.only:
                continue
            path = folder / f"{case}.yaml"
            path.write_text(yaml.safe_dump(spec, sort_keys=False))
            sides = [_Side(build(root, path), case) for root in (ROOT, other)]
            row = {"case": case, **compare(*sides, arguments.rounds)}
            found.append(row)
            print(
                f"{case:8} {row['seconds']} s, {row['ratio']} of the other's speed by the clock,"
                f" {row['cpu_ratio']} by CPU seconds",
                flush=True,
            )
    print(json.dumps(found))


def checkout(revision: str, folder: pathlib.Path) -> pathlib.Path:
    """The files of a commit, in a folder of their own."""
    folder.mkdir()
    archive = subprocess.run(
        ["git", "archive", revision], cwd=ROOT, capture_output=True, check=True
    ).stdout
    subprocess.run(["tar", "-x"], cwd=folder, input=archive, check=True)
    return folder


def write_digits(folder: pathlib.Path) -> None:
    """scikit-learn's digits as an image folder."""
    digits = load_digits()
    for number, (image, label) in enumerate(zip(digits.images, digits.target, strict=True)):
        file = folder / str(label) / f"{number:04}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray((image * 15.9375).astype(np.uint8)).save(file)


def specs() -> dict[str, dict[str, Any]]:
    """The networks of `benchmarks.trainer`, and a spec for each feature."""
    networks = {case.name: yaml.safe_load(trainer.text_of(case)) for case in trainer.CASES}
    return networks | {name: {**BASE, "name": name, **spec} for name, spec in FEATURES.items()}


def build(root: pathlib.Path, path: pathlib.Path) -> str:
    """The trainer that the version in `root` emits."""
    program = (
        "import specc, sys; [text] = specc.compile(specc.read(sys.argv[1])).values(); print(text)"
    )
    environment = os.environ | {"PYTHONPATH": str(root)}
    command = [sys.executable, "-c", program, str(path)]
    return subprocess.run(
        command, capture_output=True, check=True, text=True, env=environment, cwd=root
    ).stdout


class _Side:
    """A trainer of one version."""

    def __init__(self, text: str, case: str):
        folder = pathlib.Path(tempfile.mkdtemp(dir="."))
        self.module = trainer.load(folder / f"{case}_{folder.name}.py", text)
        if data := trainer.substitute(case):
            self.module.load_digits = lambda: data
        self.config = self.module.Config(workdir=folder / "run")

    def run(self) -> tuple[float, float]:
        """Seconds by the clock and of the CPUs, from the first step to the last checkpoint."""
        with contextlib.redirect_stdout(io.StringIO()):
            return trainer.timed(self.module, self.config)


def compare(ours: _Side, theirs: _Side, rounds: int) -> dict[str, Any]:
    """Medians over turns in alternation; a ratio above 1 says that ours is the faster."""
    ours.run(), theirs.run()
    pairs = []
    for number in range(rounds):
        if number % 2:
            mine = ours.run()
            pairs.append((mine, theirs.run()))
        else:
            other = theirs.run()
            pairs.append((ours.run(), other))
    ratios = sorted(other[0] / mine[0] for mine, other in pairs)
    return {
        "seconds": round(statistics.median(mine[0] for mine, _ in pairs), 3),
        "ratio": round(statistics.median(ratios), 3),
        "cpu_ratio": round(statistics.median(other[1] / mine[1] for mine, other in pairs), 3),
        "ratios": [round(ratio, 3) for ratio in ratios],
    }


if __name__ == "__main__":
    main()
