"""Reads a spec with its lock, project settings and user code from disk.

`specc.lock` is beside the spec. A pyproject.toml above it can say in `[tool.specc]` where trainers go, and
the record beside a trainer has the values of `--set` that it was built with. All of it becomes part of the
`Input`; the compiler itself reads no files.
"""

from __future__ import annotations

import dataclasses
import functools
import os
import pathlib
import tomllib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from specc.compiler import Input
from specc.document.diagnostics import Diagnostic, Severity, SourceSpan, SpecError, UnreadableError
from specc.document.document import Document
from specc.language.code import Files, named_sources
from specc.resolve.data_files import DataFile, look_at
from specc.resolve.extends import load
from specc.resolve.lock import FILE_NAME, Lock, LockError, parse_lock

if TYPE_CHECKING:
    from specc.sync.manifest import Entry


def read(
    spec: str | os.PathLike[str],
    overrides: Sequence[str] | None = None,
    *,
    output: str | os.PathLike[str] | None = None,
    checksums: bool = False,
) -> Input:
    """Reads a spec with everything that belongs to it.

    Args:
        spec: path of the spec; messages name it as it is given.
        overrides: changes of the form `a.b=c`, as `--set` takes them. By default those that the last build
            recorded, so that compiling gives what is committed; `()` is the spec alone.
        output: where the trainer goes, if not where the spec or the project says.
        checksums: whether to read the files of data that the lock knows, and not only to look at their sizes.

    Raises:
        UnreadableError: it, a base that it extends, its lock, the project's file or the record of its trainer
            cannot be read.
    """
    path = pathlib.Path(spec)
    document = load(path, name=str(spec), overrides=overrides or ())
    target = pathlib.Path(output) if output is not None else _output(path, document)
    if overrides is None and (known := _recorded_overrides(path, target)):
        document = load(path, name=str(spec), overrides=known)
    relative = os.path.relpath(path, target.parent or ".")
    code = code_of(path, document)
    sources = {code.shown(file): text for file, text in code.texts.items()}
    document = dataclasses.replace(document, sources={**document.sources, **sources})
    spec_path = pathlib.PurePath(relative).as_posix()
    lock = read_lock(path)
    seen = _seen(path, document, lock, checksums=checksums)
    return Input(document, lock, str(target), spec_path, code, seen)


def _seen(
    spec: pathlib.Path, document: Document, lock: Lock, *, checksums: bool
) -> dict[str, DataFile]:
    """Files of the spec's data that the lock knows, as they are now."""
    data = document.value.get("data") if isinstance(document.value, dict) else None
    blocks = (
        [data.get(key) for key in ("source", "evaluation", "test", "evaluation_sets")]
        if isinstance(data, dict)
        else []
    )
    named = {value for block in blocks for value in _strings(block)}
    known = {file.path for entry in lock.entries for file in entry.files}
    found = {path: look_at(path, spec.parent, checksum=checksums) for path in sorted(named & known)}
    return {path: file for path, file in found.items() if file is not None}


def _strings(value: object) -> Iterator[str]:
    """The strings in a value of a spec."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def code_of(spec: pathlib.Path, document: Document) -> Files:
    """The user code that a spec refers to."""
    if not any(named_sources(document.value)):
        return Files()
    from specc.user_code import read_code

    base = pathlib.PurePath(document.file).parent.as_posix()
    return read_code(spec.parent, document.value, "" if base == "." else base)


def lock_path(spec: pathlib.Path) -> pathlib.Path:
    """Where the facts of a spec's data are kept."""
    return spec.parent / FILE_NAME


def read_lock(spec: pathlib.Path) -> Lock:
    """The lock beside a spec; an empty one if there is none.

    Raises:
        UnreadableError: it is damaged.
    """
    path = lock_path(spec)
    try:
        return parse_lock(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Lock()
    except (LockError, OSError, UnicodeDecodeError) as error:
        message = "specc.lock cannot be read"
        raise _unreadable("R090", path, message, f"{error}; `specc probe` rewrites it") from None


def other_owner(given: Input) -> pathlib.Path | None:
    """Another spec from which the trainer of an input was built, and still would be.

    So it is where a spec was copied and kept its name. A spec that is gone, or has another output by now,
    owns nothing.

    Raises:
        SyncError: the record of the trainer cannot be read.
    """
    output = pathlib.Path(given.output)
    if (entry := _entry(output)) is None or entry.spec == given.spec_path:
        return None
    owner = pathlib.Path(os.path.relpath(os.path.realpath(output.parent / entry.spec)))
    if not owner.is_file() or os.path.realpath(owner) == os.path.realpath(given.document.file):
        return None
    try:
        current = _output(owner, load(owner))
    except SpecError:
        return owner
    return owner if os.path.realpath(current) == os.path.realpath(output) else None


def _entry(output: pathlib.Path) -> Entry | None:
    """What a trainer was built from, if there is a record."""
    if not (output.parent / ".specc" / "manifest.json").is_file():
        return None
    from specc.sync.record import recorded

    return recorded(output)


def _recorded_overrides(spec: pathlib.Path, output: pathlib.Path) -> tuple[str, ...]:
    """The values of `--set` with which a trainer was built from a spec."""
    if not (output.parent / ".specc" / "manifest.json").is_file():
        return ()
    from specc.sync.errors import SyncError

    try:
        entry = _entry(output)
    except SyncError as error:
        place = output.parent / ".specc" / "manifest.json"
        message = "the record of trainers cannot be read"
        raise _unreadable("R093", place, message, f"{error.message}; {error.fix}") from None
    if entry is None or os.path.realpath(output.parent / entry.spec) != os.path.realpath(spec):
        return ()
    return entry.overrides


def _output(spec: pathlib.Path, document: Document) -> pathlib.Path:
    """Where a trainer goes: the spec's `output`, else the project's, else beside the spec."""
    value = document.value if isinstance(document.value, dict) else {}
    name = value.get("name")
    if not isinstance(name, str) or not name.isidentifier():  # an error, which validation reports
        name = spec.stem
    if isinstance(stated := value.get("output"), str) and stated:
        return spec.parent / stated
    found = _project(spec.parent.resolve())
    if found is None:
        return spec.with_name(f"{name}.py")
    folder, pattern = found
    return pathlib.Path(os.path.relpath(folder / pattern.replace("{name}", name)))


@functools.cache
def _project(folder: pathlib.Path) -> tuple[pathlib.Path, str] | None:
    """The nearest folder upwards whose pyproject.toml has `[tool.specc] output`, and that pattern."""
    for place in (folder, *folder.parents):
        file = place / "pyproject.toml"
        if not file.is_file():
            continue
        try:
            table = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("specc")
        except (OSError, ValueError) as error:
            raise _unreadable("R091", file, "pyproject.toml cannot be read", str(error)) from None
        if table is None:
            continue
        pattern = table.get("output") if isinstance(table, dict) else None
        if not isinstance(pattern, str) or not isinstance(table, dict) or set(table) != {"output"}:
            message = "[tool.specc] is not understood"
            label = 'it takes one key, such as output = "generated/{name}.py"'
            raise _unreadable("R092", file, message, label)
        return place, pattern
    return None


def _unreadable(code: str, path: pathlib.Path, message: str, label: str) -> UnreadableError:
    place = SourceSpan(str(path), 1, 1, 1, 1, 0, 0)
    found = Diagnostic(code, Severity.ERROR, message, (), label, span=place)
    return UnreadableError((found,), {str(path): ""})
