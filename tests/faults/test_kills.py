"""Killed at every change that a run makes to its files, and started again: in every bit the run that was not killed."""

from __future__ import annotations

import json
import shutil
import subprocess
import zlib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from .world import HERE, Started

CACHE = HERE.parents[1] / ".cache" / "kills"
WRITES = ("write", "writev", "pwrite", "pwrite64")


class Case(NamedTuple):
    at: int  # the number of the change
    half: bool  # whether half of what it writes is written


class Passed:
    """The cases that a trainer has passed, kept between calls of `make soak`."""

    def __init__(self, started: Started):
        text = started.trainer.read_bytes() + " ".join(started.flags).encode()
        self.path = CACHE / f"{started.trainer.stem}-{zlib.crc32(text):08x}.jsonl"
        rows = self.path.read_text().splitlines() if self.path.exists() else []
        self.cases = {Case(row["at"], row["half"]) for row in map(json.loads, rows)}

    def add(self, case: Case, hit: str | None) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a") as file:
            file.write(json.dumps({**case._asdict(), "hit": hit}) + "\n")
        self.cases.add(case)


def cases(changes: list[str]) -> list[Case]:
    """Every change, and a second time every write, to be torn; the first eighth of them are from all of the run."""
    found = []
    for at, change in enumerate(changes, 1):
        found.append(Case(at, False))
        if change.split()[0] in WRITES:
            found.append(Case(at, True))
    return [case for first in range(8) for case in found[first::8]]


@pytest.mark.soak
def test_killed_at_every_change_of_a_file(started: Started, tmp_path: Path) -> None:
    """Threads make the n-th change another one now and then; the record says which one was hit."""
    whole = started.finish()
    passed, failed = Passed(started), []
    for case in cases(started.changes):
        if case in passed.cases:
            continue
        started.clear()
        code = started.go(*case)
        assert code in (0, -9), started.said
        hit = started.changes[case.at - 1] if code else None  # without, this start had fewer
        left = tmp_path / f"{case.at}-{case.half}"  # to look at, if it fails
        if started.workdir.exists():
            shutil.copytree(started.workdir, left)
        try:
            assert started.finish() == whole
        except AssertionError as error:
            failed.append(f"{case} at {hit}: {error}")
        else:
            passed.add(case, hit)
            shutil.rmtree(left, ignore_errors=True)
    assert not failed, "\n".join(failed)


# Starts of one run: the first ones are killed before the first checkpoint is done, the next ones before the second.
KILLS = [
    *(Case(1, False), Case(7, True), Case(11, False), Case(13, False), Case(60, False)),
    *(Case(125, False), Case(6, False), Case(17, False), Case(50, True), Case(100, False)),
]


def test_killed_ten_times(small: Started) -> None:
    whole = small.finish()
    small.clear()
    for case in KILLS:
        assert small.go(*case) == -9, small.said
    assert small.finish() == whole


NAMES = {
    "openat": ("open", "open64", "openat", "openat64", "fopen", "fopen64"),
    "creat": (),
    "pwrite64": ("pwrite", "pwrite64"),
    "ftruncate": ("ftruncate", "ftruncate64"),
    "fallocate": ("posix_fallocate",),
    **{name: (name,) for name in ("write", "writev", "rename", "renameat", "renameat2", "mkdir")},
    **{name: (name,) for name in ("mkdirat", "unlink", "unlinkat", "rmdir", "fsync", "fdatasync")},
    **{name: (name,) for name in ("truncate", "link", "linkat", "symlink", "symlinkat")},
}
"""What strace calls a change, and what it is in C; `remove` is in the kernel one of two others."""


@pytest.mark.soak
def test_no_change_escapes_the_count(small: Started, tmp_path: Path) -> None:
    """Strace sees as many of each kind, over a start that was killed before and one that finishes."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    small.clear()
    small.go(60)
    small.server = small.stays  # as finish does
    log = tmp_path / "log"
    command = ["strace", "-f", "-y", "-e", f"trace={','.join(NAMES)}", "-o", str(log), "-p"]
    tracer = subprocess.Popen(
        [*command, str(small.server.process.pid)], stderr=subprocess.PIPE, text=True
    )
    assert tracer.stderr is not None
    assert "attached" in tracer.stderr.readline()
    small.finish()
    tracer.terminate()
    tracer.wait()
    seen = Counter(
        row.split("(")[0].split()[-1]
        for row in log.read_text().splitlines()
        if str(small.workdir) in row
        and "resumed>" not in row
        and ("open" not in row or "O_CREAT" in row or "O_TRUNC" in row)
    )
    counted = Counter(
        next(name for name, ours in NAMES.items() if change.split()[0] in ours)
        for change in small.changes
    )
    assert counted.total() > 100
    assert seen == counted


@pytest.mark.soak
def test_killed_again_while_it_recovers(small: Started) -> None:
    """A start that finds half a checkpoint is killed at each of its first 40 changes."""
    small.clear()
    whole = small.finish()
    for at in range(1, 41):
        small.clear()
        for number in 100, at:
            assert small.go(number) == -9, small.said
        assert small.finish() == whole, small.changes
