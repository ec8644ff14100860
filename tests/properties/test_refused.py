"""Pairs of levels that random specs never have are truly refused."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from specc import compiler
from specc.document.diagnostics import Severity, SpecError
from specc.project import read

from . import specs
from .covering import Level, Space
from .refused import NARROW, NOT_WRITTEN, RULES

PAIRS, SPECS = 3, 2
"""Pairs of two options that are tried, and specs that each is tried in."""

EXCLUDED = list(dict.fromkeys(specs.excluded()))
OPTIONS = {(one[0], other[0]) for one, other in EXCLUDED} - {("nesterov", "momentum")}


def test_every_exclusion_has_a_reason() -> None:
    assert {*RULES, *NOT_WRITTEN, *NARROW} == OPTIONS
    assert len(RULES) + len(NOT_WRITTEN) + len(NARROW) == len(OPTIONS)


@pytest.mark.parametrize("options", RULES, ids="-".join)
def test_what_rules_exclude_is_refused(options: tuple[str, str], tmp_path: Path) -> None:
    """Each in specs that have nothing else that is excluded."""
    rng = random.Random(repr(options))
    pairs = [(one, other) for one, other in EXCLUDED if (one[0], other[0]) == options]
    tried = 0
    for pair in rng.sample(pairs, min(PAIRS, len(pairs))):
        space = Space(specs.OPTIONS, specs.NEEDS, (each for each in EXCLUDED if each != pair))
        for _ in range(SPECS):
            choice = space.choose(rng, pair)
            if choice is None:
                continue  # it is excluded for something else as well
            path = tmp_path / "spec.json"
            path.write_text(json.dumps(specs.write(choice, rng)), encoding="utf-8")
            codes = _errors(path)
            assert codes & RULES[options] or codes == UNREADABLE, (pair, codes)
            tried += codes != UNREADABLE
    assert tried


UNREADABLE = {"R004"}
"""Of a file with a control character, which a hostile description brings now and then."""


def _errors(path: Path) -> set[str]:
    """The codes of what is refused."""
    try:
        found = compiler.analyze(read(path))
    except SpecError as error:
        return {d.code for d in error.diagnostics}
    return {d.code for d in found.diagnostics if d.severity is Severity.ERROR or not found.resolved}


def test_pairs_are_of_the_space() -> None:
    """An excluded pair is in no choice."""
    rng = random.Random(0)
    excluded: set[frozenset[Level]] = {frozenset(pair) for pair in EXCLUDED}
    for _ in range(20):
        choice = specs.SPACE.choose(rng)
        assert choice is not None
        assert not [p for p in excluded if p <= choice.items()]
