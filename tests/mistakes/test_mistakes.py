"""What people write who know other frameworks: every mistake is found, told what to do, and fixed where possible."""

from __future__ import annotations

import pathlib

import pytest

from specc.cli.main import main

from .cases import BASE, CASES, Case
from .page import checked, errors, fixed, page, text_of

ROOT = pathlib.Path(__file__).parent.parent.parent


def ids(case: Case) -> str:
    return case.title


def test_the_base_is_right():
    assert checked(CASES[0], "".join(BASE.values())).diagnostics == ()


def test_there_are_fifty():
    assert len(CASES) >= 50
    assert len({case.title for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_every_message_says_what_to_do(case):
    """By an edit, a note, a question or a guess."""
    found = errors(checked(case, text_of(case)))
    assert found
    for one in found:
        told = one.fix or one.notes or one.label.endswith("?")
        assert told, (one.message, one.label)


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_fixes_work(case):
    """All errors are fixed, or those are left that only people can decide about."""
    left = errors(checked(case, fixed(case)))
    if case.fixed:
        assert left == [], [(one.message, one.label) for one in left]
    else:
        assert left
    assert all(one.fix is None for one in left), [str(one.fix) for one in left]


def test_the_command_makes_the_same_edits(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    case = next(case for case in CASES if case.title == "Arguments of the Trainer")
    path = pathlib.Path("spec.yaml")
    path.write_text(text_of(case))
    with pytest.raises(SystemExit) as ended:
        main(["check", "--fix", "spec.yaml"])
    assert ended.value.code == 0
    assert path.read_text() == fixed(case)
    assert "spec.yaml: fixed" in capsys.readouterr().err


def test_the_page_is_up_to_date():
    assert (ROOT / "docs/mistakes.md").read_text() == page(), "run `make docs`"
