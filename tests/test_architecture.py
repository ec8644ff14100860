"""Dependencies between packages, and the guarantees of the public API."""

from __future__ import annotations

import ast
import pathlib
import re

import pytest
from gallery import gallery_page

import specc

ROOT = pathlib.Path(__file__).parent.parent
MOST_LINES = 400
"""Of a file, which is one idea."""
ORDER = ["document", "language", "resolve", "rules", "lower", "passes", "compose", "emit"]
ALLOWED = {
    **{package: set(ORDER[: ORDER.index(package) + 1]) | {"ir"} for package in ORDER},
    "ir": {"ir"},
    "inline": {"document", "ir", "language", "inline"},
    "sync": {"sync"},
    "probe": {"document", "language", "probe"},
    "init": {"init", "language", "probe", "shipped"},
    "verify": {"document", "ir", "language", "verify"},
    "plot": {"ir", "plot"},
    "report": {"report"},
}
for package in ("document", "language", "resolve", "rules"):
    ALLOWED[package] -= {"ir"}
ALLOWED["emit"] |= {"shipped"}
for package in ("rules", "lower", "emit"):
    ALLOWED[package] |= {"inline"}
ALLOWED["passes"], ALLOWED["compose"] = {"passes", "inline", "ir"}, {"compose", "ir"}
for package in ALLOWED:
    ALLOWED[package] |= {"fast_dataclasses"}


def imports(file: pathlib.Path) -> set[str]:
    """The modules of specc that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("specc."):
            found.add(node.module.split(".")[1])
        if isinstance(node, ast.ImportFrom) and node.module == "specc":
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("specc.")}
    return found


@pytest.mark.parametrize("package", sorted(ALLOWED))
def test_dependencies_point_one_way(package):
    for file in (ROOT / "specc" / package).rglob("*.py"):
        assert imports(file) <= ALLOWED[package], file


def test_files_are_short():
    lengths = {file: len(file.read_text().splitlines()) for file in (ROOT / "specc").rglob("*.py")}
    assert lengths
    assert {str(file): length for file, length in lengths.items() if length > MOST_LINES} == {}


def test_folders_of_tests_are_packages_or_explained():
    folders = {file.parent.name for file in (ROOT / "tests").glob("*/test_*.py")}
    packages = {file.parent.name for file in (ROOT / "specc").glob("*/__init__.py")}
    explained = re.findall(r"`tests/(\w+)/`", (ROOT / "CONTRIBUTING.md").read_text())
    assert folders - packages == set(explained)


def test_templates_look_at_no_spec():
    for file in (ROOT / "templates").rglob("*.j2"):
        assert "spec." not in file.read_text().replace("program.spec_path", ""), file


def test_goldens_are_what_the_gallery_gives():
    specs = sorted((ROOT / "specs").glob("*.yaml"))
    assert len(specs) >= 4
    for spec in specs:
        path = ROOT / "generated" / f"{spec.stem}.py"
        text = gallery_page(spec)[1].text
        assert path.read_text() == text, f"{path}: run `make golden` and read it"


def test_compile_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source = (ROOT / "specs/digits_classifier.yaml").read_text()
    (tmp_path / "a.yaml").write_text(source)
    assert list(specc.compile(specc.read("a.yaml"))) == ["digits_classifier.py"]
    assert [file.name for file in tmp_path.iterdir()] == ["a.yaml"]


def test_one_value_is_followed_to_its_line():
    """The peak rate of the spec, through every stage, to the Config of the trainer."""
    from specc.compiler import analyze, programs

    given = specc.read(ROOT / "specs/digits_classifier.yaml")
    analysis = analyze(given)
    assert given.document.at(("optimizer", "learning_rate", "peak")) == 3e-3
    assert analysis.require().spec.optimizer.learning_rate.peak == 3e-3
    for _, program in programs(analysis):
        [field] = [field for field in program.fields if field.name == "learning_rate"]
        assert field.default == 3e-3
        assert field.origin == "optimizer.learning_rate.peak"
    [text] = specc.compile(given).values()
    assert "    learning_rate: float = 3e-3  #" in text
    assert "peak_value=c.learning_rate," in text
