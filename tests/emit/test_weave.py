"""Slots, bodies and order: what templates can do together."""

from __future__ import annotations

import jinja2
import pytest

from specc.emit import render
from specc.emit.namespace import Namespace
from specc.emit.render import Renderer, TemplateError
from specc.emit.weave import WeaveError, Weaver
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Literal, Name
from specc.ir.node import Node, WithOrigin
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class Some(Node):
    template: str  # type: ignore[misc]
    value: object = None


def some(template: str, value: object = None, origin: str = "") -> Some:
    return Some(template=template, value=value, origin=origin or template)


@pytest.fixture
def weave(monkeypatch):
    """Weaves nodes of templates that are given as text."""

    def woven(nodes, **templates):
        env = render.environment().overlay(
            loader=jinja2.DictLoader({f"{name}.py.j2": text for name, text in templates.items()})
        )
        monkeypatch.setattr(render, "environment", lambda: env)
        renderer = Renderer(Namespace())
        text = Weaver(renderer, nodes).page()
        assert len(text.chars) == len(text.origins)
        return text, renderer.origins

    return woven


PAGE = '#: page\ndef f():\n    {{ slot("lines") }}\n    return g(a, {{ slot("items") }})\n'


def test_pieces_go_where_the_slots_are(weave):
    more = "#: lines\nx = {{ value }}\ny = 2\n#: items\nx\n"
    text, _ = weave([some("page"), some("more", 1)], page=PAGE, more=more)
    assert text.chars == "def f():\n    x = 1\n    y = 2\n    return g(a, x)"


def test_an_empty_list_takes_its_comma_with_it_and_empty_lines_go(weave):
    text, _ = weave([some("page")], page=PAGE)
    assert text.chars == "def f():\n    return g(a)"


def test_a_comma_after_an_empty_list_goes_too(weave):
    text, _ = weave([some("page")], page='#: page\nf({{ slot("first") }}, a)\n')
    assert text.chars == "f(a)"


def test_a_default_stands_until_something_else_does(weave):
    page = '#: page\n{{ slot("one") }}\n#: default one\na\n'
    assert weave([some("page")], page=page)[0].chars == "a"
    assert weave([some("page"), some("b")], page=page, b="#: one\nb\n")[0].chars == "b"
    with pytest.raises(WeaveError, match=r"one is for one piece.*b \(b\), c \(c\)"):
        weave([some("page"), some("b"), some("c")], page=page, b="#: one\nb\n", c="#: one\nc\n")


def test_a_piece_for_no_slot_is_an_error_unless_it_may_be(weave):
    with pytest.raises(WeaveError, match="b adds to other"):
        weave([some("page"), some("b")], page=PAGE, b="#: other\nb\n")
    weave([some("page"), some("b")], page=PAGE, b="#: maybe other\nb\n")


def test_order_is_declared_where_it_matters(weave):
    page = '#: page\n{{ slot("s") }}\n'
    first = {"page": page, "a": "#: s\na\n", "b": "#: s before a\nb\n", "c": "#: s after d\nc\n"}
    nodes = [some(name) for name in ("page", "a", "b", "c", "d")]
    text, _ = weave(nodes, **first, d="#: s\nd\n")
    assert text.chars.split() == ["b", "a", "d", "c"]
    with pytest.raises(WeaveError, match="no order for"):
        weave(
            [some("page"), some("a"), some("b")],
            page=page,
            a="#: s after b\na\n",
            b="#: s after a\n b\n",
        )


def test_nodes_stand_in_nodes_as_often_as_they_are_written(weave):
    page = "#: page\nif x:\n    {{ value }}\n{{ value }}\n"
    inner = "a\nb\n#: maybe aside\nc\n"
    text, _ = weave([some("page", some("inner"))], page=page, inner=inner)
    assert text.chars == "if x:\n    a\n    b\na\nb"


def test_a_body_that_stands_nowhere_is_an_error(weave):
    with pytest.raises(WeaveError, match="has a body"):
        weave([some("page"), some("a")], page=PAGE, a="lost\n")


def test_origins_are_those_of_nodes_values_and_expressions(weave):
    line = "#: page\n{{ value }} = 1\n"
    text, origins = weave([some("line", WithOrigin("name", "task"), "model")], line=line)
    names = [origins.name(origin) for origin in text.origins]
    assert names == ["task"] * 4 + ["model"] * 4


@pytest.mark.parametrize("value", ["a b", "x)", "__import__('os').x()", '"', "a\n", "1"])
def test_a_string_that_is_no_name_needs_a_filter(weave, value):
    with pytest.raises(TemplateError):
        weave([some("line", value)], line="#: page\n{{ value }}\n")


@pytest.mark.parametrize("value", ["\ue000", "\ue003page\ue004", "\ue005lines\n", "\U000f0001"])
def test_marks_in_a_text_are_only_text(weave, value):
    line = "#: page\nx = {{ value | literal }}  # {{ value | comment }}\n"
    text, _ = weave([some("line", value)], line=line)
    assert text.chars.startswith("x = ")
    assert len(text.chars.splitlines()) == 1
    found: dict[str, str] = {}
    exec(text.chars, found)
    assert found["x"] == value


@pytest.mark.parametrize(
    ("source", "parts", "expected"),
    [
        ("x.mean()", {"x": "loss"}, "loss.mean()"),
        ("scale * x", {"x": "a + b"}, "scale * (a + b)"),
        ("x + 1", {"x": "a + b"}, "a + b + 1"),
        ("1 - x", {"x": "a - b"}, "1 - (a - b)"),
        ("x[::-1]", {"x": "a if b else c"}, "(a if b else c)[::-1]"),
        ("f(x, y)", {"x": "a, c", "y": "b"}, "f((a, c), b)"),
        ("x ** y", {"x": "-a", "y": "-b"}, "(-a) ** -b"),
    ],
)
def test_parentheses_stand_where_they_are_needed(weave, source, parts, expected):
    line = "#: page\n{{ value }}\n"
    value = pattern(source, **{name: pattern(part) for name, part in parts.items()})
    text, _ = weave([some("line", value)], line=line)
    assert text.chars == expected


def test_a_template_sees_its_node_alone(weave):
    with pytest.raises(jinja2.UndefinedError, match="program"):
        weave([some("line")], line="#: page\n{{ program.name }}\n")


def test_expressions_are_written_by_type(weave):
    line = "#: page\n{{ value }}\n"
    assert weave([some("line", Name("x"))], line=line)[0].chars == "x"
    assert weave([some("line", Literal("x"))], line=line)[0].chars == '"x"'
    assert weave([some("line", (1, "a"))], line=line)[0].chars == '(1, "a")'
    assert weave([some("line", 20_000)], line=line)[0].chars == "20_000"
