"""Starts a trainer as often as it is told, in a second or less: it is imported once.

    LD_PRELOAD=killer.so python server.py TRAINER.py fork|stay

A line of stdin is a start, as JSON: `workdir`, `flags`, `out` (a file for what it prints), and for killer.c `record`, `at`
and `half`. The answers are two lines: the process id, when the trainer handles signals or has ended, and how it ended.

With `fork`, each start is a process that can be killed. Nothing of JAX runs before a fork but its import, so each has
threads and compiled functions of its own. With `stay`, all starts are in this process, which compiles once.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import json
import os
import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any, TextIO

import jax
import numpy as np
import tyro


def digest(state: Any) -> str:
    """Of every bit of a state, with where it is and its type."""
    found = hashlib.sha256()
    for path, leaf in jax.tree.leaves_with_path(state):
        is_key = jax.numpy.issubdtype(leaf.dtype, jax.dtypes.prng_key)
        array = np.asarray(jax.random.key_data(leaf) if is_key else leaf)
        found.update(f"{jax.tree_util.keystr(path)} {array.dtype} {array.shape}".encode())
        found.update(array.tobytes())
    return found.hexdigest()


def imported(path: Path) -> ModuleType:
    found = importlib.util.spec_from_file_location("trainer", path)
    assert found is not None
    assert found.loader is not None
    trainer = importlib.util.module_from_spec(found)
    sys.modules["trainer"] = trainer
    found.loader.exec_module(trainer)
    return trainer


def run(trainer: ModuleType, start: dict[str, Any], began: int) -> None:
    """Does as `main` does; the last line that a finished run prints is the digest of its state."""
    out = os.open(start["out"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in sys.stdout, sys.stderr:
        os.dup2(out, stream.fileno())
    os.close(out)
    paths = (os.fsencode(start[name]) for name in ("workdir", "record"))
    ctypes.CDLL(None).arm(*paths, ctypes.c_long(start["at"]), ctypes.c_int(start["half"]))
    train, states = trainer.train, []

    def watched(*given: Any) -> Any:
        os.close(began)
        states.append(train(*given))
        return states[0]

    trainer.train = watched
    try:
        trainer.main(
            tyro.cli(trainer.Config, args=["--workdir", start["workdir"], *start["flags"]])
        )
    finally:
        trainer.train = train
    print(digest(states[0]))


def code_of(trainer: ModuleType, start: dict[str, Any], began: int) -> int:
    """Runs; returns the exit code."""
    code = 1
    try:
        run(trainer, start, began)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def forked(trainer: ModuleType, start: dict[str, Any], say: TextIO) -> None:
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        os._exit(code_of(trainer, start, writer))
    os.close(writer)
    os.read(reader, 1)  # ends when the child closes its end, or dies
    os.close(reader)
    print(pid, file=say, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), file=say, flush=True)


def stayed(trainer: ModuleType, start: dict[str, Any], say: TextIO) -> None:
    print(os.getpid(), file=say, flush=True)
    print(code_of(trainer, start, os.dup(0)), file=say, flush=True)


def main() -> None:
    path, way = sys.argv[1:]
    trainer, say = imported(Path(path)), os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        {"fork": forked, "stay": stayed}[way](trainer, json.loads(line), say)


if __name__ == "__main__":
    main()
