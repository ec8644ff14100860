"""Every template: what it sees, how long it is, what it asks, and which slots there are."""

from __future__ import annotations

import contextlib
import json
import pathlib
import random
import re
from unittest import mock

import pytest
from properties import specs

import specc
from specc.compiler import analyze, page_of
from specc.emit import page, slots
from specc.emit.namespace import Namespace
from specc.emit.render import Renderer
from specc.emit.tables import rows
from specc.emit.weave import Weaver

ROOT = pathlib.Path(__file__).parents[2]
FOLDER = ROOT / "templates"
TEXTS = {
    path.relative_to(FOLDER).as_posix(): path.read_text() for path in FOLDER.rglob("*.py.j2")
} | rows(FOLDER)
TEMPLATES = sorted(TEXTS)
SPECS = sorted((ROOT / "specs").glob("*.yaml"))
FEW, MANY = 40, 1_000
SLOT = re.compile(r"""(?:slot|definitions)\("([\w.]+)"\)""")
MOST_LINES, MOST_CONDITIONALS = 60, 38


@pytest.fixture(scope="module", params=[FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def found(request, tmp_path_factory):
    """Every node that pages of the gallery and of random specs render, by its template."""
    nodes = {}
    render = Renderer.render

    def recorded(self, node):
        nodes.setdefault(f"{getattr(node, 'folder', '')}{node.template}.py.j2", []).append(node)
        return render(self, node)

    with mock.patch.object(Renderer, "render", recorded), mock.patch.object(page, "format_page"):
        drawn = random_specs(tmp_path_factory.mktemp("random"), request.param)
        for path in [*SPECS, *large_specs(tmp_path_factory.mktemp("large")), *drawn]:
            with contextlib.suppress(specc.SpecError):  # random ones may ask for what does not fit
                page_of(analyze(specc.read(path)))
    return request.param, nodes


LARGE = {
    "classes": {
        "task": {
            "type": "classification",
            "loss": {"type": "cross_entropy", "class_weights": [1, 2] * 20},
        },
        "data": {
            "source": {"type": "npz", "path": "x.npz"},
            "facts": {"rows": 4000, "shape": [8, 8], "classes": 40, "low": 0, "high": 16},
        },
    },
    "imported": {
        "task": {
            "type": "classification",
            "metrics": [{"type": "python", "source": "own.py", "name": "top", "inline": False}],
        },
        "checkpoint": {"every": "1 epoch"},
        "data": {"source": {"type": "sklearn", "name": "digits"}},
    },
    "sets": {
        "task": "classification",
        "data": {
            "source": {"type": "image_folder", "path": "x", "mode": "rgb"},
            "facts": {
                "rows": 4_000_000,
                "shape": [64, 64, 3],
                "classes": 2,
                "class_names": ["a", "b"],
                "low": 0,
                "high": 255,
            },
        },
    },
    "llama": {
        "task": "language_modeling",
        "model": {"type": "transformer", "layers": 1, "heads": 4, "width": 16, "context": 8},
        "init_from": {"file": "weights", "stored": "llama"},
        "export": "safetensors",
        "checkpoint": {"every": "1 epoch"},
        "data": {
            "source": {"type": "text", "path": "x.txt"},
            "facts": {
                "rows": 10_000,
                "shape": [1],
                "low": 0.0,
                "high": 3.0,
                "vocabulary": 4,
                "characters": "\nabc",
                "sha256": "0" * 64,
            },
        },
    },
}
"""What a few templates are for, and random specs are too small for or do not have."""


def large_specs(folder):
    (folder / "own.py").write_text("def top(logits, label):\n    return logits.max(-1)\n")
    for name, blocks in LARGE.items():
        spec = {
            "specc": 1,
            "name": name,
            "model": {"type": "mlp", "hidden": [8]},
            "optimizer": {"type": "sgd", "learning_rate": 0.1},
            "train": {"duration": "2 epochs"},
            "evaluate": {"every": "1 epoch"},
            **blocks,
        }
        spec["data"] = {**spec["data"], "holdout": "15%", "batch_size": 64}
        path = folder / f"{name}.json"
        path.write_text(json.dumps(spec))
        yield path


def random_specs(folder, count):
    """So many specs, in the first of which most options occur."""
    rng = random.Random(7)
    for number, choice in zip(range(count), specs.SPACE.covering(rng), strict=False):
        path = folder / f"{number}.yaml"
        path.write_text(specs.as_yaml(specs.write(choice, rng), rng))
        yield path


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_is_rendered_with_its_node_alone(template, found):
    count, by_template = found
    nodes = by_template.get(template, [])
    if not nodes and count == FEW:
        pytest.skip("no page here has it; `make soak` draws more")
    assert nodes, "no spec of the gallery, and none of the random ones, has it"
    for node in nodes[:20]:
        text = Renderer(Namespace(), code=lambda code: code.name).render(node)
        assert text.chars.strip() or "{%" in TEXTS[template]


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_with_slots_is_short(template):
    text = TEXTS[template]
    if SLOT.search(text) and template != "page/page.py.j2":
        assert len(text.splitlines()) <= MOST_LINES


def test_conditionals_are_few():
    conditionals = [
        f"{template}: {match[0]}"
        for template in TEMPLATES
        for match in re.finditer(r"{%-? *(?:el)?if .*?%}|{{[^}]* if [^}]*}}", TEXTS[template])
        if "loop." not in match[0]
    ]
    assert len(conditionals) <= MOST_CONDITIONALS, "\n".join(conditionals)


def test_no_template_knows_the_program():
    for template in TEMPLATES:
        assert not re.search(r"\bprogram\b|\bspec\.", TEXTS[template]), template


def test_the_documented_slots_are_those_of_the_templates():
    page = (ROOT / "docs/emit.md").read_text()
    documented = set(re.findall(r"^\| `([\w.]+)` \|", page, re.MULTILINE))
    used = {slot for template in TEMPLATES for slot in SLOT.findall(TEXTS[template])}
    assert documented == used


def test_the_page_says_who_fills_each_slot():
    written = (ROOT / "docs/slots.md").read_text()
    assert written == slots.page(), "run `make docs`"
    assert "|  |" not in written, "nothing fills this slot"
    assert " ()" not in written, "no file of specc/compose or specc/ir names this template"


def test_the_slots_that_pages_fill_are_those_of_the_page(monkeypatch):
    """Each piece that a page of the gallery has for a slot is in its row, or its node says where it stands."""
    written = (ROOT / "docs/slots.md").read_text()
    table, by_node = written.split("Their nodes say")
    fillers = dict(re.findall(r"^\| `(.*?)` \|.*?\| (.*) \|$", table, re.MULTILINE))
    filled = {}
    take = Weaver._take

    def recorded(self, node):
        before = {slot: len(pieces) for slot, pieces in self._pieces.items()}
        body = take(self, node)
        name = f"{getattr(node, 'folder', '')}{node.template}"
        for slot, pieces in self._pieces.items():
            if len(pieces) > before.get(slot, 0):
                filled.setdefault(slot, set()).add(name)
        return body

    monkeypatch.setattr(Weaver, "_take", recorded)
    monkeypatch.setattr(page, "format_page", lambda *_: "")
    for path in SPECS:
        page_of(analyze(specc.read(path)))
    for slot in fillers.keys() & filled.keys():
        for name in filled[slot]:
            assert f"`{name}`" in fillers[slot] + by_node, (slot, name)


def test_every_template_is_in_a_file_or_a_table():
    """Not in both, of which one would never be used."""
    files = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.j2")}
    tables = {name for name in files if not name.endswith(".py.j2")}
    assert tables == {"loss/formulas.j2"}
    assert not files & rows(FOLDER).keys()
    assert all(text.strip() for text in rows(FOLDER).values())
