"""Data for evaluation of its own: what is evaluated is what stands in it, scaled as training is."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest
from flax import nnx
from sources.world import idx, probe, trainer
from trainers.conftest import BASE

TRAIN, EVAL = 60, 23


def arrays(rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Bytes, (rows, 4, 5), and labels of three classes that depend on them."""
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 256, (rows, 4, 5), dtype=np.uint8)
    y = np.digitize(x[:, :2].mean((1, 2)), [115, 140]).astype(np.uint8)
    y[:3], x[0, 0, 0] = [0, 1, 2], 255
    return x, y


def sources(folder: Path, kind: str) -> list[dict[str, Any]]:
    """Both sources; the files are written, those of evaluation under other names."""
    found = []
    for name, rows in (("train", TRAIN), ("test", EVAL)):
        x, y = arrays(rows, rows)
        if kind == "npz":
            names = {"inputs": "x"} if name == "train" else {"inputs": "images"}
            np.savez(folder / f"{name}.npz", **{names["inputs"]: x.astype(float), "y": y})
            found.append({"type": kind, "path": f"{name}.npz", **names})
        elif kind == "npy":
            np.save(folder / f"{name}_x.npy", x)
            np.save(folder / f"{name}_y.npy", y)
            found.append({"type": kind, "inputs": f"{name}_x.npy", "targets": f"{name}_y.npy"})
        elif kind == "idx":  # only the second is compressed
            ending, pack = ("", bytes) if name == "train" else (".gz", gzip.compress)
            (folder / f"{name}_x{ending}").write_bytes(pack(idx(x)))
            (folder / f"{name}_y{ending}").write_bytes(pack(idx(y)))
            files = {"images": f"{name}_x{ending}", "labels": f"{name}_y{ending}"}
            found.append({"type": kind, **files})
        else:
            table(x, y).to_csv(folder / f"{name}.csv", index=False)
            found.append({"type": kind, "path": f"{name}.csv", "target": "kind"})
    return found


def table(x: np.ndarray, y: np.ndarray) -> pd.DataFrame:
    """Eleven numbers, and a category that only the first 60 rows have all values of."""
    columns = {f"p{i}": x[:, 0, i] for i in range(5)} | {"mean": x.mean((1, 2))}
    colors = np.array(["red", "blue", "green"])[np.arange(len(y)) % (3 if len(y) == TRAIN else 2)]
    columns |= {"color": colors, "kind": np.array(["a", "b", "c"])[y]}
    found = pd.DataFrame(columns)
    return found if len(y) == TRAIN else found[[*found.columns[::-1]]]  # by name, not by place


def write(folder: Path, kind: str, **changes: Any) -> Path:
    source, evaluation = sources(folder, kind)
    data = {"source": source, "evaluation": evaluation, "batch_size": 20, **changes}
    path = folder / "small.json"
    spec = {**BASE, "data": data, "train": {"duration": "30 steps"}}
    spec["checkpoint"] = {"every": "30 steps"}
    spec["evaluate"] = {"every": "30 steps", "batch_size": 7}
    path.write_text(json.dumps(spec))
    return path


def built(path: Path) -> ModuleType:
    assert probe(path) == 0
    return trainer(path)


def run(module: ModuleType, workdir: Path) -> tuple[Any, dict[str, float]]:
    """The last state, and the last line of the metrics that has an evaluation."""
    import threading

    state = module.train(module.Config(workdir=workdir), threading.Event())
    lines = (workdir / "metrics.jsonl").read_text().splitlines()
    [last] = [row for row in map(json.loads, lines) if "eval_accuracy" in row]
    return state, last


