"""`specc explain`."""

from __future__ import annotations

import argparse
import os
import pathlib
import re
import sys

from specc.cli import console, inputs
from specc.language.wording import close_to

_CODE = re.compile(r"[A-Z]\d{3}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "what",
        metavar="CODE|FILE.py:LINE",
        help="the code of a rule, or lines of a trainer: train.py:12, train.py:12-20 or train.py:NAME of "
        "a function or class",
    )


def run(arguments: argparse.Namespace) -> int:
    """Explains a rule, or lines of a trainer."""
    what: str = arguments.what
    if _CODE.fullmatch(what.upper()):
        return _rule(what.upper())
    file, _, place = what.rpartition(":")
    if not file or not place:
        fix = "name a code such as S012, or a line such as generated/digits.py:12"
        console.error(f"{what} is neither the code of a rule nor a line of a file", fix)
        return 2
    return _lines(pathlib.Path(file), place)


def _rule(code: str) -> int:
    from specc.explain.shown import shown_rule
    from specc.rules.registry import by_code

    rules = by_code()
    if code not in rules:
        near = close_to(code, rules)
        console.error(f"no rule has the code {code}", f"did you mean {near}?" if near else "")
        return 2
    console.say(shown_rule(rules[code], color=console.colored(sys.stdout)))
    return 0


def _lines(output: pathlib.Path, place: str) -> int:
    from specc.explain.lines import explain
    from specc.explain.places import PlaceError, lines_at
    from specc.explain.shown import shown_lines
    from specc.sync.errors import SyncError
    from specc.sync.files import read_text
    from specc.sync.record import recorded

    try:
        text, entry = read_text(output), recorded(output)
    except SyncError as error:
        console.error(error.message, error.fix)
        return 2
    if text is None:
        console.error(f"there is no file {output}", "name a trainer that specc has built")
        return 2
    if entry is None:
        fix = "name one that it has; its record is the folder .specc beside it"
        console.error(f"specc has not built {output}", fix)
        return 2
    try:
        numbers = lines_at(text, place)
    except PlaceError as error:
        console.error(f"{output}: {error}")
        return 2
    spec = os.path.relpath(output.parent / entry.spec)
    gathered = inputs.gather(inputs.read([spec], output=str(output)))
    if gathered.code:
        inputs.show(gathered)
        return gathered.code
    [analysis] = gathered.analyses
    if analysis.digest != entry.digest:
        console.tell(f"{spec} has changed since {output} was built: `specc build {spec}`")
    found = list(explain(analysis, text, numbers))
    console.say(shown_lines(found, color=console.colored(sys.stdout)))
    return 0
