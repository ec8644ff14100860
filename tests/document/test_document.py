"""Reading: what YAML, JSON and TOML mean, where everything stands, and what is refused."""

from __future__ import annotations

import datetime
import json
import math
import pathlib
import random
import time
import tomllib
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import specc
from specc.document import document as document_module
from specc.document import source, yaml_reader
from specc.document.diagnostics import Diagnostic, Severity, SpecError, UnreadableError
from specc.document.document import Document, document_of, parse
from specc.document.source import MAX_BYTES, MAX_DEPTH, MAX_PROBLEMS, MAX_VALUES, Source


def read(text: str | bytes, file: str = "spec.yaml") -> Document:
    return parse(text if isinstance(text, bytes) else text.encode(), file)


def refused(text: str | bytes, file: str = "spec.yaml") -> tuple[Diagnostic, ...]:
    with pytest.raises(SpecError) as caught:
        read(text, file)
    assert caught.value.diagnostics == tuple(sorted(caught.value.diagnostics, key=source.sort_key))
    assert all(found.code in source.CODES for found in caught.value.diagnostics)
    assert all(found.span is not None for found in caught.value.diagnostics)
    return caught.value.diagnostics


def attempt(data: bytes, file: str) -> Document | SpecError:
    try:
        return parse(data, file)
    except SpecError as error:
        return error


def spot(found: Diagnostic) -> tuple[str, int, int]:
    assert found.span is not None
    return found.code, found.span.line, found.span.column


def sliced(document: Document, *path: str | int) -> str:
    place = document.places[path]
    return document.sources[place.file][place.start : place.end]


# The meaning of YAML ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1e-3", 1e-3),
        ("1e3", 1e3),
        ("1.", 1.0),
        (".5", 0.5),
        ("-1.5E+3", -1500.0),
        ("012", 12),
        ("+1", 1),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("0b1", "0b1"),
        ("1:00", "1:00"),
        ("2020-01-01", "2020-01-01"),
        ("yes", "yes"),
        ("no", "no"),
        ("On", "On"),
        ("off", "off"),
        ("true", True),
        ("False", False),
        ("tRUE", "tRUE"),
        ("null", None),
        ("~", None),
        ("", None),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("e5", "e5"),
        (".", "."),
        ("-", None),
        ("=", "="),
        ("'1'", "1"),
        ('"true"', "true"),
        ("! 12", "12"),
        ("!!str 12", "12"),
        ("!!int 12", 12),
        ("!!float 1e3", 1000.0),
        ("!!null", None),
    ],
)
def test_scalars_mean_what_yaml_1_2_says(written: str, meant: object) -> None:
    if written == "-":
        assert read("a:\n-").value == {"a": [None]}
        return
    value = read(f"a: {written}").value["a"]
    assert (type(value), value) == (type(meant), meant)


def test_nan() -> None:
    assert math.isnan(read("a: .nan").value["a"])


def test_aliases_repeat_values_but_stand_where_they_are_written() -> None:
    document = read("a: &x {b: 1}\nc: *x\n")
    assert document.value == {"a": {"b": 1}, "c": {"b": 1}}
    assert document.value["a"] is not document.value["c"]
    assert sliced(document, "c") == "*x"
    assert sliced(document, "c", "b") == "1"
    assert document.places["c", "b"].line == 1


@pytest.mark.parametrize("name", ["spec.yaml", "spec.yml", "spec", "spec.txt", "SPEC.YAML"])
def test_everything_that_is_not_json_or_toml_is_yaml(name: str) -> None:
    assert read("a: yes", name).value == {"a": "yes"}


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    document = read(b"\xef\xbb\xbfa: 1")
    assert document.sources == {"spec.yaml": "a: 1"}
    assert document.places[("a",)].column == 4


# Places -------------------------------------------------------------------------------------------


def test_places_of_values_and_keys() -> None:
    document = read("# é😀\na: 12  # twelve\r\nb:\n  'c d': [x, \"y\"]\n")
    assert {path: sliced(document, *path) for path in document.places if path} == {
        ("a",): "12",
        ("b",): "'c d': [x, \"y\"]",
        ("b", "c d"): '[x, "y"]',
        ("b", "c d", 0): "x",
        ("b", "c d", 1): '"y"',
    }
    place = document.places["b", "c d", 1]
    assert (place.line, place.column, place.end_line, place.end_column) == (4, 14, 4, 17)
    key = document.key_places["b", "c d"]
    assert (key.line, key.column, key.end_column) == (4, 3, 8)
    assert set(document.key_places) == {("a",), ("b",), ("b", "c d")}


