"""What formatters do to a trainer is no edit; whatever changes the program or its comments is one."""

from __future__ import annotations

import functools
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import black
import pytest
from black.mode import Preview, TargetVersion

from specc.sync.check import Finding
from specc.sync.layout import same_program
from specc.sync.state import State

from .world import World

ROOT = Path(__file__).parents[2]
TRAINERS = ("digits_gan", "digits_own_model")
SINGLE = "lint.isort.force-single-line=true"
SECTIONS = "lint.isort.force-sort-within-sections=true"


@functools.cache
def trainer(name: str = "digits_classifier") -> str:
    return (ROOT / "generated" / f"{name}.py").read_text()


def ruff(*words: str) -> Callable[[str], str]:
    """`ruff format` or `ruff check --fix` with nobody's configuration."""

    def run(text: str) -> str:
        command = [sys.executable, "-m", "ruff", *words, "--isolated", "--stdin-filename=a.py", "-"]
        return subprocess.run(command, input=text, capture_output=True, text=True).stdout

    return run


def blackened(**mode: object) -> Callable[[str], str]:
    versions = {TargetVersion.PY311}
    return lambda text: black.format_str(text, mode=black.Mode(versions, **mode))  # type: ignore[arg-type]


FORMATTERS: dict[str, Callable[[str], str]] = {
    "black, 60 columns": blackened(line_length=60),
    "black, 88 columns": blackened(line_length=88),
    "black, 140 columns": blackened(line_length=140),
    "black, no commas, no quotes": blackened(
        line_length=79, magic_trailing_comma=False, string_normalization=False
    ),
    "black, preview": blackened(
        line_length=79, preview=True, enabled_features={Preview.string_processing}
    ),
    "ruff format": ruff("format", "--line-length=72"),
    "ruff format, single quotes": ruff(
        "format", "--config=format.quote-style='single'", "--line-length=130"
    ),
    "ruff's imports": ruff("check", "--fix", "--select=I"),
    "ruff's imports, one a line": ruff("check", "--fix", "--select=I", f"--config={SINGLE}"),
    "ruff's imports in sections": ruff("check", "--fix", "--select=I", f"--config={SECTIONS}"),
    "ruff's default rules": ruff("check", "--fix", "--exit-zero"),
}


@pytest.mark.parametrize("name", FORMATTERS)
def test_what_a_formatter_changes_is_no_edit(name: str) -> None:
    for text in map(trainer, TRAINERS):
        formatted = FORMATTERS[name](text)
        assert formatted
        assert same_program(formatted, text)
        if name not in (
            "ruff's imports",
            "ruff's default rules",
        ):  # trainers are as these leave them
            assert formatted != text


EDITS = {
    "a value": ("batch_size: int = 128", "batch_size: int = 64"),
    "the text of a comment": ("# output folder", "# the output folder"),
    "a comment less": ("  # output folder", ""),
    "a comment more": ("import tyro\n", "import tyro  # flags\n"),
    "a comment at another statement": (
        "import tyro\n",
        "import tyro\n# Model\n",
    ),
    "an import less": ("import tyro\n", ""),
    "an import as": ("import jax.numpy as jnp\n", "import jax.numpy as jn\n"),
    "a word of a docstring": ("Multilayer perceptron with", "A perceptron with"),
    "a string": ('"hidden"', '"hiden"'),
    "statements in another order": (
        "TRAIN_EXAMPLES = 1527\nEVAL_EXAMPLES = 270\n",
        "EVAL_EXAMPLES = 270\nTRAIN_EXAMPLES = 1527\n",
    ),
    "an import after other statements": (
        "import tyro\n",
        "TRAIN_EXAMPLES = 0\nimport tyro\n",
    ),
    "a tuple": ("(64, *c.hidden)", "[64, *c.hidden]"),
    "a statement in another block": (
        "    x = 1\n    y = 2\n",
        "    x = 1\ny = 2\n",
    ),
    "no Python": ("import tyro\n", "import tyro as\n"),
}


