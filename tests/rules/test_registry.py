"""The rules as a whole: their codes, their words and their page."""

from __future__ import annotations

import pathlib
import re

import pytest

from specc.document import source
from specc.language import findings
from specc.rules import Rule, all_rules, registry
from specc.rules.page import FAMILIES, page

ROOT = pathlib.Path(__file__).parents[2]

every_rule = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)


@every_rule
def test_code(rule: Rule):
    assert re.fullmatch(r"[A-Z]\d{3}", rule.code)
    assert rule.code[0] in FAMILIES
    assert rule.code not in {*source.CODES, *findings.CODES, "D001"}


@every_rule
def test_title(rule: Rule):
    first = rule.title.split()[0]
    assert first == first.lower()
    assert not rule.title.endswith(".")


@every_rule
def test_explanation(rule: Rule):
    lines = rule.explanation.splitlines()
    assert 1 <= len([line for line in lines if line]) <= 6
    assert rule.explanation.endswith(".")


def test_codes_are_in_order_and_titles_differ():
    rules = all_rules()
    assert [rule.code for rule in rules] == sorted({rule.code for rule in rules})
    assert len({rule.title for rule in rules}) == len(rules)


def test_a_code_is_taken_once():
    def another(resolved):
        """Something."""

    with pytest.raises(AssertionError, match="two rules are called S012"):
        registry.rule("S012", "another")(another)


def test_a_rule_without_an_explanation_is_refused():
    with pytest.raises(AssertionError, match="Z999 explains nothing"):
        registry.rule("Z999", "silent")(lambda resolved: iter(()))


def test_page_is_current():
    written = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert written == page(), "run `make docs`"