def test_a_block_ends_with_its_last_value() -> None:
    document = read("a:\n  b: 1\n  c:\n  - 2\n\n# of d\nd: 3\n")
    assert sliced(document, "a") == "b: 1\n  c:\n  - 2"
    assert sliced(document, "a", "c") == "- 2"


def test_anchors_and_tags_are_not_part_of_the_value() -> None:
    document = read("a: &x !!str 12\nb: &y # why\n  c: 1\nd: !<tag:yaml.org,2002:str> z\ne: &z\n")
    assert sliced(document, "a") == "12"
    assert sliced(document, "b") == "c: 1"
    assert sliced(document, "d") == "z"
    assert sliced(document, "e") == ""


@pytest.mark.parametrize(
    ("header", "text"),
    [("|", "|\n  x\n  y\n"), (">-", ">-\n  x\n  y\n"), ("|+", "|+\n  x\n  y\n\n")],
)
def test_a_block_of_text_has_its_own_lines(header: str, text: str) -> None:
    document = read(f"a: {header}\n  x\n  y\n\nb: 1\n")
    assert sliced(document, "a") == text


# Locating -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "on_key", "found"),
    [
        (("a", "b"), False, "1"),
        (("a", "b"), True, "b"),
        (("a", "nowhere"), False, "a"),
        (("a", "nowhere", 3, "x"), False, "a"),
        (("task", "classes"), False, "kinds"),
        (("l", 1), True, "{c: 2}"),
        (("l", 1, "d"), False, "{c: 2}"),
        (("nowhere",), False, "a: {b: 1}\ntask: kinds\nl: [0, {c: 2}]"),
    ],
)
def test_locate(path: tuple[str | int, ...], on_key: bool, found: str) -> None:
    text = "a: {b: 1}\ntask: kinds\nl: [0, {c: 2}]\n"
    document = read(text)
    diagnostic = Diagnostic("S001", Severity.ERROR, "m", path, on_key=on_key)
    place = document.locate(diagnostic).span
    assert place is not None
    assert text[place.start : place.end] == found
    assert document.locate(document.locate(diagnostic)) == document.locate(diagnostic)


def test_at() -> None:
    document = read("a: [1, {b: 2}]")
    assert document.at(("a", 1, "b")) == 2
    for path in [("b",), ("a", -1), ("a", 0, "x")]:
        with pytest.raises(KeyError):
            document.at(path)


# What is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (b"\xff\xfea\x00", ("R003", 1, 1)),
        (b"a: \xff", ("R003", 1, 1)),
        ("a: \0", ("R004", 1, 4)),
        ("b: 1\na: \x1b[31m", ("R004", 2, 4)),
        ("a: x\u2028y", ("R004", 1, 5)),
        ("a: x\x85y", ("R004", 1, 5)),
        ("a: b: c", ("R005", 1, 5)),
        ("a: [1, 2", ("R005", 1, 9)),
        ("a:\n\tb: 1", ("R005", 2, 1)),
        ("a: @x", ("R005", 1, 4)),
        ('a: "x', ("R005", 1, 6)),
        ("a: *x", ("R005", 1, 4)),
        ('a: "\\ud800"', ("R005", 1, 7)),
        ("a: {b: 1} c", ("R005", 1, 11)),
        ("a: &x [*x]", ("R008", 1, 8)),
        ("a: 1\n---\nb: 1", ("R009", 2, 1)),
        ("a: !!python/object:os.system x", ("R010", 1, 4)),
        ("a: !!python/tuple [x]", ("R010", 1, 4)),
        ("a: !!set {x}", ("R010", 1, 4)),
        ("a: !mine x", ("R010", 1, 4)),
        ("a: !!int x", ("R010", 1, 4)),
        ("# c\n%TAG ! tag:x\n---\na: 1", ("R010", 2, 1)),
        ("[a]: 1", ("R012", 1, 1)),
        ("? {a: 1}\n: 1", ("R012", 1, 3)),
        ("", ("R014", 1, 1)),
        ("# nothing\n", ("R014", 1, 1)),
        ("- 1", ("R014", 1, 1)),
        ("text", ("R014", 1, 1)),
    ],
)
def test_unreadable_yaml(text: str | bytes, where: tuple[str, int, int]) -> None:
    (found,) = refused(text)
    assert spot(found) == where
    with pytest.raises(UnreadableError):
        read(text)


