"""Generative models from every source: with targets that nobody reads, and without any."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from .world import idx, images, labels, probe, probed, write, write_spec

KINDS = ["npz", "npy", "idx", "idx.gz", "csv", "parquet", "python"]
NONE = {"npz": {"targets": False}, "python": {"targets": False}}
"""What says that there are none, where they are not left out."""
OWN = "import numpy as np\n\n\ndef load():\n    x = np.load({path!r})\n    return {result}\n"
FLOW: dict[str, Any] = {
    "task": {"type": "generation", "loss": "flow_matching"},
    "model": {"type": "denoising_mlp", "hidden": [4], "frequencies": 2},
}


def points() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(60, 2)).round(4)


def source_of(kind: str, folder: Path, *, targets: bool) -> dict[str, Any]:
    """Files of images, or of points as tables have them; with names for targets, where these can be."""
    names = np.array(["a", "b", "c"])[labels()]
    if kind in ("csv", "parquet"):
        table = pd.DataFrame(points(), columns=["u", "v"]).assign(
            **({"y": names} if targets else {})
        )
        write_table = table.to_csv if kind == "csv" else table.to_parquet
        write_table(folder / f"t.{kind}", index=False)
        return {"type": kind, "path": f"t.{kind}", **({"target": "y"} if targets else {})}
    if kind == "python":
        np.save(folder / "x.npy", images())
        result = "x, np.arange(60) % 3" if targets else "x"
        (folder / "own.py").write_text(OWN.format(path=str(folder / "x.npy"), result=result))
        own = {"type": "python", "source": "own.py", "name": "load", "inline": True}
        return own | ({} if targets else NONE[kind])
    source = write(folder, kind, images(), names if kind == "npz" else labels())
    if targets:
        return source
    if kind == "npz":
        np.savez(folder / "both.npz", x=images())
        return source | NONE[kind]
    (folder / source.pop("targets" if kind == "npy" else "labels")).unlink()
    return source


def flow(folder: Path, source: dict[str, Any], **data: Any) -> Path:
    spec = write_spec(folder, source, normalize="none", holdout="20%", **data)
    evaluates = {"evaluate": {"every": "6 steps"}}
    spec.write_text(json.dumps({**json.loads(spec.read_text()), **FLOW, **evaluates}))
    return spec


def sorted_rows(module: ModuleType) -> np.ndarray:
    """Training and held-out inputs, in an order that does not depend on the split."""
    given = [module.Config()] if inspect.signature(module.load_data).parameters else []
    data = module.load_data(*given)
    [name] = data.train._fields
    rows = np.concatenate([np.asarray(getattr(part, name)) for part in (data.train, data.eval)])
    return np.sort(rows.reshape(60, -1), axis=0)


@pytest.mark.parametrize("targets", [True, False], ids=["unread", "none"])
@pytest.mark.parametrize("kind", KINDS)
def test_inputs_are_all_that_is_read(kind: str, targets: bool, tmp_path: Path) -> None:
    module = probed(flow(tmp_path, source_of(kind, tmp_path, targets=targets)))
    expected = points() if kind in ("csv", "parquet") else images()
    found = sorted_rows(module)
    np.testing.assert_allclose(found, np.sort(np.float32(expected).reshape(60, -1), axis=0))
    facts = json.loads((tmp_path / "specc.lock").read_text())
    assert ("class_rows" in json.dumps(facts)) == targets


def test_a_run_trains_on_points_of_a_table(tmp_path: Path) -> None:
    module = probed(flow(tmp_path, source_of("csv", tmp_path, targets=False)))
    state = module.train(module.Config(workdir=tmp_path / "run"))
    assert int(state.step) == 6
    assert "eval_loss" in (tmp_path / "run" / "metrics.jsonl").read_text()


def test_a_set_of_its_own_needs_no_targets_either(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(idx(images()))
    (tmp_path / "more").write_bytes(idx(255 - images()[:20]))
    spec = write_spec(
        tmp_path,
        {"type": "idx", "images": "x"},
        evaluation={"type": "idx", "images": "more"},
        normalize="none",
    )
    evaluates = {"evaluate": {"every": "6 steps"}}
    spec.write_text(json.dumps({**json.loads(spec.read_text()), **FLOW, **evaluates}))
    module = probed(spec)
    data = module.load_data(module.Config())
    assert (data.train._fields, data.eval.image.shape) == (("image",), (20, 4, 5))


def test_categories_need_no_target(tmp_path: Path) -> None:
    table = pd.DataFrame({"u": np.arange(60) / 7, "kind": list("ab") * 30})
    table.to_csv(tmp_path / "t.csv", index=False)
    module = probed(flow(tmp_path, {"type": "csv", "path": "t.csv"}))
    one_hot = np.eye(2)[np.arange(60) % 2]
    expected = np.column_stack([table["u"], one_hot])
    np.testing.assert_allclose(sorted_rows(module), np.sort(np.float32(expected), axis=0))


def test_what_is_missing_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.savez(tmp_path / "both.npz", x=images())
    assert probe(flow(tmp_path, {"type": "npz", "path": "both.npz"})) == 2
    assert "or say `targets: false`" in capsys.readouterr().err
    (tmp_path / "own.py").write_text("def load():\n    return 1\n")
    own = {"type": "python", "source": "own.py", "name": "load", "inline": True, "targets": False}
    assert probe(flow(tmp_path, own)) == 2
    assert "return inputs: a numpy array" in capsys.readouterr().err
    classifies = write_spec(tmp_path, {"type": "npz", "path": "both.npz", "targets": False})
    assert probe(classifies) == 0
