"""A folder with a spec and its output, and a machine that dies on command."""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from specc.sync.apply import apply
from specc.sync.check import Finding, check
from specc.sync.manifest import sha256
from specc.sync.plan import Plan, Request, Step, plan


@dataclasses.dataclass
class World:
    root: Path
    version: str = "0.1.0"

    @property
    def output(self) -> Path:
        return self.root / "generated" / "foo.py"

    @property
    def home(self) -> Path:
        return self.root / "generated" / ".specc"

    @property
    def base(self) -> Path:
        return self.home / "base" / "foo.py.txt"

    def request(self, text: str, *, name: str = "foo", digest: str | None = None) -> Request:
        return Request(
            output=self.root / "generated" / f"{name}.py",
            text=text,
            spec=self.root / "specs" / f"{name}.yaml",
            digest=digest or sha256(text)[:12],
            key=f"key of {text!r} by {self.version}",
            version=self.version,
        )

    def build(self, text: str, *, force: bool = False, **more: Any) -> Step:
        (step,) = build([self.request(text, **more)], force=force).steps
        return step

    def check(self, text: str, *, pristine: bool = False, **more: Any) -> Finding:
        (finding,) = check([self.request(text, **more)], pristine=pristine)
        return finding

    def files(self) -> dict[str, bytes]:
        """Every file below the root, but for the lock and the cache."""
        paths = (p for p in self.root.rglob("*") if p.is_file())
        return {
            p.relative_to(self.root).as_posix(): p.read_bytes()
            for p in paths
            if p.name not in {"lock", "keys.json"}
        }


def build(requests: list[Request], *, force: bool = False) -> Plan:
    return apply(plan(requests, force=force))


class Died(BaseException):
    """The process was killed."""


@contextlib.contextmanager
def dying(after: int) -> Iterator[None]:
    """Lets this many changes of the disk happen, then none: from there on each of them raises."""
    left = after
    originals = {name: getattr(os, name) for name in _CHANGES}

    def mortal(name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            if name == "open" and not args[1] & os.O_CREAT:
                return originals[name](*args, **kwargs)
            left -= 1
            if left < 0:
                raise Died
            return originals[name](*args, **kwargs)

        return call

    for name in _CHANGES:
        setattr(os, name, mortal(name))
    try:
        yield
    finally:
        for name, original in originals.items():
            setattr(os, name, original)


_CHANGES = ("open", "fsync", "replace", "unlink", "rmdir", "mkdir", "chmod")


def deaths(
    act: Callable[[], object], reset: Callable[[], object], *, stride: int = 1
) -> Iterator[int]:
    """Does `act` again and again, each time dying `stride` changes later, until it survives."""
    after = 0
    while True:
        reset()
        try:
            with dying(after):
                act()
        except Died:
            yield after
            after += stride
        else:
            return
