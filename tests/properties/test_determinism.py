"""The same spec gives the same bytes, wherever and however it is compiled."""

from __future__ import annotations

import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tomllib

import pytest

from . import specs
from .hostile import TEXTS

ROOT = pathlib.Path(__file__).parents[2]
WORKER = pathlib.Path(__file__).with_name("worker.py")
COUNT = 1
SEED = 5

HOSTILE_PROJECT = """
[tool.black]
line-length = 40
skip-string-normalization = true
skip-magic-trailing-comma = true
preview = true
[tool.ruff]
line-length = 33
"""

FAKE_CLOCK = """
import runpy, sys, time
time.time = lambda: 4_102_444_800.0
time.time_ns = lambda: 4_102_444_800 * 10**9
time.monotonic = lambda: 0.0
time.localtime = time.gmtime = lambda *_: time.struct_time((2100, 1, 1, 0, 0, 0, 4, 1, 0))
runpy.run_path(sys.argv[1], run_name="__main__")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> pathlib.Path:
    """A few specs, under names that are relative to it."""
    folder = tmp_path_factory.mktemp("determinism")
    shutil.copy(ROOT / "specs/digits_classifier.yaml", folder)
    rng = random.Random(SEED)
    for number, choice in zip(range(COUNT), specs.SPACE.covering(rng), strict=False):
        spec = specs.write({**choice, "description": "wide"}, rng)
        (folder / f"s{number}.yaml").write_text(specs.as_yaml(spec, rng))
    (folder / "wrong.yaml").write_text("specc: 2\nnmae: x\nmodel: {type: mpl}\n")
    return folder


def digests(
    folder: pathlib.Path,
    *,
    python: str = sys.executable,
    flags: tuple[str, ...] = (),
    **variables: str,
) -> dict[str, str]:
    """What a process of its own makes of the specs in a folder, where it also works."""
    clean = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    names = sorted(path.name for path in folder.glob("*.yaml"))
    found = subprocess.run(
        [python, *flags, str(WORKER)],
        cwd=folder,
        env=clean | variables,
        input="\n".join(names),
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stderr
    answer: dict[str, str] = json.loads(found.stdout)
    assert len(set(answer.values())) == len(names) == COUNT + 2
    return answer


@pytest.fixture(scope="module")
def expected(folder) -> dict[str, str]:
    return digests(folder)


@pytest.mark.parametrize(
    "variables",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "SOURCE_DATE_EPOCH": "1"},
        {"PYTHONHASHSEED": "4294967295", "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0"},
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "random"},
        {"PYTHONOPTIMIZE": "2", "COLUMNS": "20", "NO_COLOR": "1", "BLACK_NUM_WORKERS": "1"},
        {"USER": "\udcff", "LOGNAME": TEXTS["triple"], "HOSTNAME": TEXTS["expression"]},
    ],
    ids=lambda variables: "-".join(variables),
)
def test_the_environment_changes_nothing(variables, folder, expected):
    assert digests(folder, **variables) == expected


def test_the_folder_changes_nothing(folder, expected, tmp_path):
    moved = tmp_path / "a b" / "ü{{x}}" / "'''"
    shutil.copytree(folder, moved)
    assert digests(moved) == expected


def test_the_configuration_of_other_tools_changes_nothing(folder, expected, tmp_path):
    project, home = tmp_path / "project", tmp_path / "home"
    shutil.copytree(folder, project)
    (home / ".config").mkdir(parents=True)
    (project / "pyproject.toml").write_text(HOSTILE_PROJECT)
    (home / ".config" / "black").write_text(HOSTILE_PROJECT)
    (project / ".editorconfig").write_text("[*]\nindent_size = 8\nend_of_line = crlf\n")
    found = digests(project, HOME=str(home), XDG_CONFIG_HOME=str(home / ".config"))
    assert found == expected


def test_the_clock_changes_nothing(folder, expected):
    assert digests(folder, flags=("-c", FAKE_CLOCK)) == expected


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_the_version_of_python_changes_nothing(version, folder, expected):
    python = interpreter(version)
    if python is None:
        pytest.skip(f"no Python {version} that has what specc needs")
    assert digests(folder, python=python) == expected


@pytest.mark.soak
@pytest.mark.parametrize("version", ["3.12", "3.13"])
def test_a_fresh_python_changes_nothing(version, folder, expected, tmp_path):
    base = interpreter(version, modules="venv, ensurepip")
    if base is None:
        pytest.skip(f"no Python {version}")
    subprocess.run([base, "-m", "venv", tmp_path / "venv"], check=True)
    python = str(tmp_path / "venv" / "bin" / "python")
    install = [python, "-m", "pip", "install", "--quiet", "-c", str(ROOT / "constraints.txt")]
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    done = subprocess.run([*install, *packages], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"the packages cannot be installed: {done.stderr[-200:]}")
    assert digests(folder, python=python) == expected


def interpreter(version: str, modules: str = "black, jinja2, pydantic, yaml") -> str | None:
    """A Python of this version that can import these modules: from the path, or pyenv's."""
    if sys.version.startswith(f"{version}."):
        return sys.executable
    installed = sorted(
        (pathlib.Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python")
    )
    for python in (shutil.which(f"python{version}"), *map(str, installed)):
        if python is None:
            continue
        code = f"import sys, {modules}; assert sys.version.startswith('{version}.')"
        if subprocess.run([python, "-c", code], capture_output=True).returncode == 0:
            return python
    return None