@pytest.mark.parametrize("name", EDITS)
def test_what_changes_the_program_or_a_comment_is_an_edit(name: str) -> None:
    old, new = EDITS[name]
    text = trainer() + "\n\ndef f():\n    x = 1\n    y = 2\n"
    assert text.count(old), "the trainer has changed"
    assert not same_program(text.replace(old, new, 1), text)


def test_a_line_less_is_an_edit() -> None:
    """Whichever line it is, as long as there is something in it."""
    lines = trainer().splitlines(keepends=True)
    for number in range(3, len(lines), 17):
        if lines[number].strip():
            without = "".join([*lines[:number], *lines[number + 1 :]])
            assert not same_program(without, trainer()), lines[number]


def test_imports_may_stand_in_any_order_but_not_elsewhere() -> None:
    assert same_program("import b\nimport a  # c\nx = 1\n", "import a  # c\nimport b\n\nx = 1\n")
    assert same_program("from a import c, b\n", "from a import b\nfrom a import (\n    c,\n)\n")
    assert same_program("def f():\n    import b, a\n", "def f():\n    import a\n    import b\n")
    assert not same_program("import a\nx = 1\nimport b\n", "import b\nx = 1\nimport a\n")
    assert not same_program("from a import b\n", "from .a import b\n")


def test_texts_that_are_no_python_must_be_equal() -> None:
    assert same_program("a b\n", "a b\n")
    assert not same_program("a b\n", "a  b\n")


OLD, NEW = "def f(a, b):\n    return a\n", "def f(a, b):\n    return b\n"
LAID_OUT = "def f(\n    a,\n    b,\n):\n    return a\n"


def reformatted(world: World, text: str = LAID_OUT) -> None:
    world.build(OLD)
    world.output.write_text(text)


def test_a_formatted_trainer_is_in_sync_and_left_alone(world: World) -> None:
    reformatted(world)
    found: Finding = world.check(OLD, pristine=True)
    assert (found.ok, found.state, found.why) == (True, State.IN_SYNC, "in sync")
    world.build(OLD)
    assert world.output.read_text() == LAID_OUT


def test_a_formatted_trainer_is_rebuilt_from_a_changed_spec(world: World) -> None:
    """The layout is not kept: whoever formatted it once does so again."""
    reformatted(world)
    step = world.build(NEW)
    assert (step.state, step.lays_out) == (State.SPEC_CHANGED, True)
    assert world.output.read_text() == NEW
    assert not world.build(OLD).lays_out


def test_an_edit_of_a_formatted_trainer_is_protected(world: World) -> None:
    reformatted(world, LAID_OUT.replace("return a", "return a + 1"))
    assert world.check(OLD).state is State.EDITED
    assert world.build(NEW).state is State.CONFLICT
    assert "a + 1" in world.output.read_text()


def test_force_gives_a_trainer_its_layout_again(world: World) -> None:
    reformatted(world)
    step = world.build(OLD, force=True)
    assert not step.overwrites
    assert world.output.read_text() == OLD


def test_a_formatted_trainer_is_adopted_by_a_record_that_lost_it(world: World) -> None:
    reformatted(world)
    world.base.unlink()
    assert world.build(OLD).state is State.UNRECORDED
    assert (world.output.read_text(), world.base.read_text()) == (LAID_OUT, OLD)
    assert world.check(OLD).ok


def test_no_tool_looks_at_pristine_texts(world: World) -> None:
    """Each is run over a whole repository, and would find something in this text if it were Python to it."""
    world.build("import os\ndef test_it( ):\n  x : int = 'a'\n  assert x == (1)\n")
    before = world.base.read_text()
    for words in (
        ["ruff", "check", "--isolated", "--no-cache", "--fix", "."],
        ["ruff", "format", "--isolated", "--no-cache", "."],
        ["black", "."],
        ["mypy", "--cache-dir=/dev/null", "."],
        ["pytest", "-p", "no:cacheprovider", "--override-ini=norecursedirs=none", "."],
    ):
        command = [sys.executable, "-m", *words]
        done = subprocess.run(command, cwd=world.root, capture_output=True, text=True)
        assert ".specc" not in done.stdout + done.stderr, words
    assert world.output.read_text() != before
    assert world.base.read_text() == before
    assert "test_it" in world.output.read_text()
