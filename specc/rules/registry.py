"""The registry of rules, and how they are run.

A rule is a function with a code, a severity and a title; its docstring is the explanation that
people read. Rules see the resolved spec alone. They are independent of each other and all of them
run, so that a spec is told everything that is wrong with it at once. A rule keeps silent where the
numbers that it needs make no sense, which another rule says.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from specc.resolve.resolved import Resolved
from specc.spec.diagnostics import Diagnostic, Fix, Path, Place, Severity


class Found(NamedTuple):
    """One place where a rule is broken, with the numbers and the mend.

    Attributes:
        path: the value that is wrong.
        label: what is wrong with it, in numbers; shown under it.
        notes: what follows.
        fix: the edit that mends it.
        place: where it is, if that is in another file than the spec.
    """

    path: Path
    label: str
    notes: tuple[str, ...] = ()
    fix: Fix | None = None
    place: Place | None = None


Check = Callable[[Resolved], Iterator[Found]]


class Rule(NamedTuple):
    """A mistake that a spec can make."""

    code: str
    severity: Severity
    title: str
    explanation: str
    check: Check


_RULES: dict[str, Rule] = {}


def rule(code: str, title: str, severity: Severity = Severity.ERROR) -> Callable[[Check], Check]:
    """Registers a function as the rule `code`; its docstring becomes the explanation."""

    def register(check: Check) -> Check:
        assert code not in _RULES, f"two rules are called {code}"
        explanation = inspect.cleandoc(check.__doc__ or "")
        assert explanation, f"{code} explains nothing"
        _RULES[code] = Rule(code, severity, title, explanation, check)
        return check

    return register


def warning(code: str, title: str) -> Callable[[Check], Check]:
    """Registers a rule whose findings may be meant, and can then be allowed."""
    return rule(code, title, Severity.WARNING)


@functools.cache
def by_code() -> Mapping[str, Rule]:
    """Every rule, in the order of the codes; files of this room register theirs when imported."""
    package = importlib.import_module("specc.rules")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"specc.rules.{module.name}")
    return dict(sorted(_RULES.items()))


def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    return tuple(by_code().values())


def check(resolved: Resolved) -> tuple[Diagnostic, ...]:
    """What the rules find, without places, warnings that the spec allows left out."""
    allowed = {item.code for item in resolved.spec.allow}
    return tuple(
        Diagnostic(
            rule.code,
            rule.severity,
            rule.title,
            found.path,
            found.label,
            found.notes,
            found.fix,
            place=found.place,
        )
        for rule in all_rules()
        if rule.severity is Severity.ERROR or rule.code not in allowed
        for found in rule.check(resolved)
    )
