"""The error of this package: a failed file operation, with a fix.

It adds to an `OSError` the file, the operation and a fix.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

_FIXES = {
    errno.ENOSPC: "free some space there, then run it again",
    errno.EDQUOT: "free some of your quota, then run it again",
    errno.EACCES: "change its permissions, or choose another output with -o FILE",
    errno.EPERM: "change its permissions, or choose another output with -o FILE",
    errno.EROFS: "choose another output with -o FILE",
    errno.EISDIR: "move the folder away, or name another output with -o FILE",
    errno.ENOTDIR: "a part of the path is a file: move it away, or use -o FILE",
    errno.EEXIST: "a file stands where a folder is needed: move it away",
    errno.ELOOP: "the link leads back to itself: remove it",
    errno.ENAMETOOLONG: "choose a shorter name with -o FILE",
}


class SyncError(Exception):
    """Files and their records cannot be read or written, and nothing in a spec can change that.

    Attributes:
        message: what is wrong and where, lower case, no full stop.
        fix: what to do about it.
    """

    def __init__(self, message: str, fix: str):
        super().__init__(f"{message} ({fix})")
        self.message = message
        self.fix = fix


@contextlib.contextmanager
def wrap_os_error(doing: str, path: Path) -> Iterator[None]:
    """Turns an `OSError` of the block into a `SyncError` that says what was done to which path.

    Raises:
        SyncError: whenever the block raises an OSError.
    """
    try:
        yield
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        fix = _FIXES.get(error.errno or 0, "fix that, then run it again")
        raise SyncError(f"cannot {doing} {path}: {reason}", fix) from error