def inputs(kind: str, rows: int) -> np.ndarray:
    """The inputs before they are scaled, as a person would compute them."""
    x, y = arrays(rows, rows)
    if kind != "csv":
        return x.astype(float)
    found = table(x, y)
    numbers = found[["p0", "p1", "p2", "p3", "p4", "mean"]].to_numpy(float)
    hot = [(found["color"] == name).to_numpy(float) for name in ("blue", "green", "red")]
    return np.column_stack([numbers, *hot])


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("npz", {"normalize": "standardize"}),
        ("npz", {"placement": "host", "normalize": "unit"}),
        ("npy", {"placement": "host", "normalize": "unit"}),
        ("idx", {"normalize": "unit"}),
        ("csv", {"normalize": "standardize"}),
    ],
)
def test_accuracy_is_that_of_the_other_data(kind, changes, tmp_path):
    module = built(write(tmp_path, kind, **changes))
    assert (module.TRAIN_EXAMPLES, module.EVAL_EXAMPLES) == (TRAIN, EVAL)
    state, last = run(module, tmp_path / "run")
    training, evaluated = inputs(kind, TRAIN), inputs(kind, EVAL)
    if changes["normalize"] == "unit":
        evaluated = evaluated / 255
    else:
        mean, std = training.mean(0), training.std(0)
        if kind == "csv":  # categories stay as they are
            mean[6:], std[6:] = 0, 1
        evaluated = (evaluated - mean) / np.where(std > 0, std, 1)
    model = nnx.merge(state.graphdef, state.params)
    answers = np.argmax(model(jnp.float32(evaluated)), -1)
    accuracy = np.mean(answers == arrays(EVAL, EVAL)[1])
    np.testing.assert_allclose(last["eval_accuracy"], accuracy, rtol=1e-6)


def test_targets_are_scaled_as_in_training(tmp_path):
    path = write(tmp_path, "npz")
    spec = {**json.loads(path.read_text()), "task": "regression"}
    path.write_text(json.dumps(spec))
    module = built(path)
    data = module.load_data(module.Config())
    labels = arrays(TRAIN, TRAIN)[1].astype(float), arrays(EVAL, EVAL)[1].astype(float)
    mean, std = labels[0].mean(), labels[0].std()
    for examples, found in zip((data.train, data.eval), labels, strict=True):
        expected = (found[:, None] - mean) / std
        np.testing.assert_allclose(examples.target, expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(data.target_scaler.mean, [mean], rtol=1e-6)


def test_placement_changes_no_bit(tmp_path):
    found = []
    for placement in ("device", "host"):
        folder = tmp_path / placement
        folder.mkdir()
        module = built(write(folder, "npy", placement=placement, normalize="unit"))
        run(module, folder / "run")
        found.append((folder / "run/metrics.jsonl").read_bytes())
    assert found[0] == found[1]


def test_a_file_of_training_stays_a_file(tmp_path):
    module = built(write(tmp_path, "npy", placement="host", normalize="unit"))
    data = module.load_data(module.Config())
    assert all(isinstance(column, np.memmap) for column in data.train.values())
    np.testing.assert_array_equal(data.eval.image, arrays(EVAL, EVAL)[0])


@pytest.mark.parametrize("damaged", ["train", "test"])
def test_both_are_checked(damaged, tmp_path):
    module = built(write(tmp_path, "npy", normalize="unit"))
    x = np.load(tmp_path / f"{damaged}_x.npy")
    np.save(tmp_path / f"{damaged}_x.npy", x[1:])
    rows = TRAIN if damaged == "train" else EVAL
    with pytest.raises(ValueError, match=rf"\({rows - 1}, 4, 5\); it must be \({rows}, 4, 5\)"):
        module.load_data(module.Config())


def test_unknown_names_of_evaluation_stop_it(tmp_path):
    module = built(write(tmp_path, "csv"))
    found = pd.read_csv(tmp_path / "test.csv")
    found.loc[0, "color"] = "violet"
    found.to_csv(tmp_path / "test.csv", index=False)
    with pytest.raises(ValueError, match="column 'color' has unknown values: 'violet' in 1 rows"):
        module.load_data(module.Config())


def test_a_copy_elsewhere_is_named_by_a_flag(tmp_path):
    module = built(write(tmp_path, "npz"))
    moved = (tmp_path / "test.npz").rename(tmp_path / "moved.npz")
    assert len(module.load_data(module.Config(eval_data=moved)).eval.label) == EVAL


def test_missing_facts_are_those_of_evaluation(tmp_path):
    import specc

    path = write(tmp_path, "npz")
    assert probe(path) == 0
    lock = json.loads((tmp_path / "specc.lock").read_text())
    lock["sources"] = [e for e in lock["sources"] if e["source"]["path"] == "train.npz"]
    (tmp_path / "specc.lock").write_text(json.dumps(lock))
    with pytest.raises(specc.SpecError) as caught:
        specc.compile(specc.read(path))
    [found] = caught.value.diagnostics
    assert (found.code, found.path) == ("D001", ("data", "evaluation"))