def test_everything_wrong_with_keys_is_reported_at_once() -> None:
    found = refused("a: 1\n<<: {b: 1}\na: 2\n1: x\n~: x\na: 3\nc: {d: 1, d: 2}\n")
    assert [spot(one) for one in found] == [
        ("R011", 2, 1),
        ("R013", 3, 1),
        ("R012", 4, 1),
        ("R012", 5, 1),
        ("R013", 6, 1),
        ("R013", 7, 11),
    ]
    assert "extends" in found[0].label
    assert found[1].label == "it is already there in line 1"
    assert found[2].label == 'quote it: "1"'


def test_reading_gives_up_at_some_number_of_findings() -> None:
    assert len(refused("a: 1\n" * 1000)) == MAX_PROBLEMS


@pytest.mark.parametrize("name", ["spec.yaml", "spec.json", "spec.toml"])
def test_numbers_that_python_cannot_convert(name: str) -> None:
    digits = "1" * 5000
    text = {"spec.yaml": "a: {}", "spec.json": '{{"a": {}}}', "spec.toml": "a = {}"}[name]
    (found,) = refused(text.format(digits), name)
    assert found.code == "R015"


def test_the_limits_are_the_last_that_pass() -> None:
    nested = "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    for name, form in [("x.yaml", "a: {}"), ("x.json", '{{"a": {}}}'), ("x.toml", "a = {}")]:
        assert read(form.format(nested), name).value["a"] is not None
        assert refused(form.format(f"[[{nested}]]"), name)[0].code == "R006"
        items = ",".join("1" * (MAX_VALUES - 10))
        assert len(read(form.format(f"[{items}]"), name).value["a"]) == MAX_VALUES - 10
        assert refused(form.format(f"[{items},{items[:40]}]"), name)[0].code == "R007"
    padded = b"a: 1\n".ljust(MAX_BYTES, b"#")
    assert read(padded).value == {"a": 1}
    assert refused(padded + b"#")[0].code == "R002"


BOMBS = {
    "garbage": (b"\x93garbage" * 1_250_000, "x.yaml", "R002"),
    "yaml brackets": (b"[" * 1_000_000, "x.yaml", "R006"),
    "yaml braces": (b"{a: " * 250_000, "x.yaml", "R006"),
    "yaml dashes": (b"- " * 500_000, "x.yaml", "R006"),
    "yaml questions": (b"? " * 500_000, "x.yaml", "R012"),
    "yaml items": (b"a: [" + b"1," * 500_000, "x.yaml", "R007"),
    "yaml aliases": (b"a: &a 1\nb: [" + b"*a," * 300_000, "x.yaml", "R007"),
    "yaml laughs": (
        b"a0: &a0 [1]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (i, i, b"*a%d," % (i - 1) * 9) for i in range(1, 30)),
        "x.yaml",
        "R007",
    ),
    "yaml ladder": (
        b"a0: &a0 [1]\n" + b"".join(b"a%d: &a%d [*a%d]\n" % (i, i, i - 1) for i in range(1, 200)),
        "x.yaml",
        "R006",
    ),
    "yaml directives": (b"%TAG !a! x\n" * 90_000, "x.yaml", "R010"),
    "yaml duplicates": (b"a: 1\n" * 200_000, "x.yaml", "R013"),
    "yaml quote": (b'a: "' + b"\\n" * 500_000, "x.yaml", "R005"),
    "json brackets": (b"[" * 1_000_000, "x.json", "R006"),
    "json braces": (b'{"a":' * 200_000, "x.json", "R006"),
    "json quote": (b'"' + b'\\"' * 500_000, "x.json", "R005"),
    "json items": (b"[" + b"1," * 500_000, "x.json", "R007"),
    "toml brackets": (b"a = " + b"[" * 1_000_000, "x.toml", "R006"),
    "toml dots": (b"a." * 500_000, "x.toml", "R006"),
    "toml header": (b"[" + b"a." * 500_000, "x.toml", "R006"),
    "toml headers": (b"[a]\n" * 250_000, "x.toml", "R013"),
    "toml tables": (b"[[a]]\n" * 170_000, "x.toml", "R007"),
    "toml quotes": (b'a = """' + b'""' * 500_000, "x.toml", "R005"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_quickly(name: str) -> None:
    data, file, code = BOMBS[name]
    begin = time.process_time()
    found = refused(data, file)
    assert found[0].code == code
    assert (
        time.process_time() - begin < 3
    )  # a fraction of it on any machine; unbounded without limits


def test_size_is_looked_at_before_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_module, "Source", None)
    (found,) = refused(b"\x00" * 10_000_000)
    assert found.code == "R002"
    assert "10,000,000" in found.message


# JSON ---------------------------------------------------------------------------------------------


def test_json_has_places() -> None:
    document = read(
        '{"a": [1, -2.5e3, "é\\u00e9\\ud83d\\ude00"],\n "b\\n": {"c": null, "d": {}}}', "x.json"
    )
    assert document.value == {"a": [1, -2500.0, "éé😀"], "b\n": {"c": None, "d": {}}}
    assert sliced(document, "a", 1) == "-2.5e3"
    assert sliced(document, "b\n") == '{"c": null, "d": {}}'
    assert document.key_places[("b\n",)].line == 2


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"a": 1,}', "R005"),
        ('{"a" 1}', "R005"),
        ("{a: 1}", "R005"),
        ("{'a': 1}", "R005"),
        ('{"a": 1} x', "R005"),
        ('{"a": 01}', "R005"),
        ('{"a": tru}', "R005"),
        ('{"a": "x', "R005"),
        ('{"a": "\\x"}', "R005"),
        ('{"a": "x\ty"}', "R005"),
        ('{"a": NaN}', "R005"),
        ('{"a": -Infinity}', "R005"),
        ("", "R005"),
        ('{"a": 1 // one\n}', "R005"),
        ("[1]", "R014"),
        ('{"a": "\\ud800"}', "R015"),
        ('{"a": 1, "b": {"a": 2}, "\\u0061": 3}', "R013"),
    ],
)
def test_json_is_strict(text: str, where: str) -> None:
    (found,) = refused(text, "x.json")
    assert found.code == where
    assert "Expecting" not in found.message


