"""`specc probe`."""

from __future__ import annotations

import argparse
import pathlib
from collections.abc import Mapping
from typing import Any, cast

from specc import project
from specc.cli import console, inputs
from specc.cli.inputs import Gathered
from specc.document.diagnostics import Severity, SpecError, UnreadableError
from specc.language.block import Block
from specc.language.code import with_code
from specc.language.data import Data
from specc.language.facts import Facts
from specc.language.spec import Spec
from specc.language.validate import validate
from specc.language.wording import counted
from specc.resolve.data_files import look_at, paths_of
from specc.resolve.extends import load
from specc.resolve.lock import Lock, dump_lock
from specc.sync.errors import SyncError
from specc.sync.files import write_text

_STORED = {"floats": "as floats", "column": "in a column (n, 1)"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("specs", nargs="+", metavar="SPEC", help="a spec: YAML, JSON or TOML")


def run(arguments: argparse.Namespace) -> int:
    """Reads the data of each spec and writes its facts to the lock beside it."""
    worst = 0
    for spec in arguments.specs:
        try:
            worst = max(worst, _probe(pathlib.Path(spec), spec))
        except SyncError as error:
            console.error(error.message, error.fix)
            worst = 2
    return worst


def _probe(path: pathlib.Path, name: str) -> int:
    try:
        document = load(path, name=name)
    except SpecError as error:
        unreadable = isinstance(error, UnreadableError)
        shown = Gathered((), error.diagnostics, error.sources, unreadable)
        inputs.show(shown)
        return shown.code
    spec, found = validate(document, Spec)
    if spec is None:
        located = tuple(document.locate(diagnostic) for diagnostic in found)
        inputs.show(Gathered((), located, dict(document.sources), unreadable=False))
        return 1 if any(d.severity is Severity.ERROR for d in found) else 0
    data = cast("Data", with_code(spec.data, project.code_of(path, document)))
    worst = _write(path, data.source, data.asks)
    for _, source, _ in data.others:
        worst = max(worst, _write(path, source, {}, scored=True))
    return worst


def _write(
    path: pathlib.Path, source: Block, asks: Mapping[str, Any], *, scored: bool = False
) -> int:
    """Reads one source; `asks` are additional facts needed by its split."""
    from specc.probe import survey
    from specc.probe.errors import DataError
    from specc.probe.shown import lines_of, notes_of

    lock_file = project.lock_path(path)
    try:
        found = survey(source, path.parent, asks, scored=scored)
    except ImportError as error:
        console.error(f"{error.name} is needed to read the data", "pip install 'specc[train]'")
        return 2
    except DataError as error:
        console.error(error.message, error.fix)
        return 2
    except (OSError, ValueError, LookupError) as error:
        console.error(f"the data cannot be read: {error}", "check the path in the spec")
        return 2
    try:
        lock = project.read_lock(path)
    except UnreadableError:
        console.tell(f"{lock_file} was damaged; it is rewritten")
        lock = Lock()
    for file, text in found.written:
        if not _keep(file, text):
            return 2
    facts = found.facts
    known = lock.find(source, asks)
    if known is not None and known != facts:
        console.tell(f"{lock_file}: the data has changed ({known.rows:,} rows before)")
    seen = [look_at(name, path.parent, checksum=True) for name in paths_of(source)]
    files = [file for file in seen if file is not None]
    changed = write_text(lock_file, dump_lock(lock.with_facts(source, facts, asks, files)))
    console.say(f"{lock_file}: {_size(facts)}")
    for line in lines_of(found):
        console.say(line)
    for note in notes_of(found):
        console.tell(note)
    if facts.labels:
        how = " and ".join(_STORED[form] for form in facts.labels)
        console.tell(f"labels are stored {how}; for classification the trainer converts them")
    if facts.classes and max(facts.class_rows or (0,)) == facts.rows:
        console.tell("all examples have the same class")
    if not changed:
        console.tell("unchanged")
    return 0


def _keep(file: pathlib.Path, text: str) -> bool:
    """Writes what was made of the data; a file that is there already is never replaced by another."""
    if file.exists() and file.read_text(encoding="utf-8") != text:
        console.error(
            f"{file} is not the tokenizer that this text gives",
            "remove it to have it trained again, name another `path`, or keep it with `type: file`",
        )
        return False
    if write_text(file, text):
        console.say(f"{file}: trained")
    return True


def _size(facts: Facts) -> str:
    """How many examples there are, and of what."""
    if facts.vocabulary is not None and (facts.classes or facts.targets):
        longest = f"the longest of {counted(facts.shape[0], 'token')}"
        return f"{counted(facts.rows, 'sequence')} of tokens, {longest}; {_targets(facts)}"
    if facts.shortest_prompt is not None:
        longest = f"the longest of {counted(facts.shape[0], 'token')}"
        rows = f"{counted(facts.rows, 'prompt')} with completions"
        return f"{rows}, {longest}; {facts.vocabulary:,} different"
    if facts.vocabulary is not None:
        plain = facts.characters is not None and facts.documents is None
        unit = "character" if plain else "token"
        of = f" of {counted(facts.documents, 'document')}" if facts.documents else ""
        size = f", {facts.text_bytes:,} bytes" if facts.text_bytes else ""
        return f"{counted(facts.rows, unit)}{of}{size}, {facts.vocabulary:,} different"
    shape = " x ".join(f"{extent:,}" for extent in facts.shape)
    return f"{facts.rows:,} rows of {shape}, {_targets(facts)}"


def _targets(facts: Facts) -> str:
    """What there is to predict."""
    if facts.classes:
        return f"{facts.classes:,} classes"
    return f"{counted(facts.targets or 0, 'number')} to predict"
