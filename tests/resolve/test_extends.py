"""Gathering a spec from files that extend one another, and from the command line."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from specc.document.diagnostics import Diagnostic, Severity, SpecError, UnreadableError
from specc.document.document import Document
from specc.resolve.extends import MAX_FILES_DEEP, load


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def refused(path: Path, *overrides: str) -> tuple[Diagnostic, SpecError]:
    with pytest.raises(SpecError) as caught:
        load(path, overrides=overrides)
    (found,) = caught.value.diagnostics
    return found, caught.value


def underlined(found: Diagnostic, error: SpecError) -> tuple[str, str]:
    assert found.span is not None
    return found.span.file, error.sources[found.span.file][found.span.start : found.span.end]


def origin(document: Document, *path: str | int) -> tuple[str, str]:
    place = document.places[path]
    return place.file, document.sources[place.file][place.start : place.end]


# Files --------------------------------------------------------------------------------------------


def test_a_file_alone(folder: Path) -> None:
    path = write("specs/a.yaml", "a: 1\n")
    document = load(path)
    assert (document.file, document.value) == ("specs/a.yaml", {"a": 1})
    assert document.sources == {"specs/a.yaml": "a: 1\n"}
    assert document.files == {"specs/a.yaml": hashlib.sha256(b"a: 1\n").hexdigest()}
    assert document.overrides == ()
    assert load(path.absolute(), name="mine").places[("a",)].file == "mine"


def test_the_format_is_that_of_the_name_shown(folder: Path) -> None:
    write("a.toml", "a = 1\n[b]\nc = 2")
    write("b.json", '{"extends": "a.toml", "b": {"d": 3}}')
    path = write("c.yaml", "extends: b.json\nb: {e: 4}\n")
    assert load(path).value == {"a": 1, "b": {"c": 2, "d": 3, "e": 4}}


@pytest.mark.parametrize(
    ("name", "why"), [("missing.yaml", "no such file"), ("folder", "it is a folder")]
)
def test_files_that_cannot_be_read(folder: Path, name: str, why: str) -> None:
    (folder / "folder").mkdir()
    found, error = refused(Path(name))
    assert isinstance(error, UnreadableError)
    assert (found.code, found.span and found.span.file) == ("R001", name)
    assert why in found.message

    found, error = refused(
        write("a.yaml", f"x: 1\nextends: [b.yaml, {name}]\n".replace("b.yaml, ", ""))
    )
    assert isinstance(error, UnreadableError)
    assert found.code == "R018"
    assert why in found.message
    assert underlined(found, error) == ("a.yaml", name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_file_that_may_not_be_opened(folder: Path) -> None:
    path = write("a.yaml", "a: 1")
    path.chmod(0)
    found, _ = refused(path)
    assert (found.code, "may not be opened" in found.message) == ("R001", True)


def test_permission_is_put_in_plain_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("a.yaml", "a: 1")

    def deny(*args: Any, **kwargs: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", deny)
    found, _ = refused(path)
    assert found.message == "cannot read a.yaml: it may not be opened"


def test_no_more_is_read_than_a_spec_may_have(folder: Path) -> None:
    path = folder / "endless.yaml"
    path.symlink_to("/dev/zero")
    found, _ = refused(path)
    assert found.code == "R002"


# Extending ----------------------------------------------------------------------------------------


def test_mappings_merge_and_all_else_is_replaced(folder: Path) -> None:
    write("base.yaml", "a: {b: 1, c: {d: 2, e: 3}}\nl: [1, 2, 3]\nn: {o: 1}\nq: 1\n")
    path = write("a.yaml", "extends: base.yaml\na: {c: {e: 4, f: 5}}\nl: [9]\nn: null\nr: {s: 1}\n")
    document = load(path)
    assert document.value == {
        "a": {"b": 1, "c": {"d": 2, "e": 4, "f": 5}},
        "l": [9],
        "n": None,
        "q": 1,
        "r": {"s": 1},
    }
    assert ("extends",) not in document.places
    assert ("extends",) not in document.key_places


def test_every_value_keeps_its_place(folder: Path) -> None:
    write("base.yaml", "a: {b: 1, c: {d: 2, e: 3}}\nl: [7, 8]\n")
    document = load(write("a.yaml", "extends: base.yaml\na: {c: {e: 4}}\n"))
    assert origin(document, "a", "b") == ("base.yaml", "1")
    assert origin(document, "a", "c", "d") == ("base.yaml", "2")
    assert origin(document, "a", "c", "e") == ("a.yaml", "4")
    assert origin(document, "a", "c") == ("a.yaml", "{e: 4}")
    assert origin(document, "l", 1) == ("base.yaml", "8")
    assert document.key_places["l",].file == "base.yaml"
    assert list(document.files) == ["a.yaml", "base.yaml"]
    place = document.locate(Diagnostic("S001", Severity.ERROR, "m", ("l", 1))).span
    assert place is not None
    assert (place.file, place.line) == ("base.yaml", 2)


@pytest.mark.parametrize(
    ("base", "child", "merged"),
    [
        ("{type: adam, b1: 0.5}", "{type: sgd}", {"type": "sgd"}),
        ("{type: adam, b1: 0.5}", "{type: adam}", {"type": "adam", "b1": 0.5}),
        ("{type: adam, b1: 0.5}", "{b2: 0.5}", {"type": "adam", "b1": 0.5, "b2": 0.5}),
        ("{b1: 0.5}", "{type: sgd}", {"b1": 0.5, "type": "sgd"}),
        ("{type: 1, x: 2}", "{type: true}", {"type": True}),
        ("adam", "{b1: 0.5}", {"b1": 0.5}),
        ("{type: adam}", "sgd", "sgd"),
        ("[{type: adam}]", "[{b: 1}]", [{"b": 1}]),
        ("{a: {type: x, y: 1}}", "{a: {type: z}}", {"a": {"type": "z"}}),
    ],
)
def test_another_type_is_another_mapping(folder: Path, base: str, child: str, merged: Any) -> None:
    write("base.yaml", f"optimizer: {base}\n")
    path = write("a.yaml", f"extends: base.yaml\noptimizer: {child}\n")
    assert load(path).value == {"optimizer": merged}


def test_later_bases_win_and_the_file_itself_over_all(folder: Path) -> None:
    write("one.yaml", "a: 1\nb: 1\nc: 1\nd: 1\n")
    write("sub/two.yaml", "extends: ../zero.yaml\nb: 2\nc: 2\n")
    write("zero.yaml", "d: 0\ne: 0\n")
    path = write("a.yaml", "c: 3\nextends: [one.yaml, sub/two.yaml]\n")
    document = load(path)
    assert document.value == {"a": 1, "b": 2, "c": 3, "d": 0, "e": 0}
    assert origin(document, "e") == ("zero.yaml", "0")
    assert set(document.files) == {"a.yaml", "one.yaml", "sub/two.yaml", "zero.yaml"}


def test_names_stay_relative_to_where_the_user_is(folder: Path) -> None:
    write("specs/base/b.yaml", "b: 1")
    path = write("specs/own/a.yaml", "extends: ../base/b.yaml")
    assert origin(load(path), "b") == ("specs/base/b.yaml", "1")
    absolute = load(path.absolute())
    assert origin(absolute, "b") == (str(folder / "specs/base/b.yaml"), "1")


def test_a_base_that_is_extended_twice_is_read_once(folder: Path) -> None:
    write("f0.yaml", "a: 1")
    for index in range(1, 15):
        write(f"f{index}.yaml", f"extends: [f{index - 1}.yaml, f{index - 1}.yaml]\nb{index}: 1")
    document = load(Path("f14.yaml"))
    assert len(document.value) == len(document.files) == 15


@pytest.mark.parametrize(
    ("written", "underline"),
    [("3", "3"), ("{a: b}", "{a: b}"), ("[x.yaml, 3]", "3"), ("''", "''"), ("null", "null")],
)
def test_extends_takes_names(folder: Path, written: str, underline: str) -> None:
    write("x.yaml", "a: 1")
    found, error = refused(write("a.yaml", f"extends: {written}\n"))
    assert found.code == "R017"
    assert underlined(found, error) == ("a.yaml", underline)


def test_circles(folder: Path) -> None:
    write("a.yaml", "extends: b.yaml")
    write("b.yaml", "extends: [./sub/../c.yaml]")
    write("sub/nothing", "")
    write("c.yaml", "x: 1\nextends: a.yaml")
    found, error = refused(Path("a.yaml"))
    assert found.code == "R019"
    assert underlined(found, error) == ("c.yaml", "a.yaml")
    assert set(error.sources) == {"a.yaml", "b.yaml", "c.yaml"}

    found, error = refused(write("self.yaml", "extends: self.yaml"))
    assert found.message == "self.yaml extends itself"


def test_a_long_way(folder: Path) -> None:
    write("f0.yaml", "a: 1")
    for index in range(1, MAX_FILES_DEEP + 1):
        write(f"f{index}.yaml", f"extends: f{index - 1}.yaml")
    assert load(Path(f"f{MAX_FILES_DEEP - 1}.yaml")).value == {"a": 1}
    found, error = refused(Path(f"f{MAX_FILES_DEEP}.yaml"))
    assert found.code == "R020"
    assert underlined(found, error) == ("f1.yaml", "f0.yaml")


def test_what_is_wrong_in_a_base_is_shown_there(folder: Path) -> None:
    write("base.yaml", "a: 1\na: 2\n")
    found, error = refused(write("a.yaml", "extends: base.yaml"))
    assert (found.code, underlined(found, error)) == ("R013", ("base.yaml", "a"))
    assert not isinstance(error, UnreadableError)
    write("base.yaml", "a: [")
    assert isinstance(refused(Path("a.yaml"))[1], UnreadableError)


# Overrides ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("override", "value"),
    [
        ("name=b", {"name": "b", "model": {"hidden": [1, {"x": 2}]}}),
        ("name=1e-3", {"name": 1e-3, "model": {"hidden": [1, {"x": 2}]}}),
        ("name=", {"name": None, "model": {"hidden": [1, {"x": 2}]}}),
        ("name='a=b'", {"name": "a=b", "model": {"hidden": [1, {"x": 2}]}}),
        ("name=a=b", {"name": "a=b", "model": {"hidden": [1, {"x": 2}]}}),
        ("name=5 epochs", {"name": "5 epochs", "model": {"hidden": [1, {"x": 2}]}}),
        ("model={a: [1, 2]}", {"name": "a", "model": {"a": [1, 2]}}),
        ("model.hidden=[]", {"name": "a", "model": {"hidden": []}}),
        ("model.hidden.0=32", {"name": "a", "model": {"hidden": [32, {"x": 2}]}}),
        ("model.hidden.1.x=3", {"name": "a", "model": {"hidden": [1, {"x": 3}]}}),
        ("model.y=3", {"name": "a", "model": {"hidden": [1, {"x": 2}], "y": 3}}),
        ("new.deep.0=x", {"name": "a", "model": {"hidden": [1, {"x": 2}]}, "new": {"deep": {"0": "x"}}}),
    ],
)  # fmt: skip
def test_overrides(folder: Path, override: str, value: Any) -> None:
    path = write("a.yaml", "name: a\nmodel: {hidden: [1, {x: 2}]}\n")
    document = load(path, overrides=[override])
    assert document.value == value
    assert document.overrides == (override,)
    assert document.sources["--set"] == override


def test_overrides_have_places_and_apply_in_order(folder: Path) -> None:
    write("base.yaml", "model: {a: 1, b: 2}\n")
    path = write("a.yaml", "extends: base.yaml\n")
    document = load(path, overrides=["model.a=10", "model.new.c=[1, two]", "model.a=11"])
    assert document.value == {"model": {"a": 11, "b": 2, "new": {"c": [1, "two"]}}}
    place = document.places["model", "new", "c", 1]
    assert (place.file, place.line, place.column, place.end_column) == ("--set", 2, 17, 20)
    assert origin(document, "model", "a") == ("--set", "11")
    assert origin(document, "model", "b") == ("base.yaml", "2")
    key = document.key_places["model", "new", "c"]
    assert (key.line, key.column, key.end_column) == (2, 11, 12)
    assert list(document.files) == ["a.yaml", "base.yaml"]


@pytest.mark.parametrize(
    ("override", "code", "underline"),
    [
        ("nothing", "R021", "nothing"),
        ("", "R021", ""),
        ("=1", "R021", "=1"),
        ("a..b=1", "R021", "a..b=1"),
        (".a=1", "R021", ".a=1"),
        ("a=- x", "R021", "- x"),
        ("a=b: c", "R021", "b: c"),
        ("a=[1", "R005", ""),
        ("a='x", "R005", ""),
        ("a=*x", "R005", "*x"),
        ("a=!!python/name:os.system x", "R010", "!!python/name:os.system"),
        ("a={b: 1, b: 2}", "R013", "b"),
        ("a=\x1b[31m", "R004", "\x1b"),
        ("name.x=1", "R022", "x"),
        ("l.0.x=1", "R022", "x"),
        ("l.2=1", "R022", "2"),
        ("l.-1=1", "R022", "-1"),
        ("l.x=1", "R022", "x"),
        ("l.²=1", "R022", "²"),
        ("l.99999999999999999999=1", "R022", "99999999999999999999"),
    ],
)
def test_overrides_that_are_refused(folder: Path, override: str, code: str, underline: str) -> None:
    path = write("a.yaml", "name: a\nl: [1, 2]\n")
    found, error = refused(path, "fine=1", override)
    assert found.code == code
    assert underlined(found, error) == ("--set", underline)
    assert found.span is not None
    assert found.span.line == 2
    assert isinstance(error, UnreadableError)
    assert set(error.sources) == {"a.yaml", "--set"}


def test_all_malformed_overrides_are_reported(folder: Path) -> None:
    path = write("a.yaml", "name: a\n")
    with pytest.raises(SpecError) as caught:
        load(path, overrides=["x", "name.y=1", "z"])
    assert [found.code for found in caught.value.diagnostics] == ["R021", "R022", "R021"]


def test_a_deep_override_is_within_the_limits(folder: Path) -> None:
    path = write("a.yaml", "name: a\n")
    found, _ = refused(path, ".".join("a" * 5000) + "=1")
    assert found.code == "R006"
