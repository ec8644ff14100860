"""Specs as the commands get them: read, analyzed, and with what is wrong shown."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import NamedTuple

from specc import project
from specc.cli import console
from specc.compiler import Analysis, Input, analyze
from specc.document.diagnostics import Diagnostic, Severity, SpecError, UnreadableError


class Gathered(NamedTuple):
    """The specs of one call.

    Attributes:
        analyses: of those that could be read, in the order given.
        diagnostics: of all of them.
        sources: the texts that the diagnostics point into.
        unreadable: whether any could not be read.
    """

    analyses: tuple[Analysis, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: dict[str, str]
    unreadable: bool

    @property
    def errors(self) -> int:
        """How many errors there are."""
        return sum(found.severity is Severity.ERROR for found in self.diagnostics)

    @property
    def code(self) -> int:
        """The exit code that they amount to."""
        return 2 if self.unreadable else 1 if self.errors else 0


def gather(given: Sequence[Input | SpecError]) -> Gathered:
    """Analyzes what could be read, and keeps what could not."""
    analyses: list[Analysis] = []
    diagnostics: list[Diagnostic] = []
    sources: dict[str, str] = {}
    for item in given:
        if isinstance(item, SpecError):
            found, texts = item.diagnostics, item.sources
        else:
            analyses.append(analyze(item))
            found, texts = analyses[-1].diagnostics, dict(item.document.sources)
        diagnostics += found
        sources |= texts
    unreadable = any(isinstance(item, UnreadableError) for item in given)
    return Gathered(tuple(analyses), tuple(diagnostics), sources, unreadable)


def read(
    specs: Sequence[str],
    overrides: Sequence[str] | None = None,
    output: str | None = None,
    *,
    checksums: bool = False,
) -> list[Input | SpecError]:
    """Every spec, or why it cannot be read; with the values of `--set` that its build recorded by default."""
    found: list[Input | SpecError] = []
    for spec in specs:
        try:
            given = project.read(spec, overrides, output=output, checksums=checksums)
        except SpecError as error:
            found.append(error)
            continue
        found.append(given)
        if overrides is None and (known := given.document.overrides):
            console.tell(f"{spec}: with {' '.join(known)}, as recorded (see build --unset)")
    return found


def show(gathered: Gathered, form: str = "text") -> None:
    """Prints the diagnostics: text to stderr, the forms that programs read to stdout."""
    if not gathered.diagnostics and form != "json":
        return
    from specc.cli.render import render_github, render_json, render_text, summary

    diagnostics, sources = gathered.diagnostics, gathered.sources
    if form == "json":
        console.say(json.dumps(render_json(diagnostics), indent=2))
    elif form == "github":
        console.say(render_github(diagnostics).rstrip("\n"))
    else:
        console.tell(render_text(diagnostics, sources, color=console.colored(sys.stderr)))
        console.tell(summary(diagnostics))
