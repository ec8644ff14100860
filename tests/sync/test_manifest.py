"""The manifest is read back as it was written, or refused with the way out."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.sync.errors import SyncError
from specc.sync.manifest import Entry, Manifest, parse, read

PATH = Path("generated/.specc/manifest.json")
SHA = "0123456789abcdef" * 4
ENTRY = Entry("../specs/foo.yaml", ("train.duration=5 epochs",), "d1", SHA, "0.1.0")

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)
names = text.filter(lambda name: name not in {"", ".", ".."} and "/" not in name)
entries = st.builds(
    Entry,
    spec=text,
    overrides=st.lists(text, max_size=2).map(tuple),
    digest=text,
    sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
    specc=text,
)


def test_it_reads_well_and_diffs_well() -> None:
    assert Manifest({"foo.py": ENTRY}).dumps() == (
        "{\n"
        '  "format": 1,\n'
        '  "outputs": {\n'
        '    "foo.py": {\n'
        '      "digest": "d1",\n'
        '      "overrides": [\n'
        '        "train.duration=5 epochs"\n'
        "      ],\n"
        f'      "sha256": "{SHA}",\n'
        '      "spec": "../specs/foo.yaml",\n'
        '      "specc": "0.1.0"\n'
        "    }\n"
        "  }\n"
        "}\n"
    )


@given(st.dictionaries(names, entries, max_size=3))
def test_reading_gives_what_was_written(contents: dict[str, Entry]) -> None:
    written = Manifest(contents).dumps()
    assert parse(written, PATH) == Manifest(contents)
    assert parse(written, PATH).dumps() == written


def test_no_file_is_an_empty_manifest(tmp_path: Path) -> None:
    assert read(tmp_path / "manifest.json") == Manifest()


def test_entries_are_added_replaced_and_dropped() -> None:
    first = Manifest({"a.py": ENTRY, "b.py": ENTRY})
    other = Entry("b.yaml", (), "d2", SHA, "0.1.0")
    second = first.with_entries({"b.py": other, "c.py": other})
    assert second.entries == {"a.py": ENTRY, "b.py": other, "c.py": other}
    assert second.without(["b.py", "z.py"]).entries == {"a.py": ENTRY, "c.py": other}
    assert first.entries == {"a.py": ENTRY, "b.py": ENTRY}


def test_only_the_version_of_specc_may_differ_in_what_says_the_same() -> None:
    assert ENTRY.is_equivalent(Entry(ENTRY.spec, ENTRY.overrides, "d1", SHA, "9.9"))
    assert not ENTRY.is_equivalent(Entry(ENTRY.spec, ENTRY.overrides, "d2", SHA, "0.1.0"))
    assert not ENTRY.is_equivalent(Entry(ENTRY.spec, (), "d1", SHA, "0.1.0"))


def _damaged(change: dict[str, object], *, drop: str = "") -> str:
    document = json.loads(Manifest({"foo.py": ENTRY}).dumps())
    document["outputs"]["foo.py"] |= change
    document["outputs"]["foo.py"].pop(drop, None)
    return json.dumps(document)


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        ("", "expecting value"),
        ("null", "the manifest is not an object"),
        ("[]", "the manifest is not an object"),
        ("[" * 100_000, "recursion"),
        ('{"format": 1', "expecting"),
        ('{"outputs": {}}', "no format number"),
        ('{"format": "1", "outputs": {}}', "no format number"),
        ('{"format": true, "outputs": {}}', "no format number"),
        ('{"format": 0, "outputs": {}}', "no format 0"),
        ('{"format": 1}', "lacks 'outputs'"),
        ('{"format": 1, "outputs": []}', "outputs is not an object"),
        ('{"format": 1, "outputs": {}, "more": 1}', "unknown key 'more'"),
        ('{"format": 1, "outputs": {"foo.py": 3}}', "'foo.py' is not an object"),
        ('{"format": 1, "outputs": {"../foo.py": {}}}', "not a file name"),
        ('{"format": 1, "outputs": {"": {}}}', "not a file name"),
        ('{"format": 1, "outputs": {}, "outputs": {}}', "'outputs' is duplicated"),
        (_damaged({}, drop="digest"), "lacks 'digest'"),
        (_damaged({"key": "k"}), "unknown key 'key'"),
        (_damaged({"spec": 3}), "spec of 'foo.py' is not a string"),
        (_damaged({"spec": "a\0b"}), "spec of 'foo.py' is not a string"),
        (_damaged({"overrides": "a=b"}), "overrides of 'foo.py' is not a list"),
        (_damaged({"overrides": [1]}), "an override of 'foo.py' is not a string"),
        (_damaged({"sha256": "abc"}), "not a SHA-256 digest"),
        (_damaged({"sha256": SHA.upper()}), "not a SHA-256 digest"),
        (_damaged({"specc": None}), "specc of 'foo.py' is not a string"),
    ],
)
def test_damage_is_named(damaged: str, reason: str) -> None:
    with pytest.raises(SyncError) as caught:
        parse(damaged, PATH)
    assert str(PATH) in caught.value.message
    assert reason in caught.value.message.lower() or reason in caught.value.message
    assert "restore it from git" in caught.value.fix


def test_both_sides_of_a_merge_are_noticed() -> None:
    one = json.dumps({"digest": "d"})
    with pytest.raises(SyncError, match=r"'foo\.py' is duplicated"):
        parse(f'{{"format": 1, "outputs": {{"foo.py": {one}, "foo.py": {one}}}}}', PATH)


def test_conflict_markers_are_named() -> None:
    whole = Manifest({"foo.py": ENTRY}).dumps().splitlines()
    ours, theirs = whole[4], whole[4].replace("d1", "d2")
    whole[4:5] = ["<<<<<<< HEAD", ours, "=======", theirs, ">>>>>>> branch"]
    with pytest.raises(SyncError, match="conflict markers") as caught:
        parse("\n".join(whole), PATH)
    assert "git checkout --ours -- generated" in caught.value.fix


def test_a_newer_format_asks_for_a_newer_specc() -> None:
    with pytest.raises(SyncError, match="newer specc") as caught:
        parse('{"format": 2, "anything": []}', PATH)
    assert "upgrade" in caught.value.fix


@given(st.data())
def test_no_cut_and_no_splice_gives_anything_but_a_manifest_or_a_sync_error(
    data: st.DataObject,
) -> None:
    whole = Manifest({"foo.py": ENTRY, "bar.py": ENTRY}).dumps()
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
    damaged = whole[:start] + data.draw(st.sampled_from(["", "{}", '"', "\0", "9", "<<<<<<< "]))
    with contextlib.suppress(SyncError):
        assert isinstance(parse(damaged + whole[end:], PATH), Manifest)
