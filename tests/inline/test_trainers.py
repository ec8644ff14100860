"""Specs with a user-defined model: from the files to the trainer that runs."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import sys
import textwrap
from typing import Any

import pytest

import specc
from specc.compiler import analyze
from specc.document.document import parse
from specc.keys import key_of
from specc.resolve.lock import Lock
from specc.user_code import read_code

ROOT = pathlib.Path(__file__).parents[2]
BASE: dict[str, Any] = {
    "specc": 1,
    "name": "small",
    "task": "classification",
    "data": {"source": {"type": "sklearn", "name": "digits"}, "holdout": "15%", "batch_size": 64},
    "optimizer": {"type": "sgd", "learning_rate": 0.1},
    "train": {"duration": "6 steps"},
    "evaluate": {"every": "3 steps"},
    "allow": [{"code": "E106", "reason": "it is only run for a few steps"}],
    "log": {"every": "1 step", "to": ["jsonl"]},
}
PACKAGE = {
    "nets/__init__.py": "",
    "nets/mine.py": '''
        """A classifier that shares names with every trainer."""

        from __future__ import annotations

        import dataclasses

        import jax.numpy as jnp
        import numpy as onp
        from flax import nnx

        from .blocks import Block, train


        @dataclasses.dataclass(frozen=True)
        class Config:
            """How wide it is."""

            width: int = 8


        class Net(nnx.Module):
            """A block between two layers."""

            def __init__(self, din: int, dout: int, *, width: int, rngs: nnx.Rngs):
                config = Config(width)
                self.first = nnx.Linear(din, config.width, rngs=rngs)
                self.block = Block(config.width, rngs=rngs)
                self.last = nnx.Linear(config.width, dout, rngs=rngs)

            def __call__(self, x, *, rngs: nnx.Rngs | None = None):
                x = train(self.first(x.reshape(len(x), -1))) * float(onp.sqrt(4))
                return jnp.asarray(self.last(self.block(x, rngs=rngs)))
    ''',
    "nets/blocks.py": '''
        """Blocks."""

        import jax
        from flax import nnx


        def train(x: jax.Array) -> jax.Array:
            """Bends."""
            return nnx.tanh(x)


        class Block(nnx.Module):
            """Norm and dropout."""

            def __init__(self, width: int, *, rngs: nnx.Rngs):
                self.norm = nnx.BatchNorm(width, rngs=rngs)
                self.dropout = nnx.Dropout(0.2)

            def __call__(self, x: jax.Array, *, rngs: nnx.Rngs | None) -> jax.Array:
                return self.dropout(self.norm(x), rngs=rngs)
    ''',
}
MODEL = {
    "type": "python",
    "source": "nets/mine.py",
    "name": "Net",
    "args": {"din": "{inputs}", "dout": "{outputs}", "width": 16},
}


@pytest.fixture
def project(tmp_path: pathlib.Path) -> pathlib.Path:
    """A folder with the package and a spec."""
    for name, text in PACKAGE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(textwrap.dedent(text).lstrip("\n"))
    write(tmp_path)
    return tmp_path


def write(folder: pathlib.Path, **keys: Any) -> pathlib.Path:
    spec = {**BASE, "model": {**MODEL, **keys}}
    path = folder / "spec.json"
    path.write_text(json.dumps(spec))
    return path


def build(folder: pathlib.Path, **keys: Any) -> str:
    [text] = specc.compile(specc.read(write(folder, **keys))).values()
    return text


def trained(folder: pathlib.Path, text: str) -> str:
    """The metrics of a run in that folder, with nothing else on Python's path."""
    file = folder / "small.py"
    file.write_text(text)
    kept = ("PATH", "XLA_FLAGS", *(name for name in os.environ if name.startswith("JAX_")))
    settings = {name: os.environ[name] for name in kept if name in os.environ}
    settings["JAX_PLATFORMS"] = "cpu"
    done = subprocess.run(
        [sys.executable, str(file)], cwd=folder, env=settings, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return (folder / "runs" / "small" / "metrics.jsonl").read_text()


def test_a_copy_computes_what_the_module_does(project, tmp_path_factory):
    alone = tmp_path_factory.mktemp("alone")
    copied = trained(alone, build(project))
    text = build(project, inline=False)
    assert "from nets.mine import Net\n" in text
    imported = trained(project, text)
    assert copied == imported
    assert len(copied.splitlines()) == 6
    assert "nets" not in sys.modules


def test_names_are_kept_apart_and_nothing_is_there_twice(project):
    text = build(project)
    for line in ("class MineConfig:", "def blocks_train(", "class Block(nnx.Module):"):
        assert text.count(line) == 1
    for line in ("class Config:", "def train(", "import jax.numpy as jnp", "import dataclasses"):
        assert text.count(f"\n{line}") == 1
    assert "float(np.sqrt(4))" in text  # numpy is the trainer's np
    assert "return Net(din=64, dout=10, width=c.model_width, rngs=rngs)" in text
    assert "model_width: int = 16  # argument of Net\n" in text
    assert "batch_stats: nnx.State" in text
    assert "__future__" not in text


@pytest.mark.parametrize("target", ["any", "cpu", "gpu"])
@pytest.mark.parametrize("layer", ["Linear(2, 2", "Conv(2, 2, (3, 3)"])
def test_steps_of_convolutions_are_in_no_compiled_loop_on_a_cpu(project, target, layer):
    """Wherever in the user's code they are; XLA is slow there at their gradients."""
    blocks = project / "nets" / "blocks.py"
    dropout = "self.dropout = nnx.Dropout(0.2)"
    text = blocks.read_text()
    assert dropout in text
    blocks.write_text(text.replace(dropout, f"{dropout}; self.more = nnx.{layer}, rngs=rngs)"))
    spec = {**json.loads(write(project).read_text()), "target": target}
    (project / "spec.json").write_text(json.dumps(spec))
    [text] = specc.compile(specc.read(project / "spec.json")).values()
    slow = layer.startswith("Conv") and target != "gpu"
    assert ("def jitted_step(" in text) == slow
    assert ("jax.lax.scan(" in text) != slow


def test_ruff_finds_nothing(project, tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "generated").mkdir()
    for number, keys in enumerate(({}, {"inline": False})):
        (tmp_path / "generated" / f"t{number}.py").write_text(build(project, **keys))
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "generated"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout


def test_compile_reads_no_file_and_no_module(project, monkeypatch):
    given = specc.read(project / "spec.json")
    [first] = specc.compile(given).values()
    shutil.rmtree(project / "nets")

    def refused(*args: object, **kwargs: object) -> None:
        raise AssertionError(args)

    monkeypatch.setattr(pathlib.Path, "open", refused)
    monkeypatch.setattr(pathlib.Path, "is_file", refused)
    monkeypatch.setattr("builtins.open", refused)
    [again] = specc.compile(given).values()
    assert first == again


@pytest.mark.parametrize("inline", [True, False])
def test_a_change_of_the_code_is_a_change_of_the_trainer(project, inline):
    path = write(project, inline=inline)
    before = specc.read(path)
    digest = analyze(before).digest
    blocks = project / "nets" / "blocks.py"
    blocks.write_text(blocks.read_text().replace("tanh", "relu"))
    after = specc.read(path)
    assert key_of(before) != key_of(after)
    assert (digest != analyze(after).digest) == inline
    changed = specc.compile(before) != specc.compile(after)
    assert changed == inline


def test_check_says_that_it_is_out_of_sync(project):
    def command(*words: str) -> subprocess.CompletedProcess[str]:
        call = [sys.executable, "-m", "specc", *words]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            call, cwd=project, env=environment, capture_output=True, text=True, check=False
        )

    assert command("build", "spec.json").returncode == 0
    assert command("build", "--check", "spec.json").returncode == 0
    blocks = project / "nets" / "blocks.py"
    blocks.write_text(blocks.read_text().replace("tanh", "relu"))
    found = command("build", "--check", "spec.json")
    assert found.returncode == 1
    assert "+    return nnx.relu(x)" in found.stdout
    blocks.write_text("from .gone import *\n")
    found = command("check", "spec.json")
    assert found.returncode == 1
    assert "nets/blocks.py:1:1" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_spec_without_own_code_pays_nothing(project):
    code = (
        "import sys, specc\n"
        f"specc.compile(specc.read({str(ROOT / 'specs' / 'iris_linear.yaml')!r}))\n"
        "print(sorted(name for name in sys.modules if name.startswith(('libcst', 'specc.inline'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


DAMAGE = {
    "a folder": lambda file: (file.unlink(), file.mkdir()),
    "gone": lambda file: file.unlink(),
    "no text": lambda file: file.write_bytes(b"\xff\xfe\x00"),
    "too large": lambda file: file.write_bytes(b"#" * 1_100_000),
    "empty": lambda file: file.write_bytes(b""),
    "a pipe": lambda file: (file.unlink(), os.mkfifo(file)),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("name", ["mine.py", "blocks.py"])
def test_files_that_cannot_be_read_are_findings(project, damage, name):
    damage(project / "nets" / name)
    with pytest.raises(specc.SpecError) as caught:
        specc.compile(specc.read(project / "spec.json"))
    [found] = {d.code: d for d in caught.value.diagnostics}.values()
    assert found.code in ("C101", "C103", "C104")
    assert found.span is not None


@pytest.mark.parametrize(
    "source", ["a\0.py", f"{'a' * 5_000}.py", "../" * 500 + "a.py", ".py", "\ud800.py"]
)
def test_names_that_no_file_has_are_findings(project, source):
    with pytest.raises(specc.SpecError) as caught:
        build(project, source=source)
    assert all(found.span is not None for found in caught.value.diagnostics)


@pytest.mark.parametrize("args", [{"width": {"a": 1}}, {"a-b": 1}, {"width": [[1]]}, []])
def test_arguments_that_are_none_are_findings(project, args):
    with pytest.raises(specc.SpecError) as caught:
        build(project, args=args)
    assert all(found.span is not None for found in caught.value.diagnostics)


@pytest.mark.parametrize("name", ["class", "rngs"])
def test_arguments_that_would_break_the_call_are_findings(project, name):
    file = project / "nets" / "mine.py"
    file.write_text(file.read_text().replace("width: int, rngs: nnx.Rngs)", "width, rngs, **more)"))
    [found] = analyze(specc.read(write(project, args={**MODEL["args"], name: 1}))).diagnostics
    assert (found.code, found.path) == ("C109", ("model", "args", name))


MODELS = {
    "no rngs": ("*, width: int, rngs: nnx.Rngs)", "*, width: int)", "C109"),
    "more than it is given": ("*, width: int,", "*, width: int, depth: int,", "C109"),
    "less than it is given": ("din: int, dout: int,", "din: int,", "C109"),
    "no call": ("def __call__", "def call", "C108"),
    "no default": ("rngs: nnx.Rngs | None = None", "rngs: nnx.Rngs", "C108"),
    "no class": ("class Net(nnx.Module)", "def Net()", "C108"),
    "no dropout": (", *, rngs: nnx.Rngs | None = None", ", rng=None", "C108"),
}


@pytest.mark.parametrize("case", MODELS.values(), ids=MODELS)
def test_what_the_source_shows_is_checked(project, case):
    before, after, code = case
    file = project / "nets" / "mine.py"
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, after))
    found = analyze(specc.read(project / "spec.json")).diagnostics
    assert {d.code for d in found if d.code != "M103"} == {code}
    for diagnostic in found:
        assert diagnostic.span is not None


