"""Losses, metrics, augmentations, data and models of somebody's own, together in one trainer."""

from __future__ import annotations

import ast
import copy
import json
import pathlib
import re
import shutil
import subprocess
import sys
import textwrap
from argparse import Namespace
from collections.abc import Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from trainers.conftest import load

import specc
from specc.cli import probe, verify
from specc.compiler import analyze

ROOT = pathlib.Path(__file__).parents[2]
FILE = '''
    """All of it in one file."""

    import jax
    import jax.numpy as jnp
    import numpy as np
    from flax import nnx

    SCALE = 2.0
    SHIFT = 0.25
    UNUSED = 7.0


    def flat(x):
        """As vectors."""
        return jnp.reshape(x, (len(x), -1))


    def scaled(x):
        """For the model and the loss."""
        return SCALE * flat(x)


    class Net(nnx.Module):
        """Linear."""

        def __init__(self, din: int, dout: int, *, rngs: nnx.Rngs):
            self.layer = nnx.Linear(din, dout, rngs=rngs)

        def __call__(self, x):
            return scaled(self.layer(flat(x)))


    def chances(outputs):
        """For the loss and a metric."""
        return jax.nn.log_softmax(outputs)


    def loss_of_labels(outputs, targets, *, share=1.0):
        """Cross entropy, a share of it."""
        return -share * jnp.take_along_axis(chances(outputs), targets[:, None], 1)[:, 0]


    def label(outputs, targets):
        """Called like an argument of ours."""
        return jnp.max(chances(outputs), -1)


    def worst(outputs, targets, *, least=0.0):
        """Loss of the set."""
        return jnp.maximum(least, jnp.max(loss_of_labels(outputs, targets)))


    def shifted(key, image, most=SHIFT):
        """Brighter."""
        return image + most * jax.random.uniform(key)


    def load_data(rows, *, seed=0):
        """Called like a function of ours."""
        rng = np.random.default_rng(seed)
        return rng.uniform(0, 1, (rows, 4, 4)), np.arange(rows) % 3
'''


def own(name: str, **keys: Any) -> dict[str, Any]:
    return {"type": "python", "source": "pieces.py", "name": name, **keys}


SPEC: dict[str, Any] = {
    "specc": 1,
    "name": "whole",
    "task": {
        "type": "classification",
        "loss": own("loss_of_labels", args={"share": 0.5}),
        "metrics": ["accuracy", own("label"), own("worst", whole=True, args={"least": 1e-3})],
    },
    "model": own("Net", args={"din": "{inputs}", "dout": "{outputs}"}),
    "data": {
        "source": own("load_data", args={"rows": 60}),
        "holdout": "20%",
        "batch_size": 8,
        "augment": ["flip", own("shifted", args={"most": 0.5})],
    },
    "optimizer": {"type": "sgd", "learning_rate": 0.1},
    "train": {"duration": "6 steps"},
    "evaluate": {"every": "3 steps"},
    "allow": [{"code": "E106", "reason": "it is only run for a few steps"}],
    "log": {"every": "1 step", "to": ["jsonl"]},
}


@pytest.fixture
def project(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pathlib.Path]:
    """A folder with the file, a spec and the facts of its data."""
    (tmp_path / "pieces.py").write_text(textwrap.dedent(FILE).lstrip("\n"))
    write(tmp_path, SPEC)
    monkeypatch.chdir(tmp_path)
    assert probe.run(Namespace(specs=["spec.json"])) == 0
    yield tmp_path
    sys.modules.pop("pieces", None)


def write(folder: pathlib.Path, spec: dict[str, Any]) -> pathlib.Path:
    path = folder / "spec.json"
    path.write_text(json.dumps(spec))
    return path


def changed(change: Any) -> dict[str, Any]:
    spec = copy.deepcopy(SPEC)
    change(spec)
    return spec


def imported(spec: Any) -> None:
    """Every piece from the module."""
    for block in (spec["model"], spec["data"]["source"], spec["data"]["augment"][1]):
        block["inline"] = False
    for block in (spec["task"]["loss"], *spec["task"]["metrics"][1:]):
        block["inline"] = False


def build(folder: pathlib.Path, spec: dict[str, Any] = SPEC) -> str:
    path = write(folder, spec)
    if "facts" not in spec["data"]:
        assert probe.run(Namespace(specs=[str(path)])) == 0
    [text] = specc.compile(specc.read(path)).values()
    return text


def findings(folder: pathlib.Path, spec: dict[str, Any] = SPEC) -> list[tuple[str, Any]]:
    found = analyze(specc.read(write(folder, spec))).diagnostics
    assert all(item.span is not None for item in found)
    return [(item.code, item.path) for item in found]


