"""`specc check`."""

from __future__ import annotations

import argparse
import pathlib

from specc.cli import console, inputs
from specc.compiler import analyze
from specc.document.diagnostics import Severity

_ROUNDS = 20  # fixes that undo each other would go on for ever


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("specs", nargs="+", metavar="SPEC", help="a spec: YAML, JSON or TOML")
    parser.add_argument(
        "--format",
        choices=("text", "json", "github"),
        default="text",
        help="how to print diagnostics: as text, as JSON, or as GitHub annotations",
    )
    parser.add_argument("--strict", action="store_true", help="exit 1 for warnings too")
    parser.add_argument("--fix", action="store_true", help="apply the suggested fixes to the specs")
    parser.add_argument(
        "--data",
        action="store_true",
        help="read the files of data too, and compare their checksums with specc.lock",
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="A.B=C", help="check with this value instead"
    )


def run(arguments: argparse.Namespace) -> int:
    """Shows every diagnostic of every spec."""
    if arguments.fix and arguments.set:
        console.error("--fix edits the spec, so it does not go with --set")
        return 2
    failed = False
    for spec in arguments.specs if arguments.fix else ():
        failed |= not _fix(spec)
    given = inputs.read(arguments.specs, arguments.set or None, checksums=arguments.data)
    gathered = inputs.gather(given)
    inputs.show(gathered, arguments.format)
    if not gathered.diagnostics and arguments.format == "text":
        count = len(gathered.analyses)
        console.tell(f"{count} spec{'' if count == 1 else 's'}: no problems found")
    warnings = any(found.severity is Severity.WARNING for found in gathered.diagnostics)
    return 2 if failed else gathered.code or int(arguments.strict and warnings)


def _fix(spec: str) -> bool:
    """Makes the edits that can be made in the spec's own file; says whether it could be written.

    A fix can uncover another error: a key with its right name can have a wrong value. Those are fixed as
    well; warnings that appear only then have not been shown yet, and are left.
    """
    from specc.document.fixing import apply_fixes
    from specc.sync.errors import SyncError
    from specc.sync.files import write_text

    changed = False
    for number in range(_ROUNDS):
        [item] = inputs.read([spec], ())
        if isinstance(item, Exception):
            break
        document = item.document
        fixes = [
            found.fix
            for found in analyze(item).diagnostics
            if found.fix is not None and (number == 0 or found.severity is Severity.ERROR)
        ]
        text = document.sources[document.file]
        fixed = apply_fixes(text, document, fixes)
        if fixed == text:
            break
        try:
            write_text(pathlib.Path(document.file), fixed)
        except SyncError as error:  # its advice is about the outputs of a build
            console.error(
                error.message, "make the file and its folder writable, or edit it by hand"
            )
            return False
        changed = True
    if changed:
        console.tell(f"{spec}: fixed")
    return True
