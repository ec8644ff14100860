"""What holds of all generated trainers: their length, their plumbing, their words."""

from __future__ import annotations

import ast
import pathlib
import re
import statistics
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
GENERATED = sorted((ROOT / "generated").glob("*.py"))
PLUMBING = "# Workdir "
VARYING = {
    "train",
    "main",
    "open_run",
    "load",  # with what is not in checkpoints
    "open_checkpoints",  # with which ones stay
    "save",  # with what is saved beside arrays
    "restore",  # with the best
    "Call",
    "Log",
    "print_start",
    "write_samples",
}  # the loop and what it logs
MOST_LINES = 50  # of a function

BANNED = re.compile(
    r"\b(around|stretch(es)?|courses?|taken|brought|mend(s|ed)?|deaf|bent|due|settles?|whole|scores?)\b",
    re.IGNORECASE,
)

GENERATES = "^# (Sampling|Reconstructions) -"
"""The title of a section that only generative models have."""


@pytest.fixture(scope="module")
def texts():
    return {path.stem: path.read_text() for path in GENERATED}


def parts(text):
    """What stands before the plumbing, the plumbing, and what comes after it."""
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(PLUMBING))
    end = next((n for n, line in enumerate(lines) if line.startswith("# Kernels ")), len(lines))
    return lines[:start] + lines[end:], lines[start:end]


def test_the_classifier_is_short(texts):
    science, plumbing = (
        list(filter(str.strip, part)) for part in parts(texts["digits_classifier"])
    )
    assert len(science) <= 230
    assert len(plumbing) <= 300


@pytest.mark.parametrize(("generates", "median", "most"), [(False, 540, 670), (True, 650, 870)])
def test_lengths_of_the_gallery(texts, generates, median, most):
    """Of lines that are not empty; those that generate also draw samples and write pictures.

    The longest has adapters, an export, and another run to read again.
    """
    chosen = [
        text
        for text in texts.values()
        if bool(re.search(GENERATES, text, re.MULTILINE)) == generates
    ]
    lengths = sorted(sum(map(bool, map(str.strip, text.splitlines()))) for text in chosen)
    assert statistics.median(lengths) <= median
    assert lengths[-1] <= most


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.stem)
def test_usage_names_what_else_the_trainer_does(path):
    """Each command on a line, its comment below those of the others."""
    tree = ast.parse(path.read_text())
    lines = re.findall(
        rf"^    python {path.name}(.*?) +# .+$", ast.get_docstring(tree), re.MULTILINE
    )
    does_sample = "    if c.sample:" in path.read_text()
    count = 500 if "\ndef decode(" in path.read_text() else 16  # tokens of a text, or images
    does_export = "    if c.export is not None:" in path.read_text()
    commands = [*[f" --sample {count}"] * does_sample, *[" --export DIR"] * does_export]
    assert lines == ["", *commands, " --help"]
    usage = [line for line in path.read_text().splitlines() if line.startswith("    python ")]
    assert len({line.index("  # ") for line in usage}) == 1


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.stem)
def test_no_function_is_longer_than_a_screen(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            first = min((d.lineno for d in node.decorator_list), default=node.lineno)
            assert (node.end_lineno or 0) - first < MOST_LINES, node.name


def test_plumbing_has_one_text(texts):
    """Functions and classes of the last two sections are the same everywhere, but for the loop and its log."""
    seen = {}
    for name, text in texts.items():
        _, plumbing = parts(text)
        first = text.splitlines().index(plumbing[0]) + 1
        for node in ast.parse(text).body:
            is_definition = isinstance(node, ast.FunctionDef | ast.ClassDef)
            inside = first < node.lineno <= first + len(plumbing)
            if is_definition and inside and node.name not in VARYING:
                source = ast.get_source_segment(text, node)
                seen.setdefault(node.name, {}).setdefault(source, []).append(name)
    varying = {name: list(found.values()) for name, found in seen.items() if len(found) > 1}
    assert not varying


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.stem)
def test_words_are_plain(path):
    found = [
        line
        for line in path.read_text().splitlines()
        if BANNED.search(line.partition("# ")[2] or (line if '"""' in line else ""))
    ]
    assert not found


def test_ruff_has_no_complaint():
    command = [sys.executable, "-m", "ruff", "check", "--isolated", *map(str, GENERATED)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
