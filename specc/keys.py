"""A digest of all inputs of a build; if it is unchanged, there is nothing to do."""

from __future__ import annotations

import functools
import hashlib
import json
import pathlib

from specc.compiler import Input
from specc.resolve.lock import dump_lock
from specc.shipped import shipped_folder


def key_of(given: Input) -> str:
    """SHA-256 over the contents of spec, bases, lock, own code, compiler and templates."""
    parts = {
        "compiler": _compiler(),
        "files": dict(given.document.files),
        "code": [given.code.digests(), dict(given.code.unread), list(given.code.roots)],
        "overrides": list(given.document.overrides),
        "lock": dump_lock(given.lock),
        "output": pathlib.PurePath(given.output).name,
        "spec": given.spec_path,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@functools.cache
def _compiler() -> str:
    """SHA-256 over every source file and template, names and contents."""
    package = pathlib.Path(__file__).resolve().parent
    hashed = hashlib.sha256()
    for root, pattern in (
        (package, "**/*.py"),
        (package, "**/*.lock"),
        (shipped_folder("templates"), "**/*.j2"),
    ):
        for file in sorted(root.glob(pattern)):
            hashed.update(f"{file.relative_to(root).as_posix()}\0".encode())
            hashed.update(hashlib.sha256(file.read_bytes()).digest())
    return hashed.hexdigest()