# TOML ---------------------------------------------------------------------------------------------

TOML = '''# a spec
a.b.c = 1
"x y" = "q\\n" # comment
'z' = \'\'\'
lit \'\'\'
arr = [ 1, [2, "x,]"], {q = 1, r.s = 2}, # comment
]
m = """a""b""\\
   c"""
[tab]
k = true
[tab.sub]
k = 1_000
[[aot]]
n = 1
[[aot]]
n = 2
[aot.u]
v = 3
[[aot.w]]
"\\u0041" = inf
'''


def test_toml_has_places() -> None:
    document = read(TOML, "x.toml")
    assert document.value == tomllib.loads(TOML)
    assert sliced(document, "a", "b", "c") == "1"
    assert sliced(document, "x y") == '"q\\n"'
    assert sliced(document, "z") == "'''\nlit '''"
    assert sliced(document, "arr", 1, 1) == '"x,]"'
    assert sliced(document, "arr", 2, "r", "s") == "2"
    assert sliced(document, "tab") == "[tab]"
    assert sliced(document, "tab", "sub", "k") == "1_000"
    assert sliced(document, "aot", 1, "u", "v") == "3"
    assert document.places["aot", 1, "n"].line == 17
    assert document.key_places["aot", 1, "w", 0, "A"].line == 21
    assert document.key_places["a", "b"].column == 3
    assert set(document.key_places) == {
        path for path in document.places if path and path[-1:] != (0,)
    } - {
        ("arr", 1),
        ("arr", 1, 1),
        ("arr", 2),
        ("aot", 1),
    }


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a = \nb = 1", [("R005", 1, 5)]),
        ("a = 1 2", [("R005", 1, 7)]),
        ("a = 1\na.b = 2", [("R005", 2, 8)]),
        ("a = 'x", [("R005", 1, 7)]),
        ("= 1", [("R005", 1, 1)]),
        (
            "a = 1\na = 2\n[b]\nc = 1\nc = 2\n[b]\n",
            [("R013", 2, 1), ("R013", 5, 1), ("R013", 6, 2)],
        ),
        ("a = {b = 1, b = 2}", [("R013", 1, 13)]),
        ("a = 1979-05-27 07:32:00 # d\nb = [07:32:00]", [("R016", 1, 5), ("R016", 2, 6)]),
    ],
)
def test_toml_that_is_refused(text: str, where: list[tuple[str, int, int]]) -> None:
    assert [spot(found) for found in refused(text, "x.toml")] == where