def sections(text: str) -> dict[str, str]:
    """The page by the headings of its sections."""
    parts = re.split(r"^# ([\w ]+) -+$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_probe_runs_the_function(project):
    [entry] = json.loads((project / "specc.lock").read_text())["sources"]
    assert entry["facts"]["rows"] == 60
    assert entry["facts"]["shape"] == [4, 4]
    assert entry["facts"]["classes"] == 3
    assert not {"pieces", "own_data"} & set(sys.modules)


def test_each_definition_stands_once_where_it_is_used_first(project):
    text = build(project)
    page = sections(text)
    places = {
        "Model": ("SCALE = 2.0", "def flat(", "def scaled(", "class Net("),
        "Data": ("def pieces_load_data(",),
        "Augmentation": ("SHIFT = 0.25", "def shifted(key"),
        "Loss and metrics": (
            "def chances(",
            "def loss_of_labels(",
            "def pieces_label(",
            "def worst(",
        ),
    }
    for section, lines in places.items():
        for line in lines:
            assert f"\n{line}" in page[section], (section, line)
            assert text.count(f"\n{line}") == 1
    assert "UNUSED" not in text
    assert "pieces_load_data(rows=60)" in page["Data"]
    assert '"label": pieces_label(logits, label),' in page["Loss and metrics"]
    assert 'metrics["worst"] = worst(logits, data.label, least=1e-3)' in page["Training step"]


def test_what_a_section_needs_stands_before_it(project):
    """Whatever Python evaluates on the way: defaults, decorators, bases, constants."""
    seen: set[str] = set(dir(__builtins__)) | set(__builtins__)
    for node in ast.parse(build(project)).body:
        if isinstance(node, ast.FunctionDef):
            now = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
            read = {n.id for part in now for n in ast.walk(part) if isinstance(n, ast.Name)}
            assert read <= seen, node.name
            seen.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            seen |= {(item.asname or item.name).partition(".")[0] for item in node.names}
        elif isinstance(node, ast.Assign):
            seen |= {t.id for t in node.targets if isinstance(t, ast.Name)}
        elif isinstance(node, ast.ClassDef):
            seen.add(node.name)


def test_copies_and_imports_compute_the_same(project, monkeypatch):
    monkeypatch.syspath_prepend(project)
    results = []
    for number, spec in enumerate((SPEC, changed(imported))):
        file = project / f"trainer{number}.py"
        file.write_text(build(project, spec))
        trainer = load(file)
        trainer.train(trainer.Config(workdir=project / f"run{number}"))
        results.append((project / f"run{number}" / "metrics.jsonl").read_text())
    assert results[0] == results[1]
    assert len(results[0].splitlines()) == 6
    text = file.read_text()
    for line in (
        "from pieces import Net, loss_of_labels, shifted, worst",
        "from pieces import label as pieces_label",
        "from pieces import load_data as pieces_load_data",
    ):
        assert f"\n{line}\n" in text


def test_scores_are_those_of_the_functions(project):
    file = project / "trainer.py"
    file.write_text(build(project))
    trainer = load(file)
    logits = jnp.array([[1.0, 2.0, 0.0], [3.0, 0.0, 0.0]])
    targets = jnp.array([1, 2])
    logs = np.asarray(jax.nn.log_softmax(logits))
    losses = -logs[[0, 1], [1, 2]]
    found = trainer.compute_metrics(logits, targets)
    np.testing.assert_allclose(found["loss"], 0.5 * losses, rtol=1e-6)
    np.testing.assert_allclose(found["label"], logs.max(-1), rtol=1e-6)
    np.testing.assert_allclose(trainer.worst(logits, targets), losses.max(), rtol=1e-6)
    c, data = trainer.Config(), trainer.load_data()
    state = trainer.init_state(c, c.seed)
    logits = trainer.predict(c, state, data.eval.image)
    evaluated = trainer.evaluate(c, state, data.eval)
    assert evaluated["worst"].shape == ()
    expected = max(trainer.worst(logits, data.eval.label), 1e-3)
    np.testing.assert_allclose(evaluated["worst"], expected, rtol=1e-6)
    images = jnp.zeros((5, 4, 4))
    bright = trainer.shifted_each(jax.random.key(0), images)
    assert bright.shape == images.shape
    levels = np.unique(np.asarray(bright))
    assert len(levels) == 5  # each image by a key of its own, all its pixels alike
    assert ((levels > 0) & (levels < 0.5)).all()


def test_ruff_finds_nothing(project):
    shutil.copy(ROOT / "pyproject.toml", project)
    (project / "generated").mkdir()
    for number, spec in enumerate((SPEC, changed(imported))):
        (project / "generated" / f"t{number}.py").write_text(build(project, spec))
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "generated"]
    found = subprocess.run(command, cwd=project, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout


def test_a_binary_task_of_own_scores_takes_nothing_apart(project):
    def binary(spec: Any) -> None:
        spec["task"] = {
            "type": "binary",
            "loss": own("loss_of_labels"),
            "metrics": [own("worst", whole=True)],
        }
        facts = {"rows": 60, "shape": [4, 4], "classes": 2, "low": 0.0, "high": 1.0}
        spec["data"]["facts"] = facts

    text = build(project, changed(binary))
    assert "logit = " not in text
    assert "worst(logits, data.label)" in text


def test_a_change_of_the_file_is_a_change_of_the_trainer(project):
    before = build(project)
    file = project / "pieces.py"
    file.write_text(file.read_text().replace("SHIFT = 0.25", "SHIFT = 0.5"))
    assert build(project) != before


MISTAKES = {
    "no such name": (
        lambda spec: spec["task"]["loss"].update(name="loss_of_label"),
        ("C103", ("task", "loss", "name")),
    ),
    "a class": (
        lambda spec: spec["task"]["loss"].update(name="Net", args={}),
        ("C111", ("task", "loss", "name")),
    ),
    "a number": (
        lambda spec: spec["task"]["metrics"][1].update(name="SCALE"),
        ("C111", ("task", "metrics", 1, "name")),
    ),
    "too few arguments": (
        lambda spec: spec["task"]["metrics"][1].update(name="chances"),
        ("C111", ("task", "metrics", 1, "name")),
    ),
    "an argument that it lacks": (
        lambda spec: spec["task"]["metrics"][2]["args"].update(leest=1),
        ("C109", ("task", "metrics", 2, "args", "leest")),
    ),
    "an argument that the trainer gives": (
        lambda spec: spec["data"]["augment"][1]["args"].update(image=1),
        ("C109", ("data", "augment", 1, "args", "image")),
    ),
    "an argument left out": (
        lambda spec: spec["data"]["source"].update(args={}) or facts(spec),
        ("C109", ("data", "source", "name")),
    ),
    "a name of the log": (
        lambda spec: spec["task"]["metrics"].append(own("learning_rate")),
        ("T113", ("task", "metrics", 3, "name")),
    ),
    "twice": (
        lambda spec: spec["data"]["augment"].append(own("shifted")),
        ("D122", ("data", "augment", 2)),
    ),
}


def facts(spec: Any) -> None:
    spec["data"]["facts"] = {"rows": 60, "shape": [4, 4], "classes": 3, "low": 0.0, "high": 1.0}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_found_where_they_are(project, mistake):
    change, expected = mistake
    file = project / "pieces.py"
    file.write_text(
        file.read_text() + "\n\ndef learning_rate(outputs, targets):\n    return targets\n"
    )
    found = findings(project, changed(change))
    assert [item for item in found if item[0] not in ("M103", "B101")] == [expected]


def test_a_missing_argument_is_shown_in_the_file(project):
    spec = changed(lambda spec: spec["data"]["source"].update(args={}) or facts(spec))
    given = specc.read(write(project, spec))
    [found] = [item for item in analyze(given).diagnostics if item.code == "C109"]
    assert found.span.file == str(project / "pieces.py")
    text = given.document.sources[found.span.file]
    assert text[found.span.start : found.span.end] == "rows"


def test_what_all_blocks_meet_is_said_once(project):
    file = project / "pieces.py"
    file.write_text(file.read_text() + "\n\nprint('imported')\n")
    assert [code for code, _ in findings(project)].count("C107") == 1
    file.write_text("def broken(:\n")
    assert [code for code, _ in findings(project)].count("C102") == 1


FAILURES = {
    "raises": ("return rng", "raise KeyError(seed); return rng", "KeyError: 0"),
    "leaves": ("return rng", "raise SystemExit(3); return rng", "SystemExit: 3"),
    "one array": ("return rng.uniform(0, 1, (rows, 4, 4)), ", "return ", "returns ndarray"),
    "lists": ("np.arange(rows) % 3", "[0] * rows", "a tuple of ndarray, list"),
    "import": ("import jax\n", "import jax, nobody_has_this\n", "nobody_has_this"),
    "another length": ("np.arange(rows)", "np.arange(rows - 1)", "59 targets"),
}


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_probe_tells_what_is_wrong(project, capfd, failure):
    before, after, message = failure
    file = project / "pieces.py"
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, after))
    assert probe.run(Namespace(specs=["spec.json"])) == 2
    told = capfd.readouterr().err
    assert message in told
    assert "Traceback" not in told


