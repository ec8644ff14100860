"""`specc explain`: rules by their codes, and lines of trainers by the fields of their specs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from gallery import SPECS

import specc
from specc.cli.main import main
from specc.compiler import analyze
from specc.explain.lines import explain
from specc.explain.places import PlaceError, definitions, lines_at
from specc.rules.registry import all_rules

SPEC = """\
specc: 1
name: iris
task: classification
model: {type: mlp, hidden: [16]}
data:
  source: {type: sklearn, name: iris}
  batch_size: 24
optimizer: {type: adam, learning_rate: 5e-3}
train:
  duration: 30 epochs
"""


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main([*words])
    assert isinstance(caught.value.code, int)
    return caught.value.code


@pytest.fixture
def trainer(tmp_path, monkeypatch, capsys) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("specs").mkdir()
    Path("specs/iris.yaml").write_text(SPEC)
    assert call("build", "specs/iris.yaml", "-o", "iris.py") == 0
    capsys.readouterr()
    return Path("iris.py")


def number_of(path: Path, part: str) -> int:
    """The line that has a text."""
    [found] = [n for n, line in enumerate(path.read_text().splitlines(), 1) if part in line]
    return found


def explained(capsys, what: str) -> str:
    assert call("explain", what) == 0
    return capsys.readouterr().out


def test_a_rule_is_explained_by_its_code(capsys):
    shown = explained(capsys, "s012")
    assert shown.startswith("error[S012]: the warm-up is longer than the run\n\n")
    assert "5% of the run is usual" in shown
    assert "allow:" not in shown


@pytest.mark.parametrize("rule", all_rules()[::20], ids=lambda rule: rule.code)
def test_every_rule_has_an_explanation(rule, capsys):
    shown = explained(capsys, rule.code)
    assert rule.explanation in shown
    assert (f"{{code: {rule.code}, reason: ...}}" in shown) == shown.startswith("warning")


def test_a_line_comes_from_a_field(trainer, capsys):
    number = number_of(trainer, "batch_size: int = 24")
    shown = explained(capsys, f"iris.py:{number}").splitlines()
    assert shown[0].split(maxsplit=1)[0] == str(number)
    assert "= data.batch_size  specs/iris.yaml:7: batch_size: 24" in shown[1]
    assert shown[-1] == "      = templates/page/field.py.j2"


def test_a_name_stands_for_all_of_its_lines(trainer, capsys):
    shown = explained(capsys, "iris.py:make_optimizer")
    assert "def make_optimizer" in shown
    assert re.search(r"= optimizer +specs/iris.yaml:8: optimizer: \{type: adam", shown)
    shown = explained(capsys, "iris.py:Config.steps")
    assert "return self.epochs * self.steps_per_epoch" in shown


def test_what_is_behind_some_of_the_lines_has_their_numbers(trainer, capsys):
    number = number_of(trainer, "    epochs: int = 30")
    shown = explained(capsys, f"iris.py:{number}-{number + 1}")
    assert f"= train.duration   specs/iris.yaml:10: duration: 30 epochs (line {number})" in shown
    assert f"(line {number + 1})" in shown


def test_edits_are_told_and_move_no_other_line(trainer, capsys):
    before = number_of(trainer, "batch_size: int = 24")
    lines = trainer.read_text().splitlines(keepends=True)
    lines.insert(before - 1, "    mine: int = 1\n")
    trainer.write_text("".join(lines))
    shown = explained(capsys, f"iris.py:{before}-{before + 1}")
    assert f"= changed by hand (line {before})" in shown
    assert "= data.batch_size  specs/iris.yaml:7: batch_size: 24\n" in shown


def test_a_spec_that_has_changed_is_told(trainer, capsys):
    Path("specs/iris.yaml").write_text(SPEC.replace("30 epochs", "40 epochs"))
    number = number_of(trainer, "batch_size: int = 24")
    assert call("explain", f"iris.py:{number}") == 0
    assert "specs/iris.yaml has changed since iris.py was built" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("what", "shown"),
    [
        ("S999", "no rule has the code S999"),
        ("nothing", "neither the code of a rule nor a line"),
        ("other.py:3", "there is no file other.py"),
        ("specs/iris.yaml:3", "specc has not built specs/iris.yaml"),
        ("iris.py:0", "it has the lines 1 to"),
        ("iris.py:9-3", "it has the lines 1 to"),
        ("iris.py:train_stp", "it defines no train_stp; did you mean train_step?"),
    ],
)
def test_wrong_usage(trainer, what, shown, capsys):
    assert call("explain", what) == 2
    assert shown in capsys.readouterr().err


def test_a_spec_with_errors_is_shown(trainer, capsys):
    Path("specs/iris.yaml").write_text(SPEC.replace("adam", "adamm"))
    assert call("explain", "iris.py:3") == 1
    assert "adamm" in capsys.readouterr().err


def test_places():
    text = "A = 1\n\n\n@f\ndef b():\n    pass\n\n\nclass C:\n    x: int\n\n    def d(self):\n        pass\n"
    assert definitions(text) == {
        "A": range(1, 2),
        "b": range(4, 7),
        "C": range(9, 14),
        "C.x": range(10, 11),
        "C.d": range(12, 14),
    }
    assert lines_at(text, "4-6") == range(4, 7)
    with pytest.raises(PlaceError, match="line 1 is not Python"):
        lines_at("def (", "a")


@pytest.mark.parametrize("spec", SPECS[::12], ids=lambda path: path.stem)
def test_every_line_of_code_has_fields_and_templates(spec):
    analysis = analyze(specc.read(spec))
    text = (spec.parents[1] / "generated" / f"{spec.stem}.py").read_text()
    lines = text.splitlines()
    found = list(explain(analysis, text, range(1, len(lines) + 1)))
    assert [line.text for line in found] == lines
    for line in found:
        assert not line.edited
        if line.text.strip():
            assert line.fields, line
            assert line.templates or spec.stem == "digits_own_model", line
            assert all("/" in name for name in line.templates)
