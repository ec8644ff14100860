"""Trains the gallery in a process of its own, which compiles as people do: so much training pays for LLVM.

    python gallery_worker.py FOLDER NAME=METRIC ...

writes FOLDER/found.jsonl, a line for each spec: what was found, or the error.
"""

from __future__ import annotations

import json
import sys
import threading
import traceback
from dataclasses import asdict, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
from trainers.conftest import bits, data_of, load

import specc

SPECS = Path(__file__).parent.parent / "specs"


def main(folder: Path, metrics: dict[str, str]) -> None:
    for name, metric in metrics.items():
        try:
            found = trained(name, metric, folder)
        except BaseException:
            found = {"error": traceback.format_exc()}
        with (folder / "found.jsonl").open("a") as file:
            file.write(json.dumps({"name": name, **found}) + "\n")
        jax.clear_caches()


def trained(name: str, metric: str, folder: Path) -> dict[str, Any]:
    """A metric before and after training; whether what was saved is what comes back."""
    path = folder / f"{name}.py"
    (text,) = specc.compile(specc.read(SPECS / f"{name}.yaml", output=path)).values()
    path.write_text(text)
    module = load(path)
    c = module.Config(workdir=folder / name)
    others = {"init_from", "reflow_from"} & asdict(c).keys()  # runs of specs before this one
    c = replace(c, **{key: folder / getattr(c, key).name for key in others})
    before = float(untrained(module, c, metric))
    stop = (threading.Event(),) if "CheckpointManager" in text else ()
    state = module.train(c, *stop)
    lines = (folder / name / "metrics.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    [*_, after] = [row[metric] for row in rows if metric in row]
    numbers = {key for row in rows for key, value in row.items() if isinstance(value, float)}
    return {
        "before": before,
        "after": after,
        "step": int(state.step),
        "steps": c.steps,
        "stopped": rows[-1]["step"] if hasattr(module, "EarlyStopping") else None,
        "evaluated": sorted(key for key in numbers if key.startswith("eval_")),
        "same": not stop or bits(module.train(c, *stop)) == bits(state),
    }


def untrained(module: ModuleType, c: Any, metric: str) -> Any:
    """What is measured before the first update: on a set that is evaluated, or on the first batch."""
    data = data_of(module, c)
    state = module.init_state(c, c.seed)
    names = [name for name in data._fields if hasattr(state, name)]
    state = state.replace(
        **{name: jax.tree.map(jax.numpy.float32, getattr(data, name)) for name in names}
    )
    prefix, _, name = metric.partition("_")
    if hasattr(module, "evaluate"):
        return module.evaluate(c, state, getattr(data, prefix))[name]
    _, metrics = module.train_steps(c, state, data.train, module.batch_rows(c, 0, 1))
    return metrics[metric][0]


if __name__ == "__main__":
    main(Path(sys.argv[1]), dict(word.split("=") for word in sys.argv[2:]))
