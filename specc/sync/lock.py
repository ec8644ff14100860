"""A lock on a folder of outputs.

Two builds that both read the manifest and both write it would each forget the other's outputs.
The lock is the kernel's (`flock`), so it dies with its process and is never stale; the empty file
that carries it stays, because removing it would let two processes hold two different files of one
name.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from specc.sync.errors import SyncError, wrap_os_error

_POLL_SECONDS = 0.02
_UNSUPPORTED = {errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOLCK}


@contextlib.contextmanager
def locked(path: Path, *, timeout: float) -> Iterator[None]:
    """Holds the lock that the file `path` stands for; its folder must be there.

    A file system without locks (some cluster mounts) gives none, and the block runs all the same:
    files are still replaced atomically, and an entry lost by two simultaneous builds is restored by the
    next one.

    Raises:
        SyncError: somebody else held it for `timeout` seconds, or the file cannot be opened.
    """
    with wrap_os_error("lock", path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        with wrap_os_error("lock", path):
            _acquire(descriptor, path, timeout)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, path: Path, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                folder = path.parent.parent
                raise SyncError(
                    f"another specc is writing in {folder}, for {timeout:g} s already",
                    "run it again when that one has finished",
                ) from None
            time.sleep(_POLL_SECONDS)
        except OSError as error:
            if error.errno in _UNSUPPORTED:
                return
            raise
        else:
            return