# Properties ---------------------------------------------------------------------------------------

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\x85\u2028\u2029\ufeff"),
    max_size=8,
) | st.sampled_from(["yes", "1e3", "null", "a: b", "# c", "x\ny", " lead", "'", '"', "a\n\n b\n"])
SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False) | TEXTS
)


def mappings(scalars: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    values = st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=12,
    )
    return st.dictionaries(TEXTS, values, max_size=4)


def check_slices(document: Document) -> None:
    """Every place, cut out with its indentation kept, reads as the value that stands there."""
    for path, place in document.places.items():
        text = " " * (place.column - 1) + sliced(document, *path)
        tree = yaml_reader.read(Source("slice", text))
        assert repr(document_of(tree, "slice", {}).value) == repr(document.at(path)), (path, text)
    for path, place in document.key_places.items():
        text = document.sources[place.file][place.start : place.end]
        assert yaml_reader.read(Source("slice", text)).value == path[-1]


@settings(max_examples=150, deadline=None)
@given(
    mappings(SCALARS),
    st.sampled_from([True, False, None]),
    st.booleans(),
    st.sampled_from([2, 4]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_yaml_slices_parse_back(
    value: dict[str, Any], flow: bool | None, unicode: bool, indent: int, newline: str
) -> None:
    dumper = yaml.SafeDumper
    text = yaml.dump(
        value,
        Dumper=type("Plain", (dumper,), {"ignore_aliases": lambda *_: True}),
        default_flow_style=flow,
        allow_unicode=unicode,
        indent=indent,
        line_break=newline,
        width=30,
        sort_keys=False,
    )
    if any(control in text for control in ("? ", "\x7f")):
        return  # long keys, which PyYAML writes in the explicit form that nobody does
    document = attempt(text.encode(), "spec.yaml")
    if isinstance(document, SpecError):
        # PyYAML writes by the rules of 1.1 a few keys that are no strings in 1.2, such as 1e3.
        assert {found.code for found in document.diagnostics} <= {"R012", "R013"}
    else:
        check_slices(document)


@settings(max_examples=150, deadline=None)
@given(
    mappings(SCALARS.filter(lambda v: not isinstance(v, float) or math.isfinite(v))),
    st.booleans(),
    st.sampled_from([None, 2, "\t"]),
)
def test_json_slices_parse_back(value: dict[str, Any], ascii_only: bool, indent: Any) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    document = read(text, "x.json")
    assert document.value == value
    for path in document.places:
        assert json.loads(sliced(document, *path)) == document.at(path)
    for path, place in document.key_places.items():
        assert json.loads(text[place.start : place.end]) == path[-1]


def toml_text(value: dict[str, Any], chance: random.Random) -> str:
    """A mapping in TOML, its mappings at random as dotted keys, headers, or in the line."""
    lines: list[str] = []
    tables: list[tuple[str, dict[str, Any]]] = []

    def table(prefix: str, mapping: dict[str, Any], header: str) -> None:
        for key, item in mapping.items():
            name = prefix + toml_key(key, chance)
            full = f"{header}.{name}" if header else name
            if isinstance(item, dict) and item and chance.random() < 0.4:
                table(f"{name} . ", item, header)
            elif isinstance(item, dict) and not prefix and chance.random() < 0.6:
                tables.append((f"[{full}]", item))
            elif (
                isinstance(item, list)
                and item
                and all(isinstance(i, dict) for i in item)
                and not prefix
            ):
                tables.extend((f"[[{full}]]", i) for i in item)
            else:
                lines.append(f"{name}  =\t{toml_value(item, chance)} # {chance.random()}")

    table("", value, "")
    while tables:
        header, mapping = tables.pop(0)
        lines.append(header)
        before, tables = tables, []
        table("", mapping, header.strip("[]"))
        tables += before
    return "\n".join(lines) + "\n"


def toml_key(key: str, chance: random.Random) -> str:
    if key.isascii() and key.replace("_", "a").isalnum() and chance.random() < 0.7:
        return key
    return json.dumps(key, ensure_ascii=False)


def toml_value(value: Any, chance: random.Random) -> str:
    if isinstance(value, dict):
        inner = ", ".join(
            f"{toml_key(k, chance)} = {toml_value(v, chance)}" for k, v in value.items()
        )
        return f"{{{inner}}}"
    if isinstance(value, list):
        gap = chance.choice([" ", "", "\n # ]\n"])
        return f"[{gap}" + f",{gap}".join(toml_value(v, chance) for v in value) + f"{gap}]"
    if isinstance(value, str) and chance.random() < 0.3 and '"' not in value and "\\" not in value:
        return f'"""\n{value}"""'
    if isinstance(value, str) and chance.random() < 0.3 and "'" not in value and "\n" not in value:
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False) if not isinstance(value, float) else repr(value)


TOML_SCALARS = SCALARS.filter(lambda value: value is not None)


@settings(max_examples=200, deadline=None)
@given(mappings(TOML_SCALARS), st.integers(0, 2**32))
def test_toml_slices_parse_back(value: dict[str, Any], seed: int) -> None:
    text = toml_text(value, random.Random(seed))
    document = read(text, "x.toml")
    assert document.value == value
    assert set(document.places) == {(), *(path for path, _ in walk(value, ()))}
    for path, item in document.scalars():
        assert tomllib.loads(f"v = {sliced(document, *path)}")["v"] == item, (text, path)
    for path, place in document.key_places.items():
        assert tomllib.loads(f"{text[place.start : place.end]} = 1") == {path[-1]: 1}


def walk(value: Any, path: tuple[str | int, ...]) -> Any:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        yield (*path, key), item
        if isinstance(item, dict | list):
            yield from walk(item, (*path, key))


@settings(max_examples=60, deadline=None)
@given(mappings(SCALARS), st.sampled_from([True, False, None]))
def test_the_pure_parser_reads_the_same(value: dict[str, Any], flow: bool | None) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, width=30)
    assert outcome(text, yaml.SafeLoader) == outcome(text, yaml.CSafeLoader)


