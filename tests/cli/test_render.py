"""What people, programs and GitHub are shown of a finding."""

from __future__ import annotations

import json
import random
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specc.cli import render
from specc.cli.render import (
    WIDTH,
    render_github,
    render_json,
    render_text,
    sort_key,
    summary,
)
from specc.document.diagnostics import Diagnostic, Fix, Path, Severity, SourceSpan
from specc.document.document import parse
from specc.document.source import Source

ERROR, WARNING = Severity.ERROR, Severity.WARNING

SPEC = """specc: 1
name: vae
# nothing


optimizer:
  type: adam
  b1: 0.9
  b2: 0.99
  learning_rate:
    type: cosine
    peak: 3e-3

    warmup: 2000 steps
"""


def located(text: str, path: Path, code: str = "S012", **more: object) -> Diagnostic:
    diagnostic = Diagnostic(code, ERROR, "the message", path, **more)  # type: ignore[arg-type]
    return parse(text.encode(), "specs/vae.yaml").locate(diagnostic)


def drawn(text: str, diagnostic: Diagnostic) -> list[str]:
    return render_text([diagnostic], {"specs/vae.yaml": text}, color=False).splitlines()


def at(text: str, start: int, end: int, label: str = "") -> Diagnostic:
    place = Source("specs/vae.yaml", text).place(start, end)
    return Diagnostic("S001", ERROR, "m", (), label, span=place)


def test_the_drawing_of_the_design() -> None:
    finding = parse(SPEC.encode(), "specs/vae.yaml").locate(
        Diagnostic(
            "S012",
            ERROR,
            "the warm-up is longer than the run",
            ("optimizer", "learning_rate", "warmup"),
            "2,000 steps, but the run has 1,000 (5 epochs × 200 steps)",
            ("the learning rate would never reach its peak of 0.003",),
            Fix(("warmup",), "5%"),
        )
    )
    assert render_text([finding], {"specs/vae.yaml": SPEC}, color=False) == (
        "error[S012]: the warm-up is longer than the run\n"
        "   ┌─ specs/vae.yaml:14:13\n"
        "   │\n"
        "14 │     warmup: 2000 steps\n"
        "   │             ^^^^^^^^^^ 2,000 steps, but the run has 1,000 (5 epochs × 200 steps)\n"
        "   │\n"
        "   = the learning rate would never reach its peak of 0.003\n"
        "   = fix: warmup: 5%\n"
    )


def test_several_findings() -> None:
    one = located(SPEC, ("name",))
    other = Diagnostic("S002", WARNING, "a warning without a place", notes=("why", "and why"))
    gone = Diagnostic(
        "R001", ERROR, "cannot read x", label="so", span=SourceSpan("x", 1, 1, 1, 1, 0, 0)
    )
    assert render_text([one, other, gone], {"specs/vae.yaml": SPEC}, color=False) == (
        "error[S012]: the message\n"
        "  ┌─ specs/vae.yaml:2:7\n"
        "  │\n"
        "2 │ name: vae\n"
        "  │       ^^^\n"
        "\n"
        "warning[S002]: a warning without a place\n"
        "  = why\n"
        "  = and why\n"
        "\n"
        "error[R001]: cannot read x\n"
        "  ┌─ x\n"
        "  = so\n"
    )
    assert render_text([], {}, color=False) == ""


def test_a_long_range_shows_its_first_line() -> None:
    lines = drawn(SPEC, located(SPEC, ("optimizer", "learning_rate")))
    assert lines[3:] == ["11 │     type: cosine", "   │     ^^^^^^^^^^^^"]


@pytest.mark.parametrize(
    ("text", "path", "shown", "carets"),
    [
        ("a:\n", ("a",), "a:", "  ^"),
        ("a: {\tb: 1}", ("a", "b"), "a: {    b: 1}", "           ^"),
        ("漢字: x", ("漢字",), "漢字: x", "      ^"),
        ("a: 漢字", ("a",), "a: 漢字", "   ^^^^"),
        ("a: 😀 # é", ("a",), "a: 😀 # é", "   ^^"),
        ("e\u0301: x", ("e\u0301",), "e\u0301: x", "   ^"),
        ("a\u200bb: x", ("a\u200bb",), "a\\u200bb: x", "          ^"),
        ("a\u202eb: x", ("a\u202eb",), "a\\u202eb: x", "          ^"),
    ],
)
def test_carets_stand_under_the_value(text: str, path: Path, shown: str, carets: str) -> None:
    lines = drawn(text, located(text, path))
    assert lines[3:5] == [f"1 │ {shown}", f"  │ {carets}"]


def test_nothing_reaches_the_terminal_but_what_can_be_seen() -> None:
    text = "a: \x1b[31mred\n"
    place = SourceSpan("a\x1b[2J.yaml", 1, 4, 1, 8, 3, 7)
    finding = Diagnostic(
        "S001", ERROR, "m\x1b[0m\nm", ("a",), "l\x9b\r", ("n\x07\nn",), Fix(("\x1b",), "\x1b"), span=place
    )  # fmt: skip
    shown = render_text([finding], {place.file: text}, color=False)
    assert not any(unicodedata.category(char) == "Cc" for char in shown if char != "\n")
    assert "\\x1b[31mred" in shown
    assert "m\\x1b[0m\\nm" in shown
    assert shown.splitlines()[4].endswith("^^^^^^^ l\\x9b\\r")
    assert len([line for line in shown.splitlines() if line.startswith("  = n")]) == 2


