"""docs/using.md, run from top to bottom as a newcomer would, and that loaded models predict on raw inputs as in training."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import re
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
import tyro
from PIL import Image

from specc.cli.main import main

from .conftest import BASE, build, changed, load

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```(python|yaml|console)\n(.*?)```", re.DOTALL)
SHORT = {
    "train.duration": "2 steps",
    "evaluate.every": "2 steps",
    "checkpoint": {"every": "2 steps"},
    "model.hidden": [4],
    "data.batch_size": 4,
}
HOUSES = {
    "data.source": {"type": "csv", "path": "sold.csv", "target": "price"},
    "data.facts": {
        "rows": 40,
        "shape": [2],
        "columns": ["area", "rooms"],
        "targets": 1,
        "low": -99.0,
        "high": 999.0,
    },
    "task": "regression",
}


def finished(name: str, folder: Path, **changes: Any) -> ModuleType:
    """The trainer of a small spec, after a run of two steps."""
    module = build(changed(BASE, {"name": name, **SHORT, **changes}), folder)
    module.train(module.Config(workdir=folder / "runs" / name), threading.Event())
    return module


def write_houses(folder: Path) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"area": rng.uniform(30, 300, 40), "rooms": rng.integers(1, 9, 40)})
    sold = table.assign(price=1000 * table["area"] + rng.normal(0, 1e4, 40))
    sold.to_csv(folder / "sold.csv", index=False)
    return sold


def command(line: str) -> str:
    """Runs a line of a console in this process, and returns what it prints."""
    program, *flags = line.split()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            if program == "specc":
                main(flags)
            else:
                trainer = load(Path(flags[0]))
                trainer.main(tyro.cli(trainer.Config, args=flags[1:]))
        except SystemExit as error:
            print(error.code if isinstance(error.code, str) else "")
    return printed.getvalue()


def follow(block: str) -> None:
    """Runs the commands of a block; each line below one is part of what it prints, `…` is anything."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        line, *expected = part.splitlines()
        printed = command(line)
        for text in expected:
            pattern = ".*".join(map(re.escape, text.split("…")))
            assert re.search(f"^{pattern}", printed, re.MULTILINE), (line, text, printed)


def edit(block: str) -> None:
    """A whole spec, or lines of it that are to be changed."""
    path = Path("iris.yaml")
    if "specc:" in block:
        path.write_text(block)
        return
    key = block.partition(":")[0]
    path.write_text(re.sub(rf"^{key}:.*\n", block, path.read_text(), flags=re.MULTILINE))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The variables after all blocks of the page."""
    folder = tmp_path_factory.mktemp("using")
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    found: dict[str, Any] = {}
    with contextlib.chdir(folder), pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        for name, module in others(folder).items():
            patch.setitem(sys.modules, name, module)
        for language, block in BLOCK.findall((ROOT / "docs/using.md").read_text()):
            importlib.invalidate_caches()
            {"python": lambda b: exec(b, found), "yaml": edit, "console": follow}[language](block)
        yield found
    sys.modules.pop("iris", None)
    for number, handler in handlers.items():
        signal.signal(number, handler)


def others(folder: Path) -> dict[str, ModuleType]:
    """What the page has beside iris: trainers with finished runs, and files to predict on."""
    rng = np.random.default_rng(0)
    for name in ("photos", "shapes/disk", "shapes/square"):
        (folder / name).mkdir(parents=True)
        for number in range(6):
            pixels = rng.integers(0, 256, (8, 8), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{number}.png")
    facts = {"rows": 12, "shape": [8, 8], "dtype": "uint8", "low": 0, "high": 255}
    facts |= {"classes": 2, "class_names": ["disk", "square"]}
    source = {"type": "image_folder", "path": "shapes", "mode": "gray"}
    write_houses(folder).drop(columns="price").to_csv(folder / "houses.csv", index=False)
    elbo = {"type": "generation", "loss": {"type": "elbo"}}
    auto = {"type": "vae", "hidden": [4], "latent": 2}
    return {
        "shapes": finished("shapes", folder, **{"data.source": source, "data.facts": facts}),
        "prices": finished("prices", folder, **HOUSES),
        "vae": finished("vae", folder, task=elbo, model=auto, sample={"every": "2 steps"}),
    }


def test_the_page_predicts(page: dict[str, Any]) -> None:
    assert page["classes"] == ["virginica"] * 5
    np.testing.assert_allclose(page["probabilities"].sum(-1), 1, rtol=1e-5)
    assert page["logits"].shape == (6, 2)


def test_predictions_are_in_units_of_the_data(
    page: dict[str, Any],
) -> None:
    """The held-out mean absolute error, which a run logs in units, is that of `to_units`."""
    trainer, c, state = page["prices"], *page["prices"].load("runs/prices")
    data = trainer.load_data(c)
    mean = data.eval.target * state.target_scaler.std + state.target_scaler.mean
    predicted = trainer.to_units(trainer.predict(c, state, data.eval.features), state.target_scaler)
    rows = [json.loads(line) for line in Path("runs/prices/metrics.jsonl").read_text().splitlines()]
    logged = [row["eval_mae"] for row in rows if "eval_mae" in row]
    np.testing.assert_allclose(np.abs(predicted - mean).mean(), logged[-1], rtol=1e-4)


def test_gaussian_predictions_have_means_and_deviations(tmp_path: Path) -> None:
    """Against numpy."""
    write_houses(tmp_path)
    task = {"type": "regression", "loss": "gaussian"}
    spec = changed(BASE, {**SHORT, **HOUSES, "task": task})
    trainer = build(spec, tmp_path)
    scaler = trainer.Scaler(np.array([100.0, 0]), np.array([10.0, 2]))
    outputs = np.array([[1.0, -2, np.log(4), 0]], np.float32)
    mean, std = trainer.to_units(outputs, scaler)
    np.testing.assert_allclose(mean, [[110, -4]], rtol=1e-6)
    np.testing.assert_allclose(std, [[20, 2]], rtol=1e-6)


def test_nothing_is_read_for_predictions_without_checkpoints(tmp_path: Path) -> None:
    """There is no run to load then."""
    write_houses(tmp_path)
    trainer = build(changed(BASE, {**SHORT, **HOUSES, "checkpoint": None}), tmp_path)
    assert not {"load", "read_inputs", "to_units"} & {*vars(trainer)}
    assert hasattr(trainer, "prepare_inputs")
