"""Every template: what it sees, how long it is, what it asks, and which slots there are."""

from __future__ import annotations

import contextlib
import pathlib
import random
import re
from unittest import mock

import pytest
from properties import specs

import specc
from specc.compiler import analyze, page_of
from specc.emit import page
from specc.emit.namespace import Namespace
from specc.emit.render import Renderer

ROOT = pathlib.Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.j2"))
SPECS = sorted((ROOT / "specs").glob("*.yaml"))
FEW, MANY = 40, 1_000
SLOT = re.compile(r"""(?:slot|definitions)\("([\w.]+)"\)""")
MOST_LINES, MOST_CONDITIONALS = 60, 30


@pytest.fixture(scope="module", params=[FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def found(request, tmp_path_factory):
    """Every node that pages of the gallery and of random specs render, by its template."""
    nodes = {}
    render = Renderer.render

    def recorded(self, node):
        nodes.setdefault(f"{getattr(node, 'folder', '')}{node.template}.py.j2", []).append(node)
        return render(self, node)

    with mock.patch.object(Renderer, "render", recorded), mock.patch.object(page, "format_page"):
        for path in [*SPECS, *random_specs(tmp_path_factory.mktemp("random"), request.param)]:
            with contextlib.suppress(specc.SpecError):  # random ones may ask for what does not fit
                page_of(analyze(specc.read(path)))
    return request.param, nodes


def random_specs(folder, count):
    """So many specs, in the first of which most options occur."""
    rng = random.Random(7)
    for number, choice in zip(range(count), specs.covering(rng), strict=False):
        path = folder / f"{number}.yaml"
        path.write_text(specs.as_yaml(specs.write(choice, rng), rng))
        yield path


def name_of(template):
    return template.relative_to(ROOT / "templates").as_posix()


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_a_template_is_rendered_with_its_node_alone(template, found):
    count, by_template = found
    nodes = by_template.get(name_of(template), [])
    if not nodes and count == FEW:
        pytest.skip("no page here has it; `make soak` draws more")
    assert nodes, "no spec of the gallery, and none of the random ones, has it"
    for node in nodes[:20]:
        text = Renderer(Namespace(), code=lambda code: code.name).render(node)
        assert text.chars.strip() or "{%" in template.read_text()


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_a_template_with_slots_is_short(template):
    text = template.read_text()
    if SLOT.search(text) and name_of(template) != "page/page.py.j2":
        assert len(text.splitlines()) <= MOST_LINES


def test_conditionals_are_few():
    conditionals = [
        f"{name_of(template)}: {match[0]}"
        for template in TEMPLATES
        for match in re.finditer(r"{%-? *(?:el)?if .*?%}|{{[^}]* if [^}]*}}", template.read_text())
        if "loop." not in match[0]
    ]
    assert len(conditionals) <= MOST_CONDITIONALS, "\n".join(conditionals)


def test_no_template_knows_the_program():
    for template in TEMPLATES:
        assert not re.search(r"\bprogram\b|\bspec\.", template.read_text()), template


def test_the_documented_slots_are_those_of_the_templates():
    page = (ROOT / "docs/emit.md").read_text()
    documented = set(re.findall(r"^\| `([\w.]+)` \|", page, re.MULTILINE))
    used = {slot for template in TEMPLATES for slot in SLOT.findall(template.read_text())}
    assert documented == used