def test_a_place_beyond_its_text_is_drawn_without_it() -> None:
    place = SourceSpan("specs/vae.yaml", 90, 1, 90, 5, 900, 904)
    lines = drawn(SPEC, Diagnostic("S001", ERROR, "m", span=place))
    assert lines == ["error[S001]: m", "   ┌─ specs/vae.yaml"]


@pytest.mark.parametrize(
    ("start", "end"), [(3, 10), (500, 505), (985, 1000), (90, 700), (999, 1000)]
)
def test_long_lines_are_windowed(start: int, end: int) -> None:
    text = "".join(chr(ord("a") + index % 26) for index in range(1000))
    _, _, _, code, carets = drawn(text, at(text, start, end))
    assert len(code) <= WIDTH + len("1 │ ")
    under = code[carets.index("^") : carets.rindex("^") + 1]
    assert text[start:end].startswith(under.rstrip("…"))
    assert len(under) == min(end - start, len(under)) >= min(end - start, 60)
    assert ("…" in code[:6]) == (start >= 90)


@settings(max_examples=300, deadline=None)
@given(
    st.text(st.sampled_from("ab 漢😀e\u0301\t\u200b\x7f\u202e"), min_size=1, max_size=150),
    st.data(),
)
def test_the_carets_are_as_wide_as_what_they_mark(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    place = SourceSpan("f", 1, start + 1, 1, end + 1, start, end)
    shown = render_text([Diagnostic("S001", ERROR, "m", span=place)], {"f": text}, color=False)
    code, carets = (line[4:] for line in shown.split("\n")[3:5])
    assert columns(code) <= WIDTH
    assert re.fullmatch(r" *\^+", carets)
    if columns("".join(map(render._cell, text))) <= WIDTH:
        before, marked = (
            "".join(map(render._cell, part)) for part in (text[:start], text[start:end])
        )
        assert len(carets) - carets.count("^") == columns(before)
        assert carets.count("^") == max(columns(marked), 1)


def columns(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.category(char) == "Mn" for char in text)


def test_colours_change_nothing_but_colours() -> None:
    findings = [
        located(SPEC, ("name",), notes=("n",), label="l"),
        Diagnostic("S002", WARNING, "w"),
    ]
    sources = {"specs/vae.yaml": SPEC}
    colored = render_text(findings, sources, color=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == render_text(findings, sources, color=False)
    assert "\x1b[1;31merror[S012]\x1b[0m" in colored
    assert "\x1b[1;33mwarning[S002]\x1b[0m" in colored
    assert colored.count("\x1b[0m") * 2 == colored.count("\x1b[")


def test_json() -> None:
    finding = located(
        SPEC,
        ("optimizer", "b1"),
        label="l",
        notes=("n",),
        fix=Fix(("a", 0), None, also=(Fix(("b",), "c", renames=True),)),
    )
    shown = render_json([finding, Diagnostic("S002", WARNING, "w")])
    assert json.loads(json.dumps(shown)) == [
        {
            "code": "S012",
            "severity": "error",
            "message": "the message",
            "label": "l",
            "notes": ["n"],
            "path": ["optimizer", "b1"],
            "fix": {
                "path": ["a", 0],
                "text": None,
                "renames": False,
                "also": [{"path": ["b"], "text": "c", "renames": True}],
            },
            "place": {
                "file": "specs/vae.yaml",
                "line": 8,
                "column": 7,
                "end_line": 8,
                "end_column": 10,
                "start": SPEC.index("0.9"),
                "end": SPEC.index("0.9") + 3,
            },
        },
        {
            "code": "S002",
            "severity": "warning",
            "message": "w",
            "label": "",
            "notes": [],
            "path": [],
            "fix": None,
            "place": None,
        },
    ]


def test_github() -> None:
    place = SourceSpan("a,b:c%.yaml", 3, 5, 3, 9, 0, 4)
    long = SourceSpan("a.yaml", 3, 5, 6, 9, 0, 4)
    findings = [
        Diagnostic("S001", ERROR, "50% off, a: b", (), "label", ("n\r\nm",), Fix(("x",), "5%"), span=place),
        Diagnostic("S002", WARNING, "w", span=long),
        Diagnostic("S003", WARNING, "no place"),
    ]  # fmt: skip
    assert render_github(findings).splitlines() == [
        "::error file=a%2Cb%3Ac%25.yaml,line=3,col=5,endColumn=9,title=S001%3A 50%25 off%2C a%3A b::label%0An%0D%0Am%0Afix: x: 5%25",
        "::warning file=a.yaml,line=3,endLine=6,title=S002%3A w::w",
        "::warning title=S003%3A no place::no place",
    ]


@pytest.mark.parametrize(
    ("errors", "warnings", "text"),
    [
        (0, 0, "found no errors and no warnings"),
        (1, 0, "found 1 error"),
        (0, 2, "found 2 warnings"),
        (2, 1, "found 2 errors and 1 warning"),
    ],
)
def test_summary(errors: int, warnings: int, text: str) -> None:
    findings = [Diagnostic("S001", ERROR, "m")] * errors + [
        Diagnostic("S001", WARNING, "m")
    ] * warnings
    assert summary(findings) == text


def test_the_order_of_findings() -> None:
    def finding(code: str, file: str | None = None, line: int = 1, column: int = 1) -> Diagnostic:
        place = SourceSpan(file, line, column, line, column, 0, 0) if file else None
        return Diagnostic(code, ERROR, "m", span=place)

    ordered = [
        finding("S009"),
        finding("S008", "a", 1, 2),
        finding("S007", "a", 2, 1),
        finding("S001", "a", 10, 1),
        finding("S002", "a", 10, 1),
        finding("S001", "b", 1, 1),
    ]
    assert sorted(random.Random(0).sample(ordered, len(ordered)), key=sort_key) == ordered
