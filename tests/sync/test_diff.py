from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.sync.diff import colored, unified


def test_it_is_the_usual_diff() -> None:
    assert unified("a\nb\nc\n", "a\nB\nc\n", old_label="old", new_label="new") == (
        "--- old\n+++ new\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"
    )


def test_equal_texts_have_none() -> None:
    assert unified("a\n", "a\n", old_label="old", new_label="new") == ""


def test_a_missing_last_newline_is_said() -> None:
    diff = unified("a", "b\n", old_label="old", new_label="new")
    assert diff.endswith("-a\n\\ No newline at end of file\n+b\n")


def test_only_line_feeds_end_lines() -> None:
    diff = unified("a\x0cb\u2028c\n", "a\x0cB\u2028c\n", old_label="old", new_label="new")
    assert diff.endswith("@@ -1 +1 @@\n-a\x0cb\u2028c\n+a\x0cB\u2028c\n")


def test_bytes_that_are_no_text_are_shown_as_escapes() -> None:
    diff = unified("a\udcff\n", "", old_label="old", new_label="new")
    assert "-a\\xff\n" in diff
    diff.encode()


def test_colours_follow_the_meaning_of_a_line() -> None:
    diff = unified("-- a\nb\n", "++ a\nb\n", old_label="old", new_label="new")
    assert colored(diff) == (
        "\x1b[1m--- old\x1b[0m\n\x1b[1m+++ new\x1b[0m\n\x1b[36m@@ -1,2 +1,2 @@\x1b[0m\n"
        "\x1b[31m--- a\x1b[0m\n\x1b[32m+++ a\x1b[0m\n b\n"
    )
    assert colored("") == ""


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs patch")
def test_patch_applies_it(tmp_path: Path) -> None:
    old = "".join(f"line {n}\n" for n in range(40)) + "end"
    new = old.replace("line 3\n", "").replace("line 30\n", "line 30\nmore\n").replace("end", "END")
    path = tmp_path / "a.py"
    path.write_text(old)
    diff = unified(old, new, old_label="a.py", new_label="a.py")
    subprocess.run(["patch", str(path)], input=diff, text=True, check=True, capture_output=True)
    assert path.read_text() == new


@given(st.text("ab\n\r\x0c", max_size=20), st.text("ab\n\r\x0c", max_size=20))
def test_both_texts_can_be_read_off_it(old: str, new: str) -> None:
    diff = unified(old, new, old_label="old", new_label="new", context=100)
    assert bool(diff) == (old != new)
    if diff:
        lines = diff.replace("\n\\ No newline at end of file\n", "\0").split("\n", 3)[3]
        parts = [p for p in lines.replace("\0", "\0\n").split("\n") if p]
        texts = {
            kind: "".join(
                p[1:-1] if p.endswith("\0") else f"{p[1:]}\n" for p in parts if p[0] in kind
            )
            for kind in (" -", " +")
        }
        assert texts == {" -": old, " +": new}