def outcome(text: str, loader: Any) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_reader, "_LOADER", loader)
        document = attempt(text.encode(), "spec.yaml")
    if isinstance(document, SpecError):
        return [spot(found) for found in document.diagnostics]
    return repr(document.value), document.places, document.key_places


SAMPLES = {
    "x.yaml": b"a: &x {b: [1, 'two', \"th\\x41\"]}\nc: *x\nd: |\n  text\n? e\n: !!str 1e3 # c\n",
    "x.json": b'{"a": [1, -2.5e3, "x\\u00e9", {"b": null}], "c": {"d": true}}\n',
    "x.toml": TOML.encode(),
}
PIECES = [
    *(bytes([byte]) for byte in b"\0\t\n\r \"#%&'*,-.:<=>?@[]{|}!\\~\xff"),
    *(
        b"<<: ",
        b"---\n",
        b"...\n",
        b"*x",
        b"&x ",
        b"!!",
        b'"""',
        b"'''",
        b"[[",
        b"1e9999",
        b"\\ud800",
    ),
    *("\u2028\x85\ufeff😀".encode(), b"\r\n", b"{}", b"[]", b"\n  ", b"07:32:00", b"NaN"),
]


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_sound_until_they_are_damaged(name: str) -> None:
    assert isinstance(attempt(SAMPLES[name], name), Document)


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(sorted(SAMPLES)),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 4), st.sampled_from(PIECES)), max_size=6),
)
def test_damage_gives_a_document_or_findings(
    name: str, damage: list[tuple[float, int, bytes]]
) -> None:
    data = SAMPLES[name]
    for where, removed, piece in damage:
        at = round(where * len(data))
        data = data[:at] + piece + data[at + removed :]
    survives(data, name)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(SAMPLES)), st.binary(max_size=40) | st.text(max_size=40).map(str.encode)
)
def test_noise_gives_a_document_or_findings(name: str, data: bytes) -> None:
    survives(data, name)


def survives(data: bytes, name: str) -> None:
    document = attempt(data, name)
    if isinstance(document, SpecError):
        assert document.diagnostics
        text = document.sources.get(name, "")
        for found in document.diagnostics:
            assert found.span is not None
            assert 0 <= found.span.start <= found.span.end <= len(text)
        return
    assert isinstance(document.value, dict)
    for place in [*document.places.values(), *document.key_places.values()]:
        assert 0 <= place.start <= place.end <= len(document.sources[name])
    assert not any(isinstance(value, datetime.date) for _, value in document.scalars())


def test_every_code_is_used_and_explained() -> None:
    assert sorted(source.CODES) == [f"R{number:03}" for number in range(1, len(source.CODES) + 1)]
    assert all(text.endswith(".") for text in source.CODES.values())
    package = pathlib.Path(specc.__file__).parent
    code = "".join(file.read_text(encoding="utf-8") for file in package.glob("*/*.py"))
    assert [name for name in source.CODES if code.count(f'"{name}"') < 2] == []
