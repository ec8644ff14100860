"""`specc build`."""

from __future__ import annotations

import argparse
import pathlib
import sys

from specc import __version__
from specc.cli import console, inputs
from specc.compiler import Analysis, text_of
from specc.keys import key_of
from specc.project import other_owner
from specc.sync import keys
from specc.sync.apply import apply
from specc.sync.check import check, forget, orphans
from specc.sync.diff import colored
from specc.sync.errors import SyncError
from specc.sync.plan import Action, Plan, Request, plan
from specc.sync.state import State


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("specs", nargs="+", metavar="SPEC", help="a spec: YAML, JSON or TOML")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="where the trainer goes; - prints it"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="A.B=C",
        help="build with this value instead; recorded, so that later builds keep it",
    )
    parser.add_argument("--unset", action="store_true", help="forget recorded values of --set")
    parser.add_argument(
        "--emit",
        choices=("spec", "ir"),
        help="print the resolved spec, or the program after each pass",
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 with a diff if out of sync"
    )
    parser.add_argument(
        "--data",
        action="store_true",
        help="with --check: read the files of data too, and compare them with specc.lock",
    )
    parser.add_argument(
        "--pristine", action="store_true", help="with --check: edited trainers fail, too"
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="overwrite edited trainers, and files that specc did not write",
    )


def run(arguments: argparse.Namespace) -> int:
    """Compiles, and writes, compares or prints."""
    if (wrong := _misuse(arguments)) is not None:
        console.error(wrong)
        return 2
    target = None if arguments.output == "-" else arguments.output
    overrides = arguments.set if arguments.set or arguments.unset else None
    given = inputs.read(arguments.specs, overrides, target, checksums=arguments.data)
    gathered = inputs.gather(given)
    inputs.show(gathered)
    if gathered.code:
        return gathered.code
    if arguments.emit:
        for analysis in gathered.analyses:
            console.say(_emitted(analysis, arguments.emit))
        return 0
    if arguments.output == "-":
        sys.stdout.write(text_of(gathered.analyses[0]))
        return 0
    try:
        for analysis in gathered.analyses:
            if (owner := other_owner(analysis.input)) is not None:
                file, output = analysis.input.document.file, analysis.input.output
                message = f"{file} has the output {output}, which is built from {owner}"
                console.error(message, f"give {file} another `name:`, or an `output:` of its own")
                return 2
        if arguments.check:
            return _check(gathered.analyses, pristine=arguments.pristine)
        return _build(gathered.analyses, force=arguments.force)
    except SyncError as error:
        console.error(error.message, error.fix)
        return 2


def _misuse(arguments: argparse.Namespace) -> str | None:
    if arguments.output and len(arguments.specs) > 1:
        return "-o names one file, but there are several specs"
    if arguments.check and (arguments.force or arguments.emit or arguments.output == "-"):
        return "--check only compares; it goes with neither --force, --emit nor -o -"
    if arguments.pristine and not arguments.check:
        return "--pristine goes with --check"
    if arguments.data and not arguments.check:
        return "--data goes with --check"
    return None


def _emitted(analysis: Analysis, what: str) -> str:
    if what == "spec":
        import json

        from specc.resolve.resolved import as_data

        return json.dumps(as_data(analysis.require()), indent=2, ensure_ascii=False)
    from specc.compiler import programs
    from specc.ir.printer import format_program

    stages = (f"# {title}\n\n{format_program(program)}" for title, program in programs(analysis))
    return "\n".join(stages)


def request(analysis: Analysis, text: str | None = None) -> Request:
    """What is to be written for an analysis; `text` is what it is compiled to, if that is known."""
    given = analysis.input
    return Request(
        output=pathlib.Path(given.output),
        text=text_of(analysis) if text is None else text,
        spec=pathlib.Path(given.document.file),
        digest=analysis.digest,
        key=key_of(given),
        version=__version__,
        overrides=given.document.overrides,
    )


def _build(analyses: tuple[Analysis, ...], *, force: bool) -> int:
    unchanged = frozenset[pathlib.Path]()
    if not force:
        unchanged = keys.skippable(
            {pathlib.Path(a.input.output): key_of(a.input) for a in analyses}
        )
    stale = [a for a in analyses if pathlib.Path(a.input.output) not in unchanged]
    done = apply(plan([request(analysis) for analysis in stale], force=force)) if stale else None
    if done is not None:
        _report(done)
    _orphans(analyses)
    if count := len(unchanged) + sum(s.action is Action.KEEP for s in (done.steps if done else ())):
        console.tell(f"{count} trainer{'' if count == 1 else 's'} up to date")
    return int(bool(done and done.refused))


def _report(done: Plan) -> None:
    for step in done.written:
        console.say(f"built {step.request.output}")
        if step.lays_out:
            console.tell(f"{step.request.output}: laid out by specc; run your formatter again")
    for step in done.overwritten:
        console.tell(f"{step.request.output}: edits were overwritten; only git has them")
    for step in done.refused:
        console.error(f"{step.request.output}: {step.why}", step.fix)
        if edits := step.edits():
            console.tell(colored(edits) if console.colored(sys.stderr) else edits)


def _orphans(analyses: tuple[Analysis, ...], *, quiet: bool = False) -> None:
    """Reports trainers whose spec is gone, in the folders that were built into."""
    outputs = {pathlib.Path(analysis.input.output) for analysis in analyses}
    for folder in sorted({output.parent for output in outputs}):
        found = orphans(folder, [output for output in outputs if output.parent == folder])
        for orphan in found:
            if orphan.present:
                console.tell(f"{orphan.output}: its spec {orphan.spec} is gone; delete it too?")
        if not quiet:
            forget(found)


def _check(analyses: tuple[Analysis, ...], *, pristine: bool) -> int:
    findings = check([request(analysis) for analysis in analyses], pristine=pristine)
    for found in findings:
        if not found.ok:
            console.error(f"{found.output}: {found.why}", found.fix)
            if found.diff:
                console.say(colored(found.diff) if console.colored(sys.stdout) else found.diff)
        elif found.state is State.EDITED:
            console.tell(f"{found.output}: edited by hand, which is fine")
    _orphans(analyses, quiet=True)
    wrong = sum(not found.ok for found in findings)
    if not wrong:
        console.tell(f"{len(findings)} trainer{'' if len(findings) == 1 else 's'} in sync")
    return int(bool(wrong))
