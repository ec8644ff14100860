"""The `.specc` folder beside the outputs: its contents.

    .specc/
      manifest.json   what each output was built from                       committed
      base/NAME.txt   its pristine text                                     committed
      staged/NAME/    the texts of builds that have not finished            ignored by git
      keys.json       which inputs need not be compiled again, a cache      ignored by git
      lock            held by whoever writes here                           ignored by git

The manifest says what a base must be (its digest), so a base that is older, newer or damaged is
known for it and never trusted. Its suffix is not that of Python, so formatters, linters, type
checkers and test runners that go over a whole repository leave it alone. Staged texts are what
makes a killed build harmless: a file that equals one was written by specc, whatever the manifest
says.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
from collections.abc import Mapping
from pathlib import Path

from specc.fast_dataclasses import dataclass
from specc.sync import manifest
from specc.sync.errors import wrap_os_error
from specc.sync.files import read_text, write_text
from specc.sync.lock import locked
from specc.sync.manifest import Entry, Manifest, sha256
from specc.sync.state import DiskState

LOCK_TIMEOUT = 30.0
"""Seconds to wait for another build: far more than one that is alive ever holds the lock."""

BASE_SUFFIX = ".txt"
"""Follows the name of an output in the name of its pristine text, which is then no Python to any tool."""

_ATTRIBUTES = "base/** linguist-generated\nmanifest.json linguist-generated\n"
_IGNORED = "/staged/\n/keys.json\n/lock\n.specc-*.tmp\n"


@dataclass(frozen=True)
class Key:
    """Everything that went into a text, and the text: while both hold, compiling can be skipped."""

    key: str
    sha256: str


@dataclass(frozen=True)
class Record:
    """The record of one folder of outputs.

    Every method that reads raises SyncError if what is there cannot be read, every method that
    writes if it cannot be written.
    """

    folder: Path

    @classmethod
    def beside(cls, output: Path) -> Record:
        """The record that an output belongs to."""
        return cls.of(output.parent)

    @classmethod
    def of(cls, folder: Path) -> Record:
        """The record of a folder of outputs; the same one for all spellings of its path."""
        return cls(Path(os.path.realpath(folder)))

    @property
    def home(self) -> Path:
        """The `.specc` folder itself."""
        return self.folder / ".specc"

    def lock(self) -> contextlib.AbstractContextManager[None]:
        """Keeps other builds from writing here; `prepare` first."""
        return locked(self.home / "lock", timeout=LOCK_TIMEOUT)

    def prepare(self) -> None:
        """Makes the folder, and tells git what is generated and what is not to be committed."""
        with wrap_os_error("make", self.home):
            self.home.mkdir(parents=True, exist_ok=True)
        for name, text in ((".gitattributes", _ATTRIBUTES), (".gitignore", _IGNORED)):
            # Who changed them meant it.
            if read_text(self.home / name) is None:
                write_text(self.home / name, text)

    def manifest(self) -> Manifest:
        """The manifest as it stands."""
        return manifest.read(self.home / "manifest.json")

    def write_manifest(self, changed: Manifest) -> None:
        """Replaces the manifest."""
        write_text(self.home / "manifest.json", changed.dumps())

    def see(self, output: Path, entry: Entry | None) -> DiskState:
        """All that is known of an output of this folder."""
        return DiskState(
            text=read_text(output),
            entry=entry,
            base=self.base(output.name),
            staged=self.staged(output.name),
        )

    def base(self, name: str) -> str | None:
        """What lies in the place of an output's pristine text; not to be trusted unseen."""
        return read_text(self._base(name))

    def staged(self, name: str) -> tuple[str, ...]:
        """The texts that unfinished builds were about to write, or wrote."""
        folder = self.home / "staged" / name
        with wrap_os_error("read", folder):
            # What a killed build left of a file that it was still writing has a suffix.
            paths = sorted(p for p in folder.iterdir() if not p.suffix) if folder.is_dir() else []
        texts = (read_text(path) for path in paths)
        return tuple(text for text in texts if text is not None)

    def stage(self, name: str, text: str) -> None:
        """Keeps the text that is about to be written."""
        write_text(self._place(name, text), text)

    def promote(self, name: str, text: str) -> None:
        """Makes a staged text the base, once the manifest speaks of it."""
        base = self._base(name)
        with wrap_os_error("write", base):
            base.parent.mkdir(exist_ok=True)
            self._place(name, text).replace(base)
        self.discard(name)

    def discard(self, name: str) -> None:
        """Drops the staged texts of an output whose file and record are complete."""
        folder = self.home / "staged" / name
        with wrap_os_error("remove", folder):
            if folder.is_dir():
                for path in list(folder.iterdir()):
                    path.unlink()
                folder.rmdir()

    def forget(self, name: str) -> None:
        """Drops all texts of an output that is no longer in the manifest."""
        base = self._base(name)
        with wrap_os_error("remove", base):
            base.unlink(missing_ok=True)
        self.discard(name)

    def keys(self) -> dict[str, Key]:
        """The remembered keys; none if the cache is absent or makes no sense."""
        try:
            document = json.loads(read_text(self.home / "keys.json") or "{}")
            return {name: Key(**value) for name, value in document.items()}
        except (ValueError, TypeError, AttributeError, RecursionError):
            return {}

    def write_keys(self, keys: Mapping[str, Key]) -> None:
        """Replaces the remembered keys."""
        document = {name: dataclasses.asdict(key) for name, key in keys.items()}
        text = json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        write_text(self.home / "keys.json", text)

    def _base(self, name: str) -> Path:
        return self.home / "base" / f"{name}{BASE_SUFFIX}"

    def _place(self, name: str, text: str) -> Path:
        return self.home / "staged" / name / sha256(text)


def recorded(output: Path) -> Entry | None:
    """What an output was built from, so that it can be built so again; None if it is unknown.

    Raises:
        SyncError: the manifest cannot be read.
    """
    return Record.beside(output).manifest().entries.get(output.name)
