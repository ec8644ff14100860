"""The wheel has all that `specc init` and the compiler read: gallery, data, templates."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

USED = """
import pathlib
import specc
from specc.cli.main import main
assert specc.__file__.startswith({home!r}), specc.__file__
for words in (["init", "--list"], ["init"], ["init", "shapes_folder"], ["init", "digits_own_model"],
              ["check", "--strict", "digits_classifier.yaml", "shapes_folder.yaml"],
              ["build", "digits_classifier.yaml", "shapes_folder.yaml", "digits_own_model.yaml"]):
    try:
        main(words)
    except SystemExit as error:
        assert error.code == 0, words
pathlib.Path("run").mkdir()
pathlib.Path("run/metrics.jsonl").write_text('{{"step": 1, "loss": 2.0}}\\n')
try:
    main(["report", "run"])
except SystemExit as error:
    assert error.code == 0
"""


@pytest.mark.soak  # building needs hatchling, which pip fetches
def test_the_wheel_alone_is_enough(tmp_path: Path) -> None:
    """Unpacked in place of an installation, and used in an empty folder."""
    words = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run([sys.executable, *words], check=True)
    [wheel] = tmp_path.glob("specc-*.whl")
    home, folder = tmp_path / "home", tmp_path / "project"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(home)
    folder.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(home)}
    command = [sys.executable, "-c", USED.format(home=str(home))]
    subprocess.run(command, check=True, cwd=folder, env=environment)
    text = (folder / "shapes_folder.py").read_text()
    compile(text, "shapes_folder.py", "exec")
    assert len(list(folder.glob("data/shapes/*/*.png"))) == 90
