"""`specc init`."""

from __future__ import annotations

import argparse
import pathlib
import shlex
from collections.abc import Iterator
from typing import NamedTuple

from specc import project
from specc.cli import console, inputs
from specc.cli.schema import text as schema_text
from specc.compiler import analyze
from specc.document.diagnostics import SpecError
from specc.init import gallery
from specc.init.text import SCHEMA
from specc.language.block import Block
from specc.language.wording import counted
from specc.resolve.lock import Lock, dump_lock
from specc.resolve.resolved import Resolved
from specc.sync.errors import SyncError
from specc.sync.files import read_text, write_bytes, write_text


class _Files(NamedTuple):
    """What is to be written, spec first."""

    spec: pathlib.Path
    text: str
    lock: Lock
    others: dict[pathlib.Path, bytes]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="a spec of the gallery; see --list")
    parser.add_argument("--list", action="store_true", help="list the gallery")
    parser.add_argument(
        "--data",
        metavar="PATH",
        help="a spec for this data: .csv, .parquet, .npz, .npy, .jsonl, .bin, a text, MNIST's files, or a "
        "folder of images or texts",
    )
    parser.add_argument(
        "--target",
        action="append",
        default=[],
        metavar="COLUMN",
        help="with --data: the column to predict; for .npz an array, for .npy a file; several for numbers",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="where the spec goes: FILE.yaml")
    parser.add_argument("--force", action="store_true", help="overwrite files")


def run(arguments: argparse.Namespace) -> int:
    """Writes a first spec, with all that it needs beside it."""
    if (wrong := _misuse(arguments)) is not None:
        console.error(wrong)
        return 2
    if arguments.list:
        found = gallery.names()
        width = max(map(len, found))
        console.say("\n".join(f"{name:{width}}  {summary}" for name, summary in found.items()))
        return 0
    try:
        if arguments.data is not None:
            files = _from_data(arguments)
        else:
            files = _from_gallery(arguments.name or gallery.DEFAULT, arguments.output)
        return 2 if files is None else _write(files, force=arguments.force)
    except SyncError as error:
        console.error(error.message, error.fix)
        return 2


def _misuse(arguments: argparse.Namespace) -> str | None:
    if arguments.name is not None and arguments.data is not None:
        return "NAME is a spec of the gallery, and --data asks for another; give one of them"
    if arguments.target and arguments.data is None:
        return "--target goes with --data"
    if arguments.output and not arguments.output.endswith((".yaml", ".yml")):
        return f"-o names a YAML file, such as {pathlib.PurePath(arguments.output).stem}.yaml"
    return None


def _from_gallery(name: str, output: str | None) -> _Files | None:
    from difflib import get_close_matches

    known = gallery.names()
    if name not in known:
        near = get_close_matches(name, known, 1)
        fix = f"did you mean {near[0]}?" if near else "see `specc init --list`"
        console.error(f"the gallery has no {name}", fix)
        return None
    spec = pathlib.Path(output or f"{name}.yaml")
    text = gallery.text_of(name, _trainer(spec.stem, name))
    given = project.read(gallery.path_of(name), ())
    folder = gallery.path_of(name).parent
    paths = {
        *gallery.companions(given.document.value),
        *map(pathlib.PurePosixPath, given.code.texts),
    }
    others = {spec.parent / path: (folder / path).read_bytes() for path in sorted(paths)}
    lock = _lock(spec)
    resolved = analyze(given).require()
    for source, asks in _sources(resolved):
        if (facts := given.lock.find(source, asks)) is not None:
            lock = lock.with_facts(source, facts, asks)
    return _Files(spec, text, lock, others)


def _sources(resolved: Resolved) -> Iterator[tuple[Block, dict[str, object]]]:
    data = resolved.spec.data
    yield data.source, dict(data.asks)
    yield from ((source, {}) for _, source, _ in data.others)


def _from_data(arguments: argparse.Namespace) -> _Files | None:
    from specc.init.draft import draft, told
    from specc.init.look import look
    from specc.init.settle import settle
    from specc.probe.errors import DataError
    from specc.resolve.data_files import look_at, paths_of

    data = pathlib.Path(arguments.data)
    stem = data.resolve().name.partition(".")[0]
    trainer = _trainer(pathlib.Path(arguments.output or stem).stem, stem)
    spec = pathlib.Path(arguments.output or f"{trainer}.yaml")
    words = ["specc", "init", "--data", arguments.data]
    words += [word for name in arguments.target for word in ("--target", name)]
    spec.parent.mkdir(parents=True, exist_ok=True)  # or no path could lead out of it
    try:
        seen = look(data, spec.parent, arguments.target)
        seen, facts = settle(seen, spec.parent)
        lock = _lock(spec)
        for key, found in facts.items():
            source = getattr(seen, key)
            files = [look_at(name, spec.parent, checksum=True) for name in paths_of(source)]
            asks = seen.asks if key == "source" else {}
            lock = lock.with_facts(
                source, found, asks, [file for file in files if file is not None]
            )
        text = draft(trainer, seen, facts["source"], shlex.join(words))
    except ImportError as error:
        console.error(f"{error.name} is needed to read the data", "pip install 'specc[train]'")
        return None
    except DataError as error:
        console.error(error.message, error.fix)
        return None
    for line in (*seen.guesses, *told(seen)):
        console.tell(line)
    return _Files(spec, text, lock, {})


def _lock(spec: pathlib.Path) -> Lock:
    """The lock beside a spec; an empty one if it is damaged, as `specc probe` has it."""
    try:
        return project.read_lock(spec)
    except SpecError:
        return Lock()


def _trainer(*wishes: str) -> str:
    """The name of a trainer: the first wish that can be one, or what is nearest to it."""
    import re

    from specc.rules.names import is_free

    name = re.sub(r"\W+", "_", wishes[0], flags=re.ASCII).strip("_")[:32] or "trainer"
    name = name if name[0].isalpha() else f"trainer_{name}"
    return name if is_free(name) else f"{name}_trainer"


def _write(files: _Files, *, force: bool) -> int:
    """Writes what is not there yet; a file with other content is an error without `force`."""
    schema, lock = files.spec.with_name(SCHEMA), project.lock_path(files.spec)
    there = [path for path, content in files.others.items() if _differs(path, content)]
    there = [files.spec] * files.spec.exists() + there
    if there and not force:
        shown = ", ".join(map(str, there))
        verb = "exists" if len(there) == 1 else "exist"
        console.error(
            f"{shown} {verb}", "choose another place with -o FILE, or overwrite with --force"
        )
        return 1
    for path, content in files.others.items():
        if not path.exists() or _differs(path, content):
            write_bytes(path, content)
    if files.others:
        folders = sorted({path.parent for path in files.others})
        count = counted(len(files.others), "file")
        console.say(f"created {count} in {', '.join(map(str, folders))}")
    verb = "updated" if lock.exists() else "created"
    if files.lock.entries and write_text(lock, dump_lock(files.lock)):
        console.say(f"{verb} {lock}")
    if read_text(schema) is None:
        write_text(schema, schema_text())
        console.say(f"created {schema}, for completion and checks in editors")
    write_text(files.spec, files.text)
    gathered = inputs.gather(inputs.read([str(files.spec)], ()))
    inputs.show(gathered)
    console.say(f"created {files.spec}")
    if not gathered.code:
        output = gathered.analyses[0].input.output
        console.tell(f"next:\n  specc build {files.spec}\n  python {output}")
    return gathered.code


def _differs(path: pathlib.Path, content: bytes) -> bool:
    return path.exists() and (not path.is_file() or path.read_bytes() != content)
