"""`specc diff`."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from specc.cli import console, inputs
from specc.compiler import Analysis, text_of

_WIDEST = 60
"""Characters of a value that are shown."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("spec", metavar="SPEC", help="a spec: YAML, JSON or TOML")
    parser.add_argument(
        "other",
        nargs="?",
        metavar="OTHER",
        help="the spec to compare it with; SPEC itself if left out",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="A.B=C",
        help="compare with this value: of OTHER, or of SPEC if there is no other",
    )
    parser.add_argument("--meaning", action="store_true", help="fields only, no code")


def run(arguments: argparse.Namespace) -> int:
    """Shows the fields that differ, then the lines of the trainers; the exit code is 1 if any do."""
    from specc.explain.meaning import changes
    from specc.resolve.resolved import as_data
    from specc.sync.diff import colored, unified

    if arguments.other is None and not arguments.set:
        console.error("there is nothing to compare with", "name another spec, or give --set A.B=C")
        return 2
    other = arguments.other or arguments.spec
    given = [*inputs.read([arguments.spec]), *inputs.read([other], arguments.set or None)]
    gathered = inputs.gather(given)
    inputs.show(gathered)
    if gathered.code:
        return gathered.code
    before, after = gathered.analyses
    found = changes(as_data(before.require()), as_data(after.require()))
    width = max((len(change.path) for change in found), default=0)
    for change in found:
        console.say(f"{change.path:{width}}  {_shown(change.before)} -> {_shown(change.after)}")
    if arguments.meaning:
        return int(bool(found))
    diff = unified(
        text_of(before),
        text_of(after),
        old_label=f"a/{_label(before)}",
        new_label=f"b/{_label(after)}",
    )
    if diff:
        console.say(
            ("\n" if found else "") + (colored(diff) if console.colored(sys.stdout) else diff)
        )
    return int(bool(diff))


def _label(analysis: Analysis) -> str:
    return analysis.input.output.lstrip("/")


def _shown(value: Any) -> str:
    """A value as it is written in a spec, on a line, cut off if it is long."""
    from specc.init.text import flow

    text = "absent" if value is None else flow(value)
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}…"
