"""Templates as bytecode, kept beside them in `__pycache__`, as Python keeps that of modules.

Compiling the templates of a trainer takes longer than all the rest of emitting it. What is kept is never
needed: a file that is not there, that is damaged, or that is of another version is the same as none, and
one that cannot be written is not written. A template counts as known only with the very text that it has.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import marshal
import os
import pathlib
import sys

import jinja2
from jinja2.bccache import Bucket

_DIGEST = hashlib.sha256().digest_size


class TemplateCache(jinja2.BytecodeCache):
    """One file with the bytecode of every template that was ever used.

    Args:
        folder: of the templates.
        form: further inputs of compilation, such as the options of Jinja.
    """

    def __init__(self, folder: pathlib.Path, form: str):
        # a name that depends on Python's version, in a place that its users can choose
        self._file = pathlib.Path(importlib.util.cache_from_source(str(folder / "templates.py")))
        self._seed = b"\0".join(
            [importlib.util.MAGIC_NUMBER, jinja2.__version__.encode(), form.encode()]
        )
        self._known = self._read()
        self._is_new = False

    def load_bytecode(self, bucket: Bucket) -> None:
        """Gives a template its code, if it is known with this text."""
        checksum, code = self._known.get(bucket.key, ("", b""))
        if checksum == bucket.checksum:
            bucket.code = marshal.loads(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Takes the code of a template that has been compiled."""
        self._known[bucket.key] = bucket.checksum, marshal.dumps(bucket.code)
        self._is_new = True

    def save(self) -> None:
        """Writes what is new, unless Python is told to keep no bytecode, or it cannot be written."""
        if not self._is_new or sys.dont_write_bytecode:
            return
        self._is_new = False
        content = marshal.dumps(self._known)
        part = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            try:
                part.write_bytes(self._digest(content) + content)
                part.replace(self._file)
            finally:
                part.unlink(missing_ok=True)

    def _read(self) -> dict[str, tuple[str, bytes]]:
        """Reads the cache. Damaged bytecode could crash Python, so its digest is verified."""
        try:
            content = self._file.read_bytes()
        except OSError:
            return {}
        if content[:_DIGEST] != self._digest(content[_DIGEST:]):
            return {}
        known: dict[str, tuple[str, bytes]] = marshal.loads(content[_DIGEST:])
        return known

    def _digest(self, content: bytes) -> bytes:
        return hashlib.sha256(self._seed + content).digest()
