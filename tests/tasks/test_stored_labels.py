"""Labels that are no whole numbers (n,), and could be nothing else: taken, said, and converted in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from trainers.conftest import BASE, build, changed

from specc.cli.main import main
from specc.probe.arrays import facts_of

from .conftest import spec_of

ROWS = 400
X = np.random.default_rng(0).normal(size=(ROWS, 5)).clip(-5, 5)
LABEL = np.arange(ROWS) % 3

STORED: dict[str, tuple[Any, list[str], str]] = {
    "float32": (np.float32, ["floats"], ".astype(np.int64)  # stored as floats"),
    "column": (lambda y: y[:, None], ["column"], ".reshape(-1)  # stored in a column"),
    "both": (
        lambda y: y[:, None] + 0.0,
        ["floats", "column"],
        ".reshape(-1).astype(np.int64)  # floats in a column",
    ),
}
TASKS: dict[str, tuple[np.ndarray, dict[str, Any]]] = {
    "classification": (LABEL, {"loss": {"type": "cross_entropy", "class_weights": "balanced"}}),
    "binary": (LABEL % 2, {"metrics": ["auroc", "accuracy"]}),
}


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("form", STORED)
@pytest.mark.parametrize("placement", ["device", "host"])
def test_they_are_converted_in_one_line(
    tmp_path: Path, task: str, form: str, placement: str
) -> None:
    convert, stored, line = STORED[form]
    label, keys = TASKS[task]
    np.savez(tmp_path / "labels.npz", x=X, y=convert(label))
    facts = facts_of(X, convert(label)).model_dump(mode="json", exclude_none=True)
    assert facts["labels"] == stored
    assert facts["classes"] == label.max() + 1
    changes = {"data.facts": facts, "data.placement": placement}
    changes |= {"data.source": {"type": "npz", "path": "labels.npz"}}
    module = build(spec_of(task, changes, **keys), tmp_path)
    assert module.__file__ is not None
    assert (
        Path(module.__file__).read_text().count(f'    data["label"] = data["label"]{line}\n') == 1
    )
    c = module.Config(workdir=tmp_path / "run")
    held_out = module.load_data(c).eval
    rows = np.random.default_rng(0).permutation(ROWS)[: module.EVAL_EXAMPLES]
    assert held_out.label.dtype == np.int32
    np.testing.assert_array_equal(held_out.label, label[rows])
    module.train(c)


def test_a_label_between_two_stops_before_the_first_step(tmp_path: Path) -> None:
    facts = facts_of(X, LABEL + 0.0).model_dump(mode="json", exclude_none=True)
    changes = {"data.facts": facts, "data.source": {"type": "npz", "path": "labels.npz"}}
    module = build(spec_of("classification", changes), tmp_path)
    for bad, message in (
        (0.5, "1 of 400 values of label are not integers from 0 to 2, the first 0.5"),
        (3.0, "not integers from 0 to 2, the first 3.0"),
    ):
        label = LABEL + 0.0
        label[7] = bad
        np.savez(tmp_path / "labels.npz", x=X, y=label)
        with pytest.raises(ValueError, match=message):
            module.load_data(module.Config())
    np.savez(tmp_path / "labels.npz", x=X, y=LABEL[:, None] + 0.0)
    with pytest.raises(ValueError, match=r"label has the shape \(400, 1\); it must be \(400,\)"):
        module.load_data(module.Config())


@pytest.mark.parametrize(
    "targets",
    [LABEL + 0.5, LABEL * 2.0, LABEL - 1, LABEL[:, None] - 1.0, np.zeros(ROWS), np.eye(3)[LABEL]],
    ids=["halves", "gaps", "negative", "negative column", "constant", "one hot"],
)
def test_what_could_be_something_else_is_no_label(
    tmp_path: Path, targets: np.ndarray, capsys: pytest.CaptureFixture[str]
) -> None:
    assert facts_of(X, targets).classes is None
    np.savez(tmp_path / "labels.npz", x=X, y=targets)
    spec = tmp_path / "spec.json"
    source = {"type": "npz", "path": "labels.npz"}
    spec.write_text(json.dumps(changed(BASE, {"data.source": source})))
    for command, code in (("probe", 0), ("check", 1)):
        with pytest.raises(SystemExit) as stop:
            main([command, str(spec)])
        assert stop.value.code == code
    said = capsys.readouterr().err
    assert "error[D018]" in said
    assert "labels are integers from 0, (n,) or (n, 1)" in said


def test_the_probe_says_how_they_are_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.savez(tmp_path / "labels.npz", x=X, y=LABEL[:, None] + 0.0)
    spec = tmp_path / "spec.json"
    source = {"type": "npz", "path": "labels.npz"}
    spec.write_text(json.dumps(changed(BASE, {"data.source": source})))
    with pytest.raises(SystemExit):
        main(["probe", str(spec)])
    said = capsys.readouterr()
    assert "labels are stored as floats and in a column (n, 1)" in said.err
    assert "3 classes" in said.out


def test_whole_numbers_are_still_numbers(tmp_path: Path) -> None:
    """Counts 0.0, 1.0, 2.0 are classes to a task of classes, and numbers to a regression."""
    np.savez(tmp_path / "labels.npz", x=X, y=LABEL[:, None] + 0.0)
    facts = facts_of(X, LABEL[:, None] + 0.0).model_dump(mode="json", exclude_none=True)
    changes = {"data.facts": facts, "data.source": {"type": "npz", "path": "labels.npz"}}
    module = build(spec_of("regression", changes, standardize=False), tmp_path)
    train = module.load_data(module.Config()).train
    assert train.target.shape == (240, 1)
    assert set(np.unique(train.target)) == {0, 1, 2}
    assert module.__doc__.splitlines()[0].endswith("to predict the targets of labels.npz.")