def test_probe_of_files_of_one_name_takes_each_its_own(project):
    other = project / "other"
    other.mkdir()
    text = (project / "pieces.py").read_text()
    (other / "pieces.py").write_text(text.replace("(rows, 4, 4)", "(rows, 5, 5)"))
    write(other, SPEC)
    assert probe.run(Namespace(specs=["spec.json", "other/spec.json"])) == 0
    [entry] = json.loads((other / "specc.lock").read_text())["sources"]
    assert entry["facts"]["shape"] == [5, 5]


def test_verify_sees_outputs_of_another_shape(project, capfd):
    """V006: the source alone cannot say what a model gives."""
    spec = changed(lambda spec: spec["model"]["args"].update(dout=5))
    write(project, spec)
    assert verify.run(Namespace(specs=["spec.json"], set=[], table=False)) == 1
    told = capfd.readouterr().err
    assert "V006" in told
    assert "(2, 5) for 2 examples, expected (2, 3)" in told


SHAPES = [
    ("loss_of_labels", "jnp.mean(chances(outputs))", "()", False),
    ("loss_of_labels", "-chances(outputs)[:, :1]", "(4, 1)", False),
    ("loss_of_labels", "-chances(outputs)", "(4, 3)", True),  # a step would fail at the weights
    ("label", "chances(outputs).max()", "()", False),
    ("label", "(outputs, targets)", "no array", False),
    ("worst", "loss_of_labels(outputs, targets)", "(4,)", False),
]


