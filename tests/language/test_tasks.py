"""What a task can have depends on its kind, and what it cannot have is told at its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tasks.conftest import spec_of

import specc
from specc.compiler import analyze
from specc.document.diagnostics import Diagnostic


def told(folder: Path, spec: dict[str, Any]) -> list[Diagnostic]:
    path = folder / "spec.json"
    path.write_text(json.dumps(spec))
    with pytest.raises(specc.SpecError) as error:
        specc.compile(specc.read(path))
    return list(error.value.diagnostics)


@pytest.mark.parametrize(
    ("kind", "task", "message", "label"),
    [
        ("regression", {"loss": "focal"}, "no loss has the type `focal`", ""),
        ("regression", {"loss": "hubert"}, "no loss has the type `hubert`", "did you mean huber?"),
        ("classification", {"loss": "mse"}, "no loss has the type `mse`", ""),
        ("binary", {"loss": "hinge"}, "no loss has the type `hinge`", ""),
        ("regression", {"metrics": ["f1"]}, "no metric has the type `f1`", ""),
        ("multilabel", {"metrics": ["acuracy"]}, "no metric has the type `acuracy`", "did you mean accuracy?"),
        ("binary", {"metrics": [{"type": "top_k"}]}, "no metric has the type `top_k`", ""),
    ],
)  # fmt: skip
def test_other_kinds_are_unknown(
    kind: str, task: dict[str, Any], message: str, label: str, tmp_path: Path
) -> None:
    [found] = told(tmp_path, spec_of(kind, **task))
    assert (found.code, found.message) == ("R105", message)
    assert label in found.label


@pytest.mark.parametrize(
    ("loss", "label"),
    [
        ({"type": "focal", "gamma": 0.5}, "must be at least 1"),
        ({"type": "cross_entropy", "label_smoothing": 1}, "must be less than 1"),
        ({"type": "cross_entropy", "class_weights": [1, 0, 2]}, "must be more than 0"),
        ({"type": "cross_entropy", "class_weights": "balance"}, "balanced"),
    ],
)
def test_numbers_have_bounds(loss: dict[str, Any], label: str, tmp_path: Path) -> None:
    found = told(tmp_path, spec_of("classification", loss=loss))
    assert any(label in diagnostic.label for diagnostic in found), found


def test_defaults_are_written_out(tmp_path: Path) -> None:
    from specc.resolve.resolved import as_data

    path = tmp_path / "spec.json"
    path.write_text(json.dumps(spec_of("regression")))
    task = as_data(analyze(specc.read(path)).require())["task"]
    assert task == {
        "type": "regression",
        "loss": {"type": "mse"},
        "metrics": [{"type": "mae"}],
        "standardize": True,
    }
