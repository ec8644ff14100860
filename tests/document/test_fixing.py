"""Fixes change a value, a key, and nothing else of what somebody wrote."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from specc.document.diagnostics import Fix
from specc.document.document import parse
from specc.document.fixing import apply_fixes
from specc.resolve.extends import load


def fixed(text: str, *fixes: tuple[str, str | None], file: str = "a.yaml") -> str:
    document = parse(text.encode(), file)
    paths = [tuple(int(p) if p.isdecimal() else p for p in path.split(".")) for path, _ in fixes]
    edits = [Fix(path, new) for path, (_, new) in zip(paths, fixes, strict=True)]
    result = apply_fixes(text, document, edits)
    parse(result.encode(), file)
    return result


BLOCK = """\
# top
a: 1  # one
model:
  type: mlp   # small
  hidden: [1, 2, 3]

  # about text
  text: |
    x
    y
layers:
- type: a
  n: 1
- type: b
last:
  deep: {x: 1, y: 2}  # end
"""


@pytest.mark.parametrize(
    ("path", "new", "old_lines", "new_lines"),
    [
        ("a", "2", "a: 1  # one", "a: 2  # one"),
        ("a", "5%", "a: 1  # one", "a: 5%  # one"),
        ("a", "{b: [1]}", "a: 1  # one", "a: {b: [1]}  # one"),
        ("model.type", "cnn", "type: mlp   # small", "type: cnn   # small"),
        ("model.hidden.1", "20", "[1, 2, 3]", "[1, 20, 3]"),
        ("model.hidden", "[4]", "[1, 2, 3]", "[4]"),
        ("model.text", "short", "text: |\n    x\n    y\nlayers", "text: short\nlayers"),
        ("layers.1.type", "c", "- type: b", "- type: c"),
        ("last.deep.y", "3", "y: 2}", "y: 3}"),
        # adding
        ("b", "2", "# end\n", "# end\nb: 2\n"),
        ("model.new", "1e-3", "    y\nlayers", "    y\n  new: 1e-3\nlayers"),
        ("layers.0.m", "2", "  n: 1\n", "  n: 1\n  m: 2\n"),
        ("layers.1.m", "2", "- type: b\n", "- type: b\n  m: 2\n"),
        ("last.deep.z", "3", "y: 2}", "y: 2, z: 3}"),
        ("last.new", "3", "# end\n", "# end\n  new: 3\n"),
        ("last.null", "3", "# end\n", '# end\n  "null": 3\n'),
        # removing
        ("a", None, "a: 1  # one\n", ""),
        ("model.type", None, "  type: mlp   # small\n", ""),
        ("model.text", None, "  text: |\n    x\n    y\n", ""),
        ("model.hidden.0", None, "[1, 2, 3]", "[2, 3]"),
        ("model.hidden.2", None, "[1, 2, 3]", "[1, 2]"),
        ("layers.0.type", None, "- type: a\n  n: 1", "- n: 1"),
        ("layers.0.n", None, "  n: 1\n", ""),
        ("layers.0", None, "- type: a\n  n: 1\n", ""),
        ("layers.1", None, "- type: b\n", ""),
        ("layers.1.type", None, "- type: b", "- {}"),
        ("last.deep.x", None, "{x: 1, y: 2}", "{y: 2}"),
        ("last.deep.y", None, "{x: 1, y: 2}", "{x: 1}"),
        ("last.deep", None, "last:\n  deep: {x: 1, y: 2}  # end", "last: {}  # end"),
        ("last", None, "last:\n  deep: {x: 1, y: 2}  # end\n", ""),
    ],
)
def test_one_fix(path: str, new: str | None, old_lines: str, new_lines: str) -> None:
    assert BLOCK.count(old_lines) == 1
    assert fixed(BLOCK, (path, new)) == BLOCK.replace(old_lines, new_lines)


@pytest.mark.parametrize(
    ("text", "fix", "result"),
    [
        ("a:\nb: 1\n", ("a", "2"), "a: 2\nb: 1\n"),
        ("a: # why\nb: 1\n", ("a", "2"), "a: 2 # why\nb: 1\n"),
        ("a: 1", ("b", "2"), "a: 1\nb: 2"),
        ("a: 1\r\nc: 3\r\n", ("b", "2"), "a: 1\r\nc: 3\r\nb: 2\r\n"),
        ("a: 1\r\nc: 3\r\n", ("a", None), "c: 3\r\n"),
        ("a: {}\n", ("a.b", "2"), "a: {b: 2}\n"),
        ("{}\n", ("a", "2"), "{a: 2}\n"),
        ("{a: 1}\n", ("a", None), "{}\n"),
        ("a: 1\n", ("a", None), "{}\n"),
        ("a: {b: 1,}\n", ("a.c", "2"), "a: {b: 1, c: 2,}\n"),
        ("a: {\n  b: 1,\n  c: 2\n}\n", ("a.d", "3"), "a: {\n  b: 1,\n  c: 2,\n  d: 3\n}\n"),
        ("a: {\n  b: 1,\n  c: 2\n}\n", ("a.b", None), "a: {\n  c: 2\n}\n"),
        ("a: {\n  b: 1,\n  c: 2\n}\n", ("a.c", None), "a: {\n  b: 1\n}\n"),
        ("a:\n- 1\nb: 2\n", ("a.0", None), "a: []\nb: 2\n"),
        ("a: [1]\n", ("a.0", None), "a: []\n"),
        ("a:\n  - - 1\n    - 2\n", ("a.0.0", None), "a:\n  - - 2\n"),
        ("a:\n  - - 1\n    - 2\n", ("a.0.1", None), "a:\n  - - 1\n"),
        ("a: &x 1\nb: *x\n", ("b", "2"), "a: &x 1\nb: 2\n"),
        ("a: 'é😀'\nb: '1' # x\n", ("b", "1"), "a: 'é😀'\nb: 1 # x\n"),
        ("a: >\n  x\n\n# c\nb: 1\n", ("a", "y"), "a: y\n\n# c\nb: 1\n"),
        ("a:\n  b: 1\n\n\n# c\nd: 1\n", ("a.c", "2"), "a:\n  b: 1\n  c: 2\n\n\n# c\nd: 1\n"),
        ("\ufeffa: 1\n", ("a", "2"), "\ufeffa: 2\n"),
    ],
)
def test_layouts(text: str, fix: tuple[str, str | None], result: str) -> None:
    assert fixed(text, fix) == result


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("a: &x {b: 1}\nc: *x\n", ("a.b", "2")),  # would change c too
        ("a: &x {b: 1}\nc: *x\n", ("c.b", "2")),
        ("a: &x {b: 1}\nc: *x\n", ("c.d", "2")),
        ("a: &x 1\nb: *x\n", ("a", None)),  # would leave b without a value
        ("a: 1\n", ("b.c", "2")),  # no mapping to add it to
        ("a: 1\n", ("a.c", "2")),
        ("a: [1]\n", ("a.5", "2")),
        ("a: 1\n", ("b", None)),
        ("a: {b: 1}\n", ("a.b", "x, y: 2")),  # means something else between braces
        ("a: 1\n", ("a", "[")),
        ("a: |\n  x", ("b", "1")),  # would give the text of a a last line break
        ("a: 1\n", ("a", "!!python/name:os.system x")),
    ],
)
def test_what_cannot_be_fixed_stays(text: str, fix: tuple[str, str | None]) -> None:
    assert fixed(text, fix) == text


@pytest.mark.parametrize(
    ("text", "path", "name", "result"),
    [
        (
            "a: 1\nmdel: # why\n  b: 1\nc: 2\n",
            "mdel",
            "model",
            "a: 1\nmodel: # why\n  b: 1\nc: 2\n",
        ),
        ("a: {'bb': 1, c: 2}\n", "a.bb", "b", "a: {b: 1, c: 2}\n"),
        ("a:\n- x: 1\n  y: 2\n", "a.0.x", "z", "a:\n- z: 1\n  y: 2\n"),
        ("a: 1\n", "a", "null", '"null": 1\n'),
        ("a: 1\nb: 2\n", "a", "b", "a: 1\nb: 2\n"),  # is there already
        ("a: &x {b: 1}\nc: *x\n", "a.b", "d", "a: &x {b: 1}\nc: *x\n"),  # would change c too
        ("a: 1\n", "b", "c", "a: 1\n"),
        ("? a\n: 1\n", "a", "b", "? b\n: 1\n"),
    ],
)
def test_a_key_gets_another_name(text: str, path: str, name: str, result: str) -> None:
    document = parse(text.encode(), "a.yaml")
    parts = tuple(int(part) if part.isdecimal() else part for part in path.split("."))
    assert apply_fixes(text, document, [Fix(parts, name, renames=True)]) == result


@pytest.mark.parametrize(
    ("file", "text", "result"),
    [
        ("a.json", '{"aa": {"b": 1}, "c": 2}', '{"a": {"b": 1}, "c": 2}'),
        ("a.toml", "aa = 1 # x\n", "a = 1 # x\n"),
        ("a.toml", "[aa]\nb = 1\n", "[a]\nb = 1\n"),
        ("a.toml", "aa.b = 1\n", "a.b = 1\n"),
        ("a.toml", "aa.b = 1\naa.c = 1\n", "aa.b = 1\naa.c = 1\n"),  # stands in two places
    ],
)
def test_a_key_gets_another_name_in_json_and_toml(file: str, text: str, result: str) -> None:
    document = parse(text.encode(), file)
    assert apply_fixes(text, document, [Fix(("aa",), "a", renames=True)]) == result


def test_a_key_of_a_base_keeps_its_name(tmp_path: Path) -> None:
    base, own = tmp_path / "base.yaml", tmp_path / "own.yaml"
    base.write_text("aa: 1\n")
    own.write_text("extends: base.yaml\nb: 1\n")
    fix = Fix(("aa",), "a", renames=True)
    assert apply_fixes(own.read_text(), load(own), [fix]) == own.read_text()


def test_several_fixes() -> None:
    result = fixed(
        BLOCK,
        ("a", "2"),
        ("new", "1"),
        ("newer", "2"),
        ("model.hidden.0", None),
        ("model.hidden.2", "30"),
        ("layers.0", None),
        ("layers.1.m", "5"),
        ("last.deep", "{z: 1}"),
    )
    value = parse(result.encode(), "a.yaml").value
    assert value["a"] == 2
    assert list(value)[-2:] == ["new", "newer"]
    assert value["model"]["hidden"] == [2, 30]
    assert value["layers"] == [{"type": "b", "m": 5}]
    assert value["last"] == {"deep": {"z": 1}}
    assert all(comment in result for comment in ("# top", "# one", "# small", "# about", "# end"))


def test_the_first_of_overlapping_fixes_wins() -> None:
    text = "a: {b: 1, c: 2}\n"
    assert fixed(text, ("a.b", "3"), ("a.b", "4")) == "a: {b: 3, c: 2}\n"
    assert fixed(text, ("a.b", "3"), ("a", "4")) == "a: {b: 3, c: 2}\n"
    assert fixed(text, ("a", "4"), ("a.b", "3")) == "a: 4\n"
    assert fixed(text, ("a.b", None), ("a.c", "4")) == "a: {c: 4}\n"


def composed(text: str, *edits: Fix, file: str = "a.yaml") -> str:
    """The text with one fix that consists of several edits."""
    fix = edits[0]._replace(also=tuple(edits[1:]))
    return apply_fixes(text, parse(text.encode(), file), [fix])


def test_a_fix_of_several_edits() -> None:
    """Each edit is made in what the one before left, in any of the formats."""
    text = "a: {betas: [0.9, 0.95]}  # two\nb: 1\n"
    edits = [Fix(("a", "b1"), "0.9"), Fix(("a", "b2"), "0.95"), Fix(("a", "betas"), None)]
    assert composed(text, *edits) == "a: {b1: 0.9, b2: 0.95}  # two\nb: 1\n"
    moved = [Fix(("c",), "{d: 2}"), Fix(("c", "e"), "3"), Fix(("b",), None)]
    assert composed(text, *moved) == "a: {betas: [0.9, 0.95]}  # two\nc: {d: 2, e: 3}\n"
    renamed = [Fix(("b",), "c", renames=True), Fix(("c",), "10 epochs")]
    assert composed(text, *renamed) == "a: {betas: [0.9, 0.95]}  # two\nc: 10 epochs\n"
    json_text = '{"a": {"betas": [0.9, 0.95]}}\n'
    assert json.loads(composed(json_text, *edits, file="a.json")) == {"a": {"b1": 0.9, "b2": 0.95}}


def test_all_edits_of_a_fix_are_made_or_none() -> None:
    text = "a: 1\nb: {c: 2}\n"
    assert composed(text, Fix(("a",), "3"), Fix(("x", "y"), None)) == text
    assert composed(text, Fix(("a",), "3"), Fix(("b", "c"), "2")) == text  # nothing to change
    toml = "a = 1\n"  # removing is impossible in TOML
    assert composed(toml, Fix(("a",), "3"), Fix(("a",), None), file="a.toml") == toml


def test_fixes_that_share_an_edited_value_overlap() -> None:
    text = "a: 1\nb: 2\n"
    first = Fix(("a",), "10", also=(Fix(("c",), "3"),))
    second = Fix(("b",), "20", also=(Fix(("c",), "4"),))
    document = parse(text.encode(), "a.yaml")
    assert apply_fixes(text, document, [first, second]) == "a: 10\nb: 2\nc: 3\n"


def test_json() -> None:
    text = '{\n  "a": "1",\n  "b": {"c": [1, 2]}\n}\n'
    assert fixed(text, ("a", "5%"), file="a.json") == text.replace('"1"', '"5%"')
    assert fixed(text, ("a", "1e-3"), file="a.json") == text.replace('"1"', "0.001")
    assert fixed(text, ("a", "[x, yes]"), file="a.json") == text.replace('"1"', '["x", "yes"]')
    assert fixed(text, ("b.d", "x"), file="a.json") == text.replace("2]}", '2], "d": "x"}')
    assert fixed(text, ("d", "1"), file="a.json") == text.replace("2]}\n", '2]},\n  "d": 1\n')
    assert fixed(text, ("a", None), file="a.json") == text.replace('"a": "1",\n  ', "")
    assert fixed(text, ("b", None), file="a.json") == '{\n  "a": "1"\n}\n'
    assert fixed(text, ("a", ".nan"), file="a.json") == text


def test_toml_takes_new_values_only() -> None:
    text = 'a = "1" # one\n[b]\nc = [1, 2]\nd = {e = 1}\n'
    assert fixed(text, ("a", "5%"), file="a.toml") == text.replace('"1"', '"5%"')
    assert fixed(text, ("b.c.1", "3"), file="a.toml") == text.replace("2]", "3]")
    assert fixed(text, ("b.d.e", "[x]"), file="a.toml") == text.replace("e = 1", 'e = ["x"]')
    for fix in [("a", None), ("b.x", "1"), ("b", "1"), ("b.d", "{e: 2}"), ("a", "null")]:
        assert fixed(text, fix, file="a.toml") == text


def test_fixes_go_into_the_file_itself(tmp_path: Path) -> None:
    base, own = tmp_path / "base.yaml", tmp_path / "own.yaml"
    base.write_text("model: {a: 1, b: 2}\nother: {c: 1}\nz: 1\n")
    own.write_text("extends: base.yaml\nmodel:\n  b: 3\n")
    document = load(own, overrides=["z=2", "model.s=1"])
    text = own.read_text()

    def edited(*path: str, new: str | None = "9") -> str:
        return apply_fixes(text, document, [Fix(path, new)])

    assert edited("model", "b") == "extends: base.yaml\nmodel:\n  b: 9\n"
    assert edited("model", "a") == "extends: base.yaml\nmodel:\n  b: 3\n  a: 9\n"
    assert edited("other", "c") == text  # nothing of it is in this file
    assert edited("z") == text  # an override hides what the file says
    assert edited("model", "s") == text
    assert edited("model", "a", new=None) == text
    assert base.read_text() == "model: {a: 1, b: 2}\nother: {c: 1}\nz: 1\n"


KEYS = st.sampled_from(["a", "b", "c d", "1", "null", "é", "x:"])
VALUES = st.recursive(
    st.none() | st.integers(0, 9) | st.sampled_from(["x", "5%", "yes", "a\nb\n", "# no", "'"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=10,
)
MAPPINGS = st.dictionaries(KEYS, VALUES, max_size=4)
NEW = st.sampled_from([None, "7", "x", "[1, {y: 2}]", "'q'", "null", "5 epochs", "a, b"])


@settings(max_examples=200, deadline=None)
@given(MAPPINGS, st.sampled_from(["block", "flow", "mixed", "json", "toml"]), st.data())
def test_a_fix_changes_what_it_says_and_nothing_else(
    value: dict[str, Any], form: str, data: st.DataObject
) -> None:
    file = {"json": "a.json", "toml": "a.toml"}.get(form, "a.yaml")
    if form == "json":
        text = json.dumps(value, indent=data.draw(st.sampled_from([None, 2])), ensure_ascii=False)
    elif form == "toml":
        text = "".join(f"{json.dumps(k)} = {i}\n" for i, k in enumerate(value))
        assert tomllib.loads(text) == {k: i for i, k in enumerate(value)}
    else:
        style = {"block": False, "flow": True, "mixed": None}[form]
        dumper = type("Plain", (yaml.SafeDumper,), {"ignore_aliases": lambda *_: True})
        text = yaml.dump(value, Dumper=dumper, default_flow_style=style, allow_unicode=True)
    document = parse(text.encode(), file)
    path = data.draw(st.sampled_from(sorted(document.places, key=repr)))
    if isinstance(document.at(path), dict):
        path = (*path, "added")
    fix = Fix(path, data.draw(NEW))
    after = parse(apply_fixes(text, document, [fix]).encode(), file).value
    wanted = parse(text.encode(), file).value
    if path and (path in document.places or fix.text is not None):
        *way, last = path
        holder = wanted
        for part in way:
            holder = holder[part]
        if fix.text is None:
            del holder[last]
        else:
            meant = parse(f"v: {fix.text}".encode(), "v.yaml").value["v"]
            holder[last] = meant
    assert after in (wanted, document.value)
    if form != "toml" and path in document.places and fix.text in ("7", "x", "'q'", None):
        assert after == wanted


def test_fixes_do_nothing_to_text_that_cannot_be_read() -> None:
    document = parse(b"a: 1\n", "a.yaml")
    assert apply_fixes("a: [", document, [Fix(("a",), "2")]) == "a: ["