@pytest.mark.parametrize(("name", "gives", "shape", "weight"), SHAPES)
def test_verify_sees_what_losses_and_metrics_give(project, capfd, name, gives, shape, weight):
    """V007, at the definition in the user's file; a column would be averaged without a word."""
    text = (project / "pieces.py").read_text()
    definition = next(line for line in text.splitlines() if line.startswith(f"def {name}("))
    head, body = text.split(definition)
    rest = body[body.index("\n\n\n") :]
    text = f"{head}{definition}\n    return {gives}{rest}"
    if weight:
        text = text.replace("np.arange(rows) % 3", "np.arange(rows) % 3, np.ones(rows)")
    (project / "pieces.py").write_text(text)
    spec = changed(lambda spec: spec["data"]["source"].update({"weight": True} if weight else {}))
    write(project, spec)
    if weight:
        assert probe.run(Namespace(specs=["spec.json"])) == 0
    assert verify.run(Namespace(specs=["spec.json"], set=[], table=False)) == 1
    said = capfd.readouterr().err
    line = text.splitlines().index(definition) + 1
    assert "error[V007]" in said
    assert f"{shape} for 4 examples, expected {'()' if name == 'worst' else '(4,)'}" in said
    assert f"pieces.py:{line}:" in said


HIDDEN = '''
    from flax import nnx
    from somebody import Block


    class Net(nnx.Module):
        """A library's block, in which nobody sees what there is."""

        def __init__(self, *, rngs: nnx.Rngs):
            self.block = Block(rngs=rngs)

        def __call__(self, x, **kwargs):
            return self.block(x, **kwargs)
'''


@pytest.mark.parametrize("dropout", [None, True, False])
@pytest.mark.parametrize("batch_stats", [None, True, False])
def test_the_spec_says_what_a_library_hides(project, dropout, batch_stats):
    (project / "hidden.py").write_text(textwrap.dedent(HIDDEN).lstrip("\n"))
    given = {"dropout": dropout, "batch_stats": batch_stats}
    stated = {key: value for key, value in given.items() if value is not None}
    model = {"type": "python", "source": "hidden.py", "name": "Net", **stated}
    text = build(project, changed(lambda spec: spec.update(model=model)))
    assert ('rngs=nnx.Rngs(draw_key(state, "dropout"))' in text) == bool(dropout)
    assert ("batch_stats: nnx.State" in text) == bool(batch_stats)
    assert ("model.eval()" in text) == bool(dropout or batch_stats)


def test_stated_dropout_takes_rngs(project):
    spec = changed(lambda spec: spec["model"].update(dropout=True))
    assert ("C108", ("model", "name")) in findings(project, spec)


def test_calls_of_own_models_are_short(project):
    spec = changed(lambda spec: spec["log"].update(every="6 steps"))
    text = build(project, spec)
    assert "MAX_STEPS_PER_CALL = 20  #" in text
