"""The manifest: what each output was built from, in a form for review and merges.

The manifest is committed, so it comes back damaged in the ways committed files do: with conflict
markers, with both sides of a merge kept, written by a colleague's newer specc. Each is told
apart, because each has another way out. It holds nothing that changes while an output does not;
whatever would (the keys that let a build be skipped) is kept elsewhere.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from specc.fast_dataclasses import dataclass
from specc.sync.errors import SyncError
from specc.sync.files import read_text

FORMAT = 1
"""The version of the manifest's own layout, raised when an older specc could misread it."""

_HEX = re.compile(r"[0-9a-f]{64}")
_MARKER = re.compile(r"^(<<<<<<<|=======|>>>>>>>)( |$)", re.MULTILINE)
_RESTORE = "restore it from git, or delete it: the next build records all unedited outputs"


def sha256(text: str) -> str:
    """The digest by which a pristine text is known."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


@dataclass(frozen=True)
class Entry:
    """What an output was built from.

    Attributes:
        spec: the spec's path relative to the output's folder, with forward slashes.
        overrides: the `--set` arguments, as they were given.
        digest: of the resolved spec and facts.
        sha256: of the pristine text.
        specc: the version of the compiler that wrote it.
    """

    spec: str
    overrides: tuple[str, ...]
    digest: str
    sha256: str
    specc: str

    def is_equivalent(self, other: Entry) -> bool:
        """Whether both mean the same text of the same inputs, whichever version wrote it.

        So a release that changes no output changes no manifest either.
        """
        return dataclasses.replace(self, specc=other.specc) == other


@dataclass(frozen=True)
class Manifest:
    """The entries of a folder, by the file names of the outputs."""

    entries: Mapping[str, Entry] = dataclasses.field(default_factory=dict)

    def with_entries(self, changed: Mapping[str, Entry]) -> Manifest:
        """A copy in which these entries are added or replaced."""
        return Manifest({**self.entries, **changed})

    def without(self, names: Iterable[str]) -> Manifest:
        """A copy that has forgotten these outputs."""
        gone = set(names)
        return Manifest({n: entry for n, entry in self.entries.items() if n not in gone})

    def dumps(self) -> str:
        """The manifest as JSON, always the same for the same entries."""
        outputs = {name: dataclasses.asdict(entry) for name, entry in self.entries.items()}
        document = {"format": FORMAT, "outputs": outputs}
        return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def read(path: Path) -> Manifest:
    """The manifest in a file; an empty one if there is no file.

    Raises:
        SyncError: it cannot be read or is no manifest of a known format.
    """
    text = read_text(path)
    return Manifest() if text is None else parse(text, path)


def parse(text: str, path: Path) -> Manifest:
    """The manifest that a text stands for; `path` is for the messages.

    Raises:
        SyncError: git's conflict markers are in it, its format is newer, or it is damaged.
    """
    try:
        document = json.loads(text, object_pairs_hook=_distinct)
        return _manifest(document, path)
    except (ValueError, RecursionError) as error:
        if _MARKER.search(text):
            raise SyncError(
                f"{path} has conflict markers of git in it",
                f"keep one side, `git checkout --ours -- {path.parent.parent}`, and build again",
            ) from error
        # JSON's own messages begin in upper case; ours are clauses.
        detail = str(error)
        raise SyncError(f"{path} is damaged: {detail[:1].lower()}{detail[1:]}", _RESTORE) from error


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose keys must differ: keeping both sides of a merge leaves two of one name."""
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} is duplicated")
    return result


def _manifest(document: object, path: Path) -> Manifest:
    fields = _object(document, "the manifest")
    version = fields.get("format")
    if isinstance(version, bool) or not isinstance(version, int):
        raise ValueError("it has no format number")
    if version > FORMAT:
        raise SyncError(
            f"{path} was written by a newer specc (format {version}, this one reads {FORMAT})",
            "upgrade specc",
        )
    if version < 1:
        raise ValueError(f"there is no format {version}")
    _exactly(fields, {"format", "outputs"}, "the manifest")
    outputs = _object(fields["outputs"], "outputs")
    return Manifest({_name(name): _entry(value, name) for name, value in outputs.items()})


def _entry(value: object, name: str) -> Entry:
    fields = _object(value, repr(name))
    _exactly(fields, {field.name for field in dataclasses.fields(Entry)}, repr(name))
    overrides = fields["overrides"]
    if not isinstance(overrides, list):
        raise ValueError(f"overrides of {name!r} is not a list")
    digest = _string(fields["sha256"], f"sha256 of {name!r}")
    if not _HEX.fullmatch(digest):
        raise ValueError(f"sha256 of {name!r} is not a SHA-256 digest")
    return Entry(
        spec=_string(fields["spec"], f"spec of {name!r}"),
        overrides=tuple(_string(item, f"an override of {name!r}") for item in overrides),
        digest=_string(fields["digest"], f"digest of {name!r}"),
        sha256=digest,
        specc=_string(fields["specc"], f"specc of {name!r}"),
    )


def _object(value: object, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"{what} is not an object")
    return value


def _exactly(fields: dict[str, object], expected: set[str], what: str) -> None:
    if missing := sorted(expected - fields.keys()):
        raise ValueError(f"{what} lacks {missing[0]!r}")
    if unknown := sorted(fields.keys() - expected):
        raise ValueError(f"{what} has an unknown key {unknown[0]!r}")


def _string(value: object, what: str) -> str:
    # NUL cannot stand in a path, and asking the system about such a path raises.
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(f"{what} is not a string of text")
    return value


def _name(name: str) -> str:
    # A name is joined to a path, so it must not lead out of the folder.
    if name in {"", ".", ".."} or "/" in name or "\0" in name:
        raise ValueError(f"{name!r} is not a file name")
    return name
