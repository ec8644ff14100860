"""The registry of rules.

A rule is a function with a code, a severity and a title; its docstring is the explanation in the docs. Rules
only see the resolved spec and are independent of each other. All of them run, so all problems are reported at
once. A rule is silent if the numbers that it needs are invalid, which another rule reports.

Rules about one block are in a module named as the block's in `specc.language`: those about `type: wsd` in
`schedules/wsd.py`, those about `lora:` in `lora.py`. They find nothing in a spec without the block, and are
imported only if it has been. That keeps `specc check` fast.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import os
import pathlib
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from specc import language
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
    check: Check

    @property
    def explanation(self) -> str:
        """Why it is a mistake, for the docs."""
        return inspect.cleandoc(self.check.__doc__ or "")


_RULES: dict[str, Rule] = {}


def rule(code: str, title: str, severity: Severity = Severity.ERROR) -> Callable[[Check], Check]:
    """Registers a function as the rule `code`; its docstring becomes the explanation."""

    def register(check: Check) -> Check:
        assert code not in _RULES, f"two rules are called {code}"
        assert check.__doc__, f"{code} explains nothing"
        _RULES[code] = Rule(code, severity, title, check)
        return check

    return register


def warning(code: str, title: str) -> Callable[[Check], Check]:
    """Registers a warning, which a spec can allow."""
    return rule(code, title, Severity.WARNING)


@functools.cache
def _modules() -> tuple[str, ...]:
    """The modules of this package, named within it: `batch`, `schedules.wsd`."""
    top = str(pathlib.Path(__file__).parent)
    found = []
    for folder, _, files in os.walk(top):
        package = folder[len(top) + 1 :].replace(os.sep, ".")
        stems = [name[:-3] for name in files if name.endswith(".py") and name != "__init__.py"]
        found += [f"{package}.{stem}" if package else stem for stem in stems]
    return tuple(sorted(found))


def about_block(name: str) -> bool:
    """Whether a module of this package, named within it, has the rules about one block."""
    return "." in name or f"{name}.py" in _top_of_language()


@functools.cache
def _top_of_language() -> frozenset[str]:
    return frozenset(place.name for place in pathlib.Path(language.__path__[0]).iterdir())


def _load(*, all_blocks: bool) -> dict[str, Rule]:
    """Imports modules of rules, which registers them: the general ones, and those about blocks.

    Returns:
        What is registered, in the order of the codes.
    """
    for name in _modules():
        if all_blocks or not about_block(name) or f"specc.language.{name}" in sys.modules:
            importlib.import_module(f"specc.rules.{name}")
    return dict(sorted(_RULES.items()))


@functools.cache
def by_code() -> Mapping[str, Rule]:
    """Every rule, in the order of the codes."""
    return _load(all_blocks=True)


def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    return tuple(by_code().values())


def check(resolved: Resolved) -> tuple[Diagnostic, ...]:
    """The findings of all rules, without places and without allowed warnings.

    Rules about blocks that no spec has are not needed, so they are not loaded.
    """
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
        for rule in _load(all_blocks=False).values()
        if rule.severity is Severity.ERROR or rule.code not in allowed
        for found in rule.check(resolved)
    )
