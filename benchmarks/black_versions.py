"""Whether the gallery has the same bytes with every release of black that specc may be installed with.

    python -m benchmarks.black_versions [VERSION ...]

Installs each version into a temporary folder, by default the oldest and the newest release that pyproject.toml
allows, and compiles the gallery with it. black promises one stable style for a calendar year, on which this rests.
"""

from __future__ import annotations

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

ROOT = pathlib.Path(__file__).parent.parent

COMPILES = """
import pathlib, sys
import black, specc
texts = {}
for spec in sorted(pathlib.Path("specs").glob("*.yaml")):
    texts |= specc.compile(specc.read(spec))
differing = [path for path, text in texts.items() if pathlib.Path(path).read_text() != text]
print(f"black {black.__version__}, {black.__file__}: {len(texts)} trainers, {len(differing)} differ", *differing)
sys.exit(bool(differing))
"""


def main() -> int:
    """Exits with 1 if a trainer differs."""
    versions = sys.argv[1:] or _oldest_and_newest()
    return max(_compile(version) for version in versions)


def _oldest_and_newest() -> list[str]:
    """The ends of the range of releases, from what the package index has."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    [wanted] = [text for text in project["dependencies"] if text.startswith("black")]
    listed = _pip("index", "versions", "black")
    found = re.search(r"Available versions: (.*)", listed)
    assert found is not None, listed
    [low, high] = re.fullmatch(r"black>=(\d+)\.\d+,<(\d+)", wanted).groups()
    assert int(high) == int(low) + 1, "a calendar year"
    releases = [text for text in found[1].split(", ") if text.startswith(f"{low}.")]
    return [releases[-1], releases[0]]


def _compile(version: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        _pip("install", "--quiet", "--target", folder, f"black=={version}")
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([folder, str(ROOT)])}
        command = [sys.executable, "-c", COMPILES]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _pip(*words: str) -> str:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
