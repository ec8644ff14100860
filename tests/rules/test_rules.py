"""Each rule finds its mistake, leaves what only looks like it alone, and fixes what it finds."""

from __future__ import annotations

import dataclasses

import pytest

from specc.document.diagnostics import Severity
from specc.rules import all_rules, check, registry

from .cases import CASES, Case, allow
from .specs import BASE, changed, findings, fixed, resolved

WARNINGS = sorted(rule.code for rule in all_rules() if rule.severity is Severity.WARNING)

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)


def test_base_is_fine():
    assert findings(BASE) == ()


@every_case
def test_mistake_is_found(case: Case):
    found = findings(changed(case.bad))
    first = next(diagnostic for diagnostic in found if diagnostic.code == case.code)
    assert first.path == case.path
    assert case.label in first.label
    assert {diagnostic.code for diagnostic in found} == {case.code, *case.also}


@every_case
def test_near_miss_is_not(case: Case):
    assert case.code not in {diagnostic.code for diagnostic in findings(changed(case.near))}


@every_case
def test_fix_works(case: Case):
    spec = changed(case.bad)
    found = [diagnostic for diagnostic in findings(spec) if diagnostic.code == case.code]
    fixes = [diagnostic.fix for diagnostic in found if diagnostic.fix]
    assert bool(fixes) == case.fixes
    if fixes:
        assert len(fixes) == len(found)
        after = {diagnostic.code for diagnostic in findings(fixed(spec, fixes))}
        assert after <= case.also | case.reveals


OF_FILES = {"D156", "D157"}
"""Rules about files of data, which `tests/probe/test_changed_files.py` has cases of."""


def test_every_rule_has_a_case():
    known = {case.code for case in CASES} | OF_FILES
    assert [rule.code for rule in all_rules()] == sorted(known)


def test_findings_have_the_words_of_their_rule():
    [found] = findings(changed({"optimizer.mask": "all"}))
    rule = registry.by_code()["O022"]
    assert (found.message, found.severity) == (rule.title, rule.severity)


@pytest.mark.parametrize("code", [code for code in WARNINGS if code not in {"A003", "D156"}])
def test_warnings_can_be_allowed(code):
    case = next(case for case in CASES if case.code == code)
    found = findings(changed({**case.bad, **allow(code)}))
    assert {diagnostic.code for diagnostic in found} == case.also


def test_allowing_an_error_leaves_it():
    spec = changed({"data.batch_size": 801, **allow("B057")})
    assert {diagnostic.code for diagnostic in findings(spec)} == {"A002", "B057"}


def test_idle_allowances_can_be_allowed():
    assert findings(changed(allow("O022", "A003"))) == ()


def test_suggested_batch_size_fits_small_sets():
    facts = {"rows": 3, "shape": [1], "classes": 2, "low": 0.0, "high": 1.0}
    spec = changed({"data.facts": facts, "data.holdout": "0%", "data.batch_size": 4})
    [fix] = [diagnostic.fix for diagnostic in findings(spec) if diagnostic.code == "B057"]
    assert fix is not None
    assert fix.text == "1"


def test_facts_of_a_lock_are_found_at_the_source():
    spec = changed({"data.facts": None, "data.source.name": "iris"})
    known = resolved(spec)
    facts = known.facts.model_copy(update={"low": 9.0})
    found = [d for d in check(dataclasses.replace(known, facts=facts)) if d.code == "D013"]
    assert [diagnostic.path for diagnostic in found] == [("data", "source")]


@pytest.mark.parametrize(
    ("steps", "expected"), [("800 steps", "1 epoch"), ("9 steps", "10%"), ("4 steps", "1 step")]
)
def test_suggested_interval_fits_the_run(steps, expected):
    spec = changed({"train.duration": steps, "evaluate.every": "801 steps"})
    [fix] = [d.fix for d in findings(spec) if d.path == ("evaluate", "every")]
    assert fix is not None
    assert fix.text == expected
