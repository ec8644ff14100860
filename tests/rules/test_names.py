"""The table of modules against what a trainer really imports."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys

import pytest

import specc
from specc.compiler import analyze
from specc.rules.names import LIBRARIES

from .specs import changed

IMPORTS = """
import flax.nnx, jax, jax.numpy, matplotlib.figure, numpy, optax, orbax.checkpoint
import pandas, PIL.Image, pyarrow.parquet, sklearn.datasets, sys, tqdm, tyro
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_table_has_all_that_trainers_import():
    pytest.importorskip("orbax.checkpoint")
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True
    )
    loaded = {name for name in done.stdout.split() if name[0].isalpha()}
    runtime = {"cython_runtime"}  # made by extension modules; no file is looked for
    assert loaded - sys.stdlib_module_names - runtime <= LIBRARIES
    assert {"jax", "optax", "numpy", "tyro"} <= loaded


@pytest.mark.parametrize(
    ("output", "code", "label"),
    [
        ("class.py", "N101", "class is a keyword of Python"),
        ("json.py", "N102", "json is a module of the standard library"),
        ("sub/jax.py", "N102", "jax is a module of a library that trainers import"),
        ("trainer.txt", "N103", "trainer.txt does not end in .py"),
        ("trainer", "N103", "trainer does not end in .py"),
    ],
)
def test_an_output_that_the_spec_does_not_name(
    tmp_path: pathlib.Path, output: str, code: str, label: str
) -> None:
    (tmp_path / "a.yaml").write_text(json.dumps(changed({})))
    [found] = analyze(specc.read(tmp_path / "a.yaml", output=tmp_path / output)).diagnostics
    assert (found.code, found.label, found.path, found.fix) == (code, label, ("name",), None)
    assert found.notes[-1].endswith(f"{output}, from -o or pyproject.toml")


def test_an_output_given_in_place_of_a_bad_name(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.yaml").write_text(json.dumps(changed({"name": "json"})))
    assert [d.code for d in analyze(specc.read(tmp_path / "a.yaml")).diagnostics] == ["N102"]
    given = specc.read(tmp_path / "a.yaml", output=tmp_path / "good.py")
    assert analyze(given).diagnostics == ()
