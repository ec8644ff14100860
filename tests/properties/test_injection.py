"""No text of a spec becomes code: it ends up as data, in docstrings and comments, or in an error."""

from __future__ import annotations

import ast
import io
import os
import pathlib
import sys
import tokenize
from unittest import mock

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

import specc
from specc.document.document import parse
from specc.emit.literals import comment, docstring, literal
from specc.resolve.lock import Lock

from .hostile import TEXTS

ROOT = pathlib.Path(__file__).parents[2]
SPEC = {**specc.read(ROOT / "specs/digits_classifier.yaml").document.value, "description": "Good."}

SURROGATES = st.characters(categories=["Cs"])
ANY_TEXT = st.text(st.one_of(st.characters(), SURROGATES, st.sampled_from("\"'\\\n\r{}#")))
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), ANY_TEXT, st.just(-0.0)
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4).map(tuple), max_leaves=12)

every_text = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
thorough = settings(derandomize=True, deadline=None, max_examples=500)


def build(folder: pathlib.Path, spec: dict, name: str = "spec.yaml") -> str:
    """The trainer of a spec."""
    path = folder / name
    path.write_text(yaml.safe_dump(spec))
    [text] = specc.compile(specc.read(path)).values()
    return text


def code_of(text: str) -> str:
    """A module as Python sees it, without its docstring."""
    tree = ast.parse(text)
    assert ast.get_docstring(tree) is not None
    return ast.dump(ast.Module(tree.body[1:], []))


def squeezed(text: str) -> str:
    """Without the white space, which the filling of paragraphs changes."""
    return "".join(text.split())


@pytest.fixture(scope="module")
def benign(tmp_path_factory) -> str:
    """The code of the spec when nothing in it is hostile."""
    return code_of(build(tmp_path_factory.mktemp("benign"), SPEC))


@every_text
def test_text_is_data_wherever_it_stands(text, benign, tmp_path):
    """In the description, as a reason, in the names of the spec and of the trainer."""
    spec = {**SPEC, "description": text}
    if text:
        spec |= {"allow": [{"code": "M106", "reason": text}], "output": f"{text}.py"}
    path = tmp_path / (text.replace("/", "_").replace("\0", "_")[:80] + ".yaml")
    path.write_text(yaml.safe_dump(spec))
    given = specc.read(path)
    [trainer] = specc.compile(given).values()
    assert code_of(trainer) == benign
    docstring = squeezed(ast.get_docstring(ast.parse(trainer), clean=False) or "")
    for shown in (text, given.spec_path, given.output.rpartition("/")[2]):
        assert squeezed(shown) in docstring
    lines = trainer.split("\n")
    assert all(line.isprintable() for line in lines)
    assert not [line for line in lines if line.endswith(" ")]


@settings(derandomize=True, deadline=None, max_examples=15)
@given(st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from('"\\')), max_size=400))
@example('a"""')
@example("\u202e" * 40)
@example("x" + "\\" * 120)
def test_any_description_reads_as_it_is(text):
    """Laying the code out is what takes long, and it does not change what a docstring says."""
    document = parse(yaml.safe_dump({**SPEC, "description": text}).encode(), "a.yaml")
    with mock.patch("specc.emit.formatting.format_source", lambda source: source):
        [trainer] = specc.compile(specc.Input(document, Lock(), "a.py", "a.yaml")).values()
    assert squeezed(text) in squeezed(ast.get_docstring(ast.parse(trainer), clean=False) or "")


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text here")
def test_the_name_of_the_spec_need_not_be_text(benign, tmp_path):
    name = os.fsdecode(b"\xff\xfe.yaml")
    trainer = build(tmp_path, SPEC, name)
    assert code_of(trainer) == benign
    assert r"\udcff\udcfe.yaml" in trainer


@every_text
@pytest.mark.parametrize("field", ["name", "task", "data.source", "data.holdout", "train.duration"])
def test_elsewhere_it_is_an_error(field, text, tmp_path):
    """Also where the message quotes it."""
    spec = {**SPEC, "data": dict(SPEC["data"]), "train": dict(SPEC["train"])}
    *blocks, key = field.split(".")
    block = spec[blocks[0]] if blocks else spec
    block[key] = text
    with pytest.raises(specc.SpecError) as caught:
        build(tmp_path, spec)
    for diagnostic in caught.value.diagnostics:
        assert diagnostic.span.file == str(tmp_path / "spec.yaml")
        shown = [diagnostic.message, diagnostic.label, *diagnostic.notes]
        assert all(line.isprintable() and len(line) < 300 for line in shown), shown


@every_text
def test_a_key_is_an_error(text, tmp_path):
    with pytest.raises(specc.SpecError) as caught:
        build(tmp_path, {**SPEC, text: 1})
    [found] = caught.value.diagnostics
    assert found.code in ("R101", "R011")


@every_text
def test_a_base_is_a_file_or_an_error(text, tmp_path):
    base = text.replace("/", "_").replace("\0", "_")[:80]
    (tmp_path / f"{base}.yaml").write_text(yaml.safe_dump(SPEC))
    (tmp_path / "child").write_text(yaml.safe_dump({"extends": f"{base}.yaml"}))
    assert specc.read(tmp_path / "child").document.value == SPEC
    with pytest.raises(specc.SpecError) as caught:
        build(tmp_path, {**SPEC, "extends": f"{text}/nothing"})
    assert caught.value.diagnostics[0].code in ("R017", "R018")


@thorough
@given(VALUES)
@example(1e22)
@example(-1e-5)
@example((-0.0, True, "\ud800'\"\\"))
def test_a_literal_is_its_value(value):
    same(eval(literal(value)), value)


def same(found: object, value: object) -> None:
    """Equal, of the same types throughout, and zeros of the same sign."""
    assert type(found) is type(value)
    if isinstance(found, tuple) and isinstance(value, tuple):
        assert len(found) == len(value)
        for one, other in zip(found, value, strict=True):
            same(one, other)
    else:
        assert found == value
        assert repr(found) == repr(value)


def test_a_literal_of_no_number():
    assert repr(eval(literal(float("nan")))) == "nan"


@pytest.mark.parametrize("value", [[], {}, {1}, b"", 1j, object(), (1, [2])])
def test_nothing_else_is_a_literal(value):
    with pytest.raises(TypeError):
        literal(value)


@thorough
@given(ANY_TEXT)
@example('"""')
@example('a"""')
@example('""')
@example('\\"')
@example("\\")
def test_a_docstring_is_its_text(text):
    source = f'"""{docstring(text)}"""'
    [node] = ast.parse(f"{source}\n1").body[:-1]
    assert ast.literal_eval(node.value) == text
    assert all(line.isprintable() for line in source.split("\n"))


@thorough
@given(ANY_TEXT)
@example("a\rb")
@example("a\x0cb\x85c\u2028d")
def test_a_comment_stays_on_its_line(text):
    source = f"x = 1  # {comment(text)}\ny = 2\n"
    assert source.count("\n") == 2 == len(source.splitlines())
    assert comment(text).isprintable()
    kinds = [token.type for token in tokenize.generate_tokens(io.StringIO(source).readline)]
    assert kinds.count(tokenize.COMMENT) == 1
    assert len(ast.parse(source).body) == 2
