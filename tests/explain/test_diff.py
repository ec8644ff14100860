"""`specc diff`: what two specs mean, and what their trainers say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import specc
from specc.cli.main import main
from specc.compiler import analyze
from specc.explain.meaning import Change, changes
from specc.resolve.resolved import as_data

SPEC = """\
specc: 1
name: iris
task: classification
model: {type: mlp, hidden: [16]}
data:
  source: {type: sklearn, name: iris}
  batch_size: 24
optimizer: {type: adam, learning_rate: 5e-3}
train: {duration: 30 epochs}
"""


@pytest.fixture(autouse=True)
def _specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(SPEC)


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["diff", *words])
    assert isinstance(caught.value.code, int)
    return caught.value.code


def found(other: str) -> list[Change]:
    Path("b.yaml").write_text(other)
    before, after = (as_data(analyze(specc.read(f"{name}.yaml")).require()) for name in "ab")
    return changes(before, after)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("hidden: [16]", "hidden: [8, 8]", [("model.hidden", [16], [8, 8])]),
        ("batch_size: 24", "batch_size: 30", [("data.batch_size", 24, 30)]),
        ("hidden: [16]", "hidden: [16], norm: batch", [("model.norm", None, {"type": "batch"})]),
        ("30 epochs", "'30 epochs'", []),
        ("hidden: [16]}", "hidden: [16], dropout: 0.0}  # as it is by default", []),
    ],
)
def test_fields_that_differ_are_told_not_how_they_are_written(
    old: str, new: str, expected: list[tuple[str, Any, Any]]
) -> None:
    assert [tuple(change) for change in found(SPEC.replace(old, new))] == expected


def test_a_block_of_another_type_is_told_by_its_fields() -> None:
    told = found(SPEC.replace("{type: adam,", "{type: sgd, momentum: 0.5,"))
    paths = {change.path: change for change in told}
    assert paths["optimizer.type"] == ("optimizer.type", "adam", "sgd")
    assert paths["optimizer.momentum"].after == 0.5
    assert paths["optimizer.b1"].after is None
    assert "optimizer.learning_rate.peak" not in paths


def test_a_block_that_only_one_has_is_told_at_once() -> None:
    [change] = found(f"{SPEC}checkpoint: {{every: 5 epochs}}\n")
    assert change.path == "checkpoint"
    assert change.before is None
    assert change.after["every"] == "5 epochs"


def test_what_changes_no_trainer_is_not_told() -> None:
    assert found(f"{SPEC}output: elsewhere.py\n") == []


def test_fields_come_first_and_then_lines(capsys: pytest.CaptureFixture[str]) -> None:
    Path("b.yaml").write_text(SPEC.replace("24", "30"))
    assert call("a.yaml", "b.yaml") == 1
    shown = capsys.readouterr().out
    assert shown.startswith("data.batch_size  24 -> 30\n\n--- a/iris.py\n+++ b/iris.py\n")
    assert "\n-    batch_size: int = 24 " in shown
    assert "\n+    batch_size: int = 30 " in shown
    assert call("a.yaml", "b.yaml", "--meaning") == 1
    assert capsys.readouterr().out == "data.batch_size  24 -> 30\n"


def test_the_same_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    Path("b.yaml").write_text(f"# another comment\n{SPEC}")
    for words in (["a.yaml", "a.yaml"], ["a.yaml", "--set", "data.batch_size=24", "--meaning"]):
        assert call(*words) == 0
    assert call("a.yaml", "b.yaml", "--meaning") == 0
    assert capsys.readouterr().out == ""


def test_a_value_is_compared_with_that_of_the_spec(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("a.yaml", "--set", "model.dropout=0.5") == 1
    shown = capsys.readouterr().out
    assert shown.startswith("model.dropout  0.0 -> 0.5\n")
    assert "+        self.dropout = nnx.Dropout(c.dropout)" in shown


def test_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("a.yaml") == 2
    assert "nothing to compare with" in capsys.readouterr().err
    assert call("a.yaml", "none.yaml") == 2
    assert call("a.yaml", "--set", "model.dropout=2") == 1
