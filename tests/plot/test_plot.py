"""What `specc plot` draws, and what it says where it cannot."""

from __future__ import annotations

import ast
import pathlib
import re

import pytest
from gallery import SPECS, gallery_page

import specc
from specc.cli.main import main
from specc.compiler import analyze, emitted
from specc.plot.curves import Curve, Stage, number, samples
from specc.plot.extract import extract
from specc.plot.picture import picture
from specc.plot.run import PlotError, curves
from specc.plot.terminal import draw

ROOT = pathlib.Path(__file__).parents[2]
SPEC = """\
specc: 1
name: small
task: classification
model: {type: mlp, hidden: [8]}
data: {source: {type: sklearn, name: iris}, batch_size: 30}
optimizer:
  type: adamw
  learning_rate: {type: wsd, peak: 1e-2, warmup: 10 steps, decay: 20%}
  weight_decay: {type: linear, start: 0.1, end: 0}
train: {duration: 100 steps}
"""


@pytest.fixture
def spec(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = pathlib.Path("small.yaml")
    path.write_text(SPEC)
    return path


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(words)
    code = caught.value.code
    assert isinstance(code, int)
    return code


ALL = (Stage("all", 0),)


def curve(run: int, formula, stages=ALL) -> Curve:
    steps = samples(run, stages, 500)
    return Curve("a curve", run, steps, tuple(map(formula, steps)), stages)


def test_it_draws_every_schedule_with_its_phases_and_key_values(spec, capsys):
    assert call("plot", "small.yaml") == 0
    rate, decay = capsys.readouterr().out.split("\n\n")
    assert rate.startswith("small: learning rate\n")
    assert decay.startswith("small: weight decay\n")
    for drawn in (rate, decay):
        assert all(len(line) <= 80 for line in drawn.splitlines())
        assert "\033" not in drawn
        assert any("\u2800" < char <= "\u28ff" for char in drawn)
    assert "warm-up" in rate
    rows = re.findall(r"step +(\d+)  (\S+) +(.+)", rate)
    assert rows == [
        ("0", "0", "first"),
        ("10", "1e-2", "start of constant"),
        ("80", "1e-2", "start of decay"),
        ("99", "5e-4", "last"),
    ]
    assert re.findall(r"step +(\d+)  (\S+)", decay) == [("0", "0.1"), ("99", "1e-3")]


def test_it_writes_pictures_of_both_kinds(spec, capsys):
    assert call("plot", "-o", "out/a.png", "small.yaml") == 0
    assert pathlib.Path("out/a.png").read_bytes().startswith(b"\x89PNG\r\n")
    assert call("plot", "--set", "train.duration=60 steps", "-o", "a.svg", "small.yaml") == 0
    drawn = pathlib.Path("a.svg").read_text()
    assert "small: learning rate" in drawn
    assert "small: weight decay" in drawn
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "wrote a.svg" in captured.err


def test_other_formats_are_wrong_usage_and_nothing_is_written(spec, capsys):
    assert call("plot", "-o", "a.pdf", "small.yaml") == 2
    assert "neither .png nor .svg" in capsys.readouterr().err
    assert [path.name for path in pathlib.Path().iterdir()] == ["small.yaml"]


def test_errors_of_a_spec_are_shown_and_nothing_is_drawn(spec, capsys):
    assert call("plot", "--set", "optimizer.learning_rate.warmup=200 steps", "small.yaml") == 1
    captured = capsys.readouterr()
    assert "S012" in captured.err
    assert captured.out == ""


def test_a_picture_that_cannot_be_written_is_said(spec, capsys):
    pathlib.Path("folder.png").mkdir()
    assert call("plot", "-o", "folder.png", "small.yaml") == 2
    assert "cannot write folder.png" in capsys.readouterr().err


def test_a_program_that_fails_is_told_in_a_line(spec):
    program, page = emitted(analyze(specc.read(spec)))
    broken = page.text.replace("optax.join_schedules(", "optax.no_such_function(")
    with pytest.raises(PlotError, match="no_such_function"):
        curves([(program, broken)])


@pytest.mark.parametrize("path", SPECS, ids=lambda p: p.stem)
def test_only_what_a_schedule_needs_is_taken_out(path):
    program, page = gallery_page(path)
    names = [item.function for item in (*program.learning_rates, *program.schedules)]
    taken = extract(page.text, ("Config", *names))
    for node in ast.parse(taken).body:
        part = ast.get_source_segment(taken, node)
        assert part is not None
        assert part in page.text
    compile(taken, "taken.py", "exec")
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name)
        for node in ast.parse(taken).body
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    usual = {"dataclasses", "pathlib", "math", "itertools", "jax", "jax.numpy", "optax"}
    assert imported <= usual


def test_stages_are_where_the_trainer_has_its_boundaries(spec):
    program, page = emitted(analyze(specc.read(spec)))
    found = curves([(program, page.text)])
    assert found[0].phases == (Stage("warm-up", 0), Stage("constant", 10), Stage("decay", 80))
    assert found[0].run == 100
    assert found[0].steps == tuple(range(100))


def test_the_picture_in_the_docs_has_every_schedule():
    from specc.language.family import members

    named = {path.stem for path in (ROOT / "docs/schedules").glob("*.yaml")}
    assert named == {"base", "wsd_adamw", *members("specc.language.schedules")}
    assert (ROOT / "docs/schedules.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("run", [1, 2, 3, 50, 1_000, 5_000_000])
@pytest.mark.parametrize(
    "formula",
    [lambda step: 0.0, lambda step: 1e-30, lambda step: -1.0 if step else 1.0, lambda step: step],
)
def test_any_curve_fits_the_terminal(run, formula):
    stages = tuple(Stage(f"a phase of {n}", n * run // 9) for n in range(min(run, 9)))
    given = curve(run, formula, stages)
    drawn = draw(given)
    assert all(len(line) <= 80 for line in drawn.splitlines())
    plain = re.sub("\033\\[[0-9;]*m", "", draw(given, color=True))
    assert plain == drawn


def test_a_line_is_drawn_as_a_line():
    rows = draw(curve(1000, lambda step: step)).splitlines()[1:13]
    ends = [len(row.rstrip()) for row in rows]
    assert ends == sorted(ends, reverse=True)
    starts = [len(row) - len(row[8:].lstrip()) for row in rows]
    assert starts == sorted(starts, reverse=True)


def test_a_jump_is_drawn_without_a_gap():
    rows = draw(curve(1000, lambda step: float(step >= 500))).splitlines()[1:13]
    middle = [row[len(row) // 2 - 8 :] for row in rows]
    assert all(any("\u2800" < char <= "\u28ff" for char in row) for row in middle)


def test_pictures_of_the_same_curves_are_the_same():
    given = [curve(100, lambda step: step), curve(7, lambda step: 1.0)]
    assert picture(given, "svg") == picture(given, "svg")
    assert picture(given, "png") == picture(given, "png")


def test_long_runs_are_sampled_around_their_stages():
    stages = (Stage("a", 0), Stage("b", 123_456), Stage("end", 999_999, is_phase=False))
    steps = samples(1_000_000, stages, 100)
    assert {0, 123_455, 123_456, 999_998, 999_999} <= set(steps)
    assert len(steps) <= 106
    assert list(steps) == sorted(set(steps))


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (3e-3, "3e-3"), (0.05, "0.05"), (1.2251e-5, "1.225e-5"), (-0.5, "-0.5"), (12, "12")],
)
def test_numbers_are_short(value, text):
    assert number(value) == text
