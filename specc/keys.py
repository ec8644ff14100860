"""A digest of all inputs of a build; if it is unchanged, there is nothing to do."""

from __future__ import annotations

import functools
import hashlib
import json
import os
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
    for root, endings in (
        (package, (".py", ".lock")),
        (shipped_folder("templates"), (".j2",)),
    ):
        for name in _files(str(root), endings):
            with open(f"{root}/{name}", "rb", buffering=0) as file:  # noqa: PTH123 -- quicker
                content = file.read()
            hashed.update(f"{name}\0{len(content)}\0".encode())
            hashed.update(content)
    return hashed.hexdigest()


def _files(root: str, endings: tuple[str, ...]) -> list[str]:
    """The files with some endings, by paths within a folder; `Path.glob` takes longer than reading them."""
    found = [
        f"{folder}/{name}"[len(root) + 1 :]
        for folder, _, names in os.walk(root)
        for name in names
        if name.endswith(endings)
    ]
    return sorted(name.replace(os.sep, "/") for name in found)
