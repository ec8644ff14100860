"""What `specc verify` shows of a trainer that does not run: the error that happened, its line, and what is behind it."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest

from specc.cli.main import main
from specc.verify.failure import TRAIN, Failure, describe, parse_failure
from specc.verify.run import TrainerError

ROOT = Path(__file__).parents[2]
SPEC = """\
specc: 1
name: small
task: classification
model: {type: mlp, hidden: [8]}
data: {source: {type: sklearn, name: iris}, holdout: 20%, batch_size: 30}
optimizer: {type: sgd, learning_rate: 0.1}
train: {duration: 5 epochs}
evaluate: {every: 1 epochs}
checkpoint: {every: 1 epochs}
"""
MODEL = """\
import jax
from flax import nnx


class Net(nnx.Module):
    def __init__(self, inputs: int, outputs: int, *, rngs: nnx.Rngs):
        self.hidden = nnx.Linear(inputs, 8, rngs=rngs)
        self.output = nnx.Linear(9, outputs, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        x = self.hidden(x)
        return self.output(x)
"""
OWN = (
    "{type: python, source: net.py, name: Net, args: {inputs: '{inputs}', outputs: '{outputs}'}%s}"
)
LOSS = """\
import jax.numpy as jnp


def cautious(outputs, target):
    if outputs.shape[-1] != 4:
        raise ValueError(f"four outputs,\\nnot {outputs.shape[-1]}")
    return jnp.zeros(len(target))
"""


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("small.yaml")
    path.write_text(SPEC)
    return path


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert isinstance(caught.value.code, int)
    return caught.value.code


def edited(old: str, new: str) -> int:
    """Builds the trainer, edits it, and gives the number of the first line that differs."""
    assert call("build", "small.yaml") == 0
    text = Path("small.py").read_text()
    assert old in text
    Path("small.py").write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def shown(capsys: pytest.CaptureFixture[str], *flags: str) -> str:
    capsys.readouterr()
    assert call("verify", *flags, "small.yaml") == 1
    found = capsys.readouterr().err
    assert "JAX has removed" not in found
    return found


def test_a_shape_error_in_a_copied_model_is_shown_in_the_users_file(spec, capsys):
    Path("net.py").write_text(MODEL)
    spec.write_text(SPEC.replace("{type: mlp, hidden: [8]}", OWN % ""))
    found = shown(capsys)
    assert "error[V011]: the trainer stops with TypeError: dot_general" in found
    assert "net.py:12:16" in found
    assert "12 │         return self.output(x)" in found
    assert re.search(r"= copied to small\.py:\d+", found)
    assert "= from `model` in small.yaml:4" in found
    assert "= small.py is not built yet" in found
    assert "specc[train]" not in found


def test_an_error_of_an_imported_model_is_shown_there_too(spec, capsys):
    Path("net.py").write_text(MODEL.replace("self.output(x)", "self.outputs(x)"))
    spec.write_text(SPEC.replace("{type: mlp, hidden: [8]}", OWN % ", inline: false"))
    found = shown(capsys)
    assert "AttributeError: 'Net' object has no attribute 'outputs'" in found
    assert "net.py:12:16" in found
    assert re.search(r"= called in small\.py:\d+, predict", found)


def test_an_error_that_a_loss_raises_is_shown_in_full(spec, capsys):
    Path("loss.py").write_text(LOSS)
    task = "task: {type: classification, loss: {type: python, source: loss.py, name: cautious}}"
    spec.write_text(SPEC.replace("task: classification", task))
    assert call("build", "small.yaml") == 0
    found = shown(capsys)
    assert "the trainer stops with ValueError: four outputs," in found
    assert "= not 3" in found
    assert "loss.py:6:9" in found
    assert "= from `task.loss` in small.yaml:3" in found
    assert "not built" not in found


def test_what_is_run_is_the_edited_file(spec, capsys):
    line = edited("return self.output(x)", "return self.output(y)")
    found = shown(capsys)
    assert "small.py: edited by hand; it is run as it is on disk" in found
    assert "NameError: name 'y' is not defined" in found
    assert f"small.py:{line}:" in found
    assert f"{line} │         return self.output(y)" in found


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that would be run."""
    texts: list[str] = []

    def run(text: str, *_: object, **__: object) -> None:
        texts.append(text)
        raise TrainerError(Failure("Exception", "not run"))

    monkeypatch.setattr("specc.cli.verify.run_trainer", run)
    return texts


def test_another_value_is_not_that_of_the_edited_file(spec, capsys, ran):
    edited("seed: int", "seed: float")
    shown(capsys)
    shown(capsys, "--set", "seed=7")
    assert ["seed: float" in text for text in ran] == [True, False]
    assert "seed: int = field(default=7" in ran[1]


def test_an_edited_file_behind_its_spec_is_run(spec, capsys, ran):
    edited("import ast\n", "import ast  # mine\n")
    spec.write_text(SPEC.replace("0.1", "0.2"))
    assert "edited by hand, and the spec or its facts changed" in shown(capsys)
    assert "# mine" in ran[0]


HEAD = "import ast\n"
QUICK = {
    # what the imports begin with, and what is shown of it; nothing of jax is imported before
    "a missing package of one's own": (
        "import wanting.deep\n",
        ["ModuleNotFoundError: No module named 'wanting'", "fix: install wanting, or put it"],
    ),
    "a missing package of trainers": (
        "import sys\nsys.modules['sklearn'] = None\nimport sklearn.datasets\n",
        ["fix: pip install 'specc[train]', which installs scikit-learn"],
    ),
    "a syntax error": (
        "def f(:\n",
        ["SyntaxError: invalid syntax", "│ def f(:"],
    ),
    "no memory": (
        "raise MemoryError('Unable to allocate 3 GiB')\n",
        ["MemoryError: Unable to allocate 3 GiB", "fix: a smaller `batch_size`"],
    ),
    "XLA has no memory": (
        "raise RuntimeError('RESOURCE_EXHAUSTED: Out of memory allocating 9 bytes.')\n",
        ["RESOURCE_EXHAUSTED", "fix: a smaller `batch_size`"],
    ),
    "killed": (
        "import os\nos.kill(os.getpid(), 9)\n",
        ["SIGKILL: the process was killed", "small.yaml:5:", "fix: a smaller `batch_size`"],
    ),
    "an exit": ("raise SystemExit('Stopped: no data')\n", ["SystemExit: Stopped: no data"]),
    "a crash": ("import os\nos._exit(9)\n", ["the trainer stops with exit code 9"]),
}


@pytest.mark.parametrize("name", QUICK)
def test_errors_of_importing(name, spec, capsys):
    text, expected = QUICK[name]
    line = edited(HEAD, text + HEAD)
    found = shown(capsys)
    for part in expected:
        assert part in found
    if name not in ("killed", "a crash"):
        assert f"small.py:{line + text.count(chr(10)) - 1}:" in found
    assert ("specc[train]" in found) == (name == "a missing package of trainers")


def test_a_function_that_an_edit_removed_is_named(spec, capsys):
    edited("def init_state(", "def first_state(")
    assert "the trainer has no init_state, which `verify` calls" in shown(capsys)


def test_a_trainer_behind_its_spec_is_not_what_is_run(spec, capsys, ran):
    assert call("build", "small.yaml") == 0
    spec.write_text(SPEC.replace("0.1", "0.2"))
    found = shown(capsys)
    assert "learning_rate: float = 0.2" in ran[0]
    assert "small.py: the spec or its facts changed" in found
    assert "running what `specc build small.yaml` writes" in found


def test_packages_are_those_of_the_extra():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {re.split(r"[<>=]", item)[0] for item in project["optional-dependencies"]["train"]}
    assert {*TRAIN.values()} == wanted


def test_a_failure_survives_its_way(tmp_path: Path) -> None:
    file = tmp_path / "trainer.py"
    file.write_text("x = 1\ny = x + undefined\n")
    try:
        exec(compile(file.read_text(), str(file), "exec"), {})
    except NameError as error:
        failure = describe(error, str(file), sys)
    assert parse_failure(failure.dumps()) == failure
    assert failure.frames[-1] == ("", 2, (9, 18), "")
