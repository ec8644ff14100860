"""The registry of rules.

A rule is a function with a code, a severity and a title; its docstring is the explanation in the docs. Rules
only see the resolved spec and are independent of each other. All of them run, so all problems are reported at
once. A rule is silent if the numbers that it needs are invalid, which another rule reports.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from specc.document.diagnostics import Diagnostic, Fix, Path, Severity, SourceSpan
from specc.resolve.resolved import Resolved


class Found(NamedTuple):
    """A violation of a rule, with the numbers and the fix.

    Attributes:
        path: the value that is wrong.
        label: what is wrong, in numbers; shown under the value.
        notes: consequences.
        fix: the edit that fixes it.
        place: its place, if it is not in the spec.
    """

    path: Path
    label: str
    notes: tuple[str, ...] = ()
    fix: Fix | None = None
    place: SourceSpan | None = None


Check = Callable[[Resolved], Iterator[Found]]


class Rule(NamedTuple):
    """A rule."""

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
    """Registers a warning, which a spec can allow."""
    return rule(code, title, Severity.WARNING)


@functools.cache
def by_code() -> Mapping[str, Rule]:
    """Every rule, in the order of the codes; importing the modules of this package registers them."""
    package = importlib.import_module("specc.rules")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"specc.rules.{module.name}")
    return dict(sorted(_RULES.items()))


def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    return tuple(by_code().values())


def check(resolved: Resolved) -> tuple[Diagnostic, ...]:
    """The findings of all rules, without places and without allowed warnings."""
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
            span=found.place,
        )
        for rule in all_rules()
        if rule.severity is Severity.ERROR or rule.code not in allowed
        for found in rule.check(resolved)
    )
