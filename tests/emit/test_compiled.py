"""Bytecode of templates: used if it is that of the text, and never needed."""

from __future__ import annotations

import os
import pathlib
import random
import subprocess
import sys

import jinja2
import pytest

from specc.emit.compiled import TemplateCache

ROOT = pathlib.Path(__file__).parents[2]
BUILD = """\
import sys
import jinja2, specc
if sys.argv[1] == "known":
    def compiled(*args, **kwargs):
        raise AssertionError("a template is compiled")
    jinja2.Environment._generate = compiled
[text] = specc.compile(specc.read("specs/digits_cnn.yaml")).values()
sys.stdout.buffer.write(text.encode())
"""


@pytest.fixture(autouse=True)
def keeps_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


class World:
    """Two templates, one of which includes the other."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.compiled: list[str] = []
        self.write("inner {{ a }}")
        (folder / "outer.j2").write_text('{% include "inner.j2" %}!')

    def write(self, text: str) -> None:
        (self.folder / "inner.j2").write_text(text)

    def render(self, form: str = "") -> str:
        """As a process of its own would; `compiled` is what it had to compile."""
        cache = TemplateCache(self.folder, form)
        loader = jinja2.FileSystemLoader(self.folder)
        env = jinja2.Environment(loader=loader, bytecode_cache=cache)
        generate, self.compiled = env._generate, []

        def counted(source, name, *args, **kwargs):
            self.compiled.append(name)
            return generate(source, name, *args, **kwargs)

        env._generate = counted
        text = env.get_template("outer.j2").render(a=1)
        cache.save()
        return text

    @property
    def files(self) -> list[pathlib.Path]:
        return sorted(self.folder.glob("__pycache__/*"))


@pytest.fixture
def world(tmp_path: pathlib.Path) -> World:
    return World(tmp_path)


def test_what_is_kept_is_not_compiled_again(world: World) -> None:
    assert world.render() == "inner 1!"
    assert world.compiled == ["outer.j2", "inner.j2"]
    assert len(world.files) == 1
    before = world.files[0].stat().st_mtime_ns
    assert world.render() == "inner 1!"
    assert world.compiled == []
    assert world.files[0].stat().st_mtime_ns == before


def test_another_text_is_compiled_whenever_it_was_written(world: World) -> None:
    world.render()
    stat = (world.folder / "inner.j2").stat()
    world.write("other {{ a }}")
    os.utime(world.folder / "inner.j2", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert world.render() == "other 1!"
    assert world.compiled == ["inner.j2"]
    assert world.render() == "other 1!"
    assert world.compiled == []


def test_other_options_or_another_jinja_know_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.render()
    world.render("trimmed")
    assert len(world.compiled) == 2
    monkeypatch.setattr(jinja2, "__version__", "9.9")
    world.render("trimmed")
    assert len(world.compiled) == 2


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_file_is_none(world: World, seed: int) -> None:
    world.render()
    [file] = world.files
    content, draw = bytearray(file.read_bytes()), random.Random(seed)
    if seed % 4 == 0:
        del content[draw.randrange(len(content)) :]
    else:
        content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    file.write_bytes(content)
    assert world.render() == "inner 1!"
    assert len(world.compiled) == 2
    world.render()
    assert world.compiled == []


def test_where_nothing_can_be_written_everything_is_compiled(world: World) -> None:
    (world.folder / "__pycache__").write_text("")  # a file, which no folder can replace
    for _ in range(2):
        assert world.render() == "inner 1!"
        assert len(world.compiled) == 2


def test_python_told_to_keep_no_bytecode_keeps_none(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    world.render()
    assert world.files == []


def test_a_trainer_is_the_same_with_and_without(tmp_path: pathlib.Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(tmp_path)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def build(word: str, **variables: str) -> bytes:
        command = [sys.executable, "-c", BUILD, word]
        return subprocess.run(
            command, cwd=ROOT, env=environment | variables, check=True, capture_output=True
        ).stdout

    first = build("unknown")
    assert build("known") == first
    assert build("unknown", PYTHONPYCACHEPREFIX=str(tmp_path / "other")) == first
    assert first.decode() == (ROOT / "generated/digits_cnn.py").read_text()
