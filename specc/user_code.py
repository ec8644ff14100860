"""Reads the user code that a spec refers to, and the user's files that it imports.

The result is part of the compiler's `Input`; later stages read no files. Files that cannot be read are
recorded with the reason, which a rule reports.
"""

from __future__ import annotations

import pathlib
import posixpath
from typing import Any

from specc.document.source import MAX_BYTES
from specc.inline import modules
from specc.language.code import Files, named_sources

MAX_FILES = 200
"""Maximum number of user files."""


def read_code(folder: pathlib.Path, value: Any, base: str) -> Files:
    """All user code of a spec.

    Args:
        folder: that of the spec.
        value: the spec's values.
        base: what messages call the folder.
    """
    sources = [posixpath.normpath(source) for source in named_sources(value)]
    if not sources:
        return Files()

    def exists(path: str) -> bool:
        try:
            return (folder / path).is_file()
        except (OSError, ValueError):  # an invalid name, or no permission
            return False

    roots = dict.fromkeys(root for path in sources for root in modules.roots_of(path, exists))
    texts: dict[str, str] = {}
    unread: dict[str, str] = {}
    waiting = list(dict.fromkeys(sources))
    for path in waiting:  # grows in the loop
        if len(texts) >= MAX_FILES:
            unread[path] = f"there are more than {MAX_FILES} files already"
            break
        try:
            texts[path] = text = _read(folder / path)
        except (OSError, ValueError) as error:
            unread[path] = _reason(error)
            continue
        for written in modules.imported(text):
            found = modules.files_of(written, path, tuple(roots), exists)
            waiting += [item for item in found if item not in waiting]
    named = {path: modules.importable(path, exists) for path in sources}
    called = {path: name for path, name in named.items() if name is not None}
    return Files(texts, roots=tuple(roots), unread=unread, base=base, modules=called)


class _RefusedError(ValueError):
    pass


def _read(path: pathlib.Path) -> str:
    if path.exists() and not path.is_file() and not path.is_dir():
        raise _RefusedError("it is not a regular file")
    with path.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _RefusedError(f"it has more than {MAX_BYTES:,} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"{data[error.start]:#04x}"
        raise _RefusedError(f"it is not UTF-8 text: byte {byte} in line {line}") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _reason(error: OSError | ValueError) -> str:
    match error:
        case _RefusedError():
            return str(error)
        case FileNotFoundError() | NotADirectoryError():
            return "there is no such file"
        case IsADirectoryError():
            return "it is a folder"
        case PermissionError():
            return "it may not be opened"
        case OSError(strerror=str(reason)):
            return reason.lower()
    return "not the name of a file"
