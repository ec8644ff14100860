"""The reference of the language: complete, in plain words, and with examples that are valid."""

from __future__ import annotations

import functools
import pathlib
import re

import pytest

from specc.document.document import parse
from specc.language import page
from specc.language.family import Family, member, text
from specc.language.reference.fields import fields
from specc.language.reference.sections import Section, sections
from specc.language.reference.yaml_text import block_style, flow

ROOT = pathlib.Path(__file__).parents[2]
CODE = re.compile(
    r"Annotated|Union|Optional|Literal|[\^\\$]|\bstr\b|\bint\b|\bfloat\b|\bbool\b|\btuple\b|\bdict\b|None|"
    r"[a-z][A-Z]|\bAny\b"
)
"""What the text of a type never has: Python and regular expressions."""

PAGE = (ROOT / "docs/language.md").read_text(encoding="utf-8")


@functools.cache
def blocks() -> list[tuple[str, type]]:
    """Every block of the language, with its path."""
    found = []
    for section in sections():
        if not isinstance(section.target, Family):
            found.append((section.path, section.target))
        elif not section.variant:
            package = section.target.package
            found += [(f"{section.path}.{n}", member(package, n)) for n in section.target.names()]
    return found


def test_the_page_is_current():
    assert page.page() == PAGE, "run `make docs`"


def test_the_page_has_every_member_and_every_field():
    for path, block in blocks():
        heading = f"`{path}`" if path else "The spec"
        assert re.search(rf"^##+ {re.escape(heading)}$", PAGE, re.M), path
        for field in fields(block):
            assert f"| `{field.key}` |" in PAGE, (path, field.key)


def test_links_lead_to_headings():
    anchors = {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^##+ (.*)$", PAGE, re.M)
    }
    links = re.findall(r"\]\(#([^)]*)\)", PAGE)
    assert len(links) > 200
    assert set(links) <= anchors
    for file in ("README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))):
        text = (ROOT / file).read_text(encoding="utf-8")
        for anchor in re.findall(r"\]\((?:docs/)?language\.md#([^)]*)\)", text):
            assert anchor in anchors, (file, anchor)


@pytest.mark.parametrize("path", [path for path, _ in blocks()])
def test_every_field_is_explained(path):
    """A type in plain words, a description, and a default or an example."""
    block = dict(blocks())[path]
    assert text(block)
    for field in fields(block):
        assert field.type, field.key
        assert not CODE.search(field.type), (field.key, field.type)
        assert field.description.endswith((".", ")")), field.key
        assert field.default is not None or field.example, field.key


@functools.cache
def examples() -> list[tuple[str, Section, str | None]]:
    """Where the page has an example: a section, and the member of its family."""
    found: list[tuple[str, Section, str | None]] = []
    for section in sections():
        if isinstance(section.target, Family):
            names = [] if section.variant else section.target.names()
            found += [(f"{section.path}.{name}", section, name) for name in names]
        elif section.path:
            found.append((section.path, section, None))
    return found


@pytest.mark.parametrize("path", [path for path, _, _ in examples()])
def test_examples_are_valid(path):
    """As the page has them: they are read as YAML, and given to the block."""
    [(section, name)] = [(section, name) for known, section, name in examples() if known == path]
    part = re.split(rf"^##+ `{re.escape(path)}`$", PAGE, flags=re.M)[1]
    text = re.search(r"```yaml\n(.*?)```", re.split(r"^##", part, flags=re.M)[0], re.S)[1]
    value = parse(text.encode(), "a.yaml").value[section.key]
    if isinstance(value, list):
        [value] = value
    elif section.node["title"].startswith("mapping of names"):
        [value] = value.values()
    if isinstance(section.target, Family):
        assert section.target.validate(value).type == name
    else:
        section.target.model_validate(value)


VALUES = [
    *("text", "two words", "5 epochs", "15%", "a/b.csv", "**/kernel", "", "true", "null", "no", "1e-3", "1"),
    *("a: b", "#a", "it's", '"', "é", "https://a.org/b?c=1&d", "{outputs}", "-", "1000 steps", "0.0004%"),
    *(1e-08, 1e-4, 0.0025, 1.0, 32768.0, 3e-3, 1e30, 0, -3, True, False, None),
    *([], {}, [1, [2, "a"]], {"a": {"b": ["c", 0.5]}}),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_are_written_as_yaml(value):
    for written in (f"a: {flow(value)}", block_style({"a": value})):
        found = parse(written.encode(), "a.yaml").value["a"]
        assert found == value, written
        assert type(found) is type(value)


def test_long_values_are_written_over_several_lines():
    value = {"a": [{"b": "x" * 40, "c": {"d": "y" * 40}}], "e": {"f": "z" * 40, "g": ["w" * 40]}}
    text = block_style(value)
    assert parse(text.encode(), "a.yaml").value == value
    assert max(map(len, text.splitlines())) < 80