def test_dropout_with_random_numbers_of_its_own_is_refused(project):
    file = project / "nets" / "blocks.py"
    file.write_text(file.read_text().replace("Dropout(0.2)", "Dropout(0.2, rngs=rngs)"))
    given = specc.read(project / "spec.json")
    [found] = analyze(given).diagnostics
    assert found.code == "C108"
    assert found.span is not None
    text = given.document.sources[found.span.file]
    assert text[found.span.start : found.span.end] == "rngs=rngs"


def test_values_of_arguments_are_values():
    text = build_arguments({"width": 8, "notes": ['") or exit("', "{inputs}", None, True, 1e-9]})
    assert """notes=('") or exit("', "{inputs}", None, True, 1e-9)""" in text


def build_arguments(args: dict[str, Any]) -> str:
    own = pathlib.Path(__file__).parent / "own" / "perceptron.py"
    model = {
        "type": "python",
        "source": str(own),
        "name": "Plain",
        "args": {"inputs": "{inputs}", "outputs": "{outputs}", **args},
    }
    spec = {**BASE, "model": model}
    document = parse(json.dumps(spec).encode(), "a.json")
    code = read_code(pathlib.Path(), document.value, "")
    [text] = specc.compile(specc.Input(document, Lock(), "a.py", "a.json", code)).values()
    return text
