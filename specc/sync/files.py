"""Reads and writes text files atomically.

A trainer may be running, open in an editor or being committed while it is rebuilt, and the build may be
killed. So files are replaced atomically, and unchanged files are not touched, which keeps their modification
time.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path

from specc.sync.errors import SyncError, wrap_os_error


def normalized(text: str) -> str:
    r"""The text with the line endings that specc writes and compares: "\n" alone.

    Git may check files out with "\r\n", which is not an edit.
    """
    return text.replace("\r\n", "\n")


def read_text(path: Path) -> str | None:
    """The normalized text of a file, links followed; None if there is no file.

    Bytes that are not UTF-8 become lone surrogates instead of errors: such a file is one that
    somebody edited, and `write_text` would give back the same bytes.

    Raises:
        SyncError: it cannot be read, or is not a regular file.
    """
    with wrap_os_error("read", path):
        try:
            kind = path.stat().st_mode
        except FileNotFoundError:
            return None
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(kind):
            # Reading a pipe or a terminal would wait for ever.
            fix = "name a file with -o FILE, or write to the standard output with -o -"
            raise SyncError(f"cannot use {path}: it is not a regular file", fix)
        return normalized(path.read_bytes().decode("utf-8", "surrogateescape"))


def write_text(path: Path, text: str) -> bool:
    """Replaces a file with the normalized text in one step, and says whether that was needed.

    Missing folders are made. A link stays a link: what it leads to is replaced. The mode of an
    existing file is kept; a new one has the mode that the umask leaves.

    Raises:
        SyncError: it cannot be written; the file is then as it was, and nothing is left beside it.
    """
    text = normalized(text)
    if read_text(path) == text:
        return False
    write_bytes(path, text.encode("utf-8", "surrogateescape"))
    return True


def write_bytes(path: Path, content: bytes) -> None:
    """Replaces a file in one step, as `write_text` does.

    Raises:
        SyncError: it cannot be written; the file is then as it was, and nothing is left beside it.
    """
    with wrap_os_error("write", path):
        target = Path(os.path.realpath(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        # Not named after the target, whose name may already be as long as names can be.
        temporary = target.with_name(f".specc-{os.urandom(6).hex()}.tmp")
        try:
            _write_new(temporary, content)
            with contextlib.suppress(FileNotFoundError):
                temporary.chmod(stat.S_IMODE(target.stat().st_mode))
            temporary.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise


def _write_new(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        # Or a power cut after the rename could leave the new name with no content.
        os.fsync(file.fileno())
