"""What a run wrote to look at: pictures and texts, over its steps."""

from __future__ import annotations

import base64
import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path

_AT_STEP = re.compile(r"(?P<kind>.+?)_(?P<step>\d{4,})")
_BEGINNINGS = {
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
    ".gif": (b"GIF8", "image/gif"),
}
_MOST_SHOWN = 8
_MOST_CHARACTERS = 4_000
_MOST_BYTES = 1_000_000
"""Of one picture; a page that has more is slow to open."""

_MADE_OF_THE_LOG = ("curves.png",)
"""The page has the same itself."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sample:
    """A picture or a text of one step.

    Attributes:
        name: of its file.
        step: None if the name has none.
        picture: as a data URI; empty for a text.
        text: empty for a picture.
        note: a sentence if it cannot be shown, or not completely.
    """

    name: str
    step: int | None
    picture: str = ""
    text: str = ""
    note: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Strip:
    """Samples of one kind.

    Attributes:
        kind: what the names of their files begin with, such as `reconstructions`.
        samples: the newest first; at most eight, evenly spread over the run.
        count: how many the run has.
    """

    kind: str
    samples: tuple[Sample, ...]
    count: int


def read_samples(folder: Path) -> tuple[Strip, ...]:
    """The samples of a run: kinds in alphabetical order, `samples` first."""
    found: dict[str, list[tuple[int, Path]]] = {}
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return ()
    for path in paths:
        if path.suffix not in (*_BEGINNINGS, ".txt") or path.name in _MADE_OF_THE_LOG:
            continue
        at = _AT_STEP.fullmatch(path.stem)
        if at is None and path.suffix == ".txt":
            continue  # notes of the trainer itself, such as the id of a tracker's run
        kind, step = (at["kind"], int(at["step"])) if at else (path.name, -1)
        found.setdefault(kind, []).append((step, path))
    return tuple(
        Strip(
            kind,
            tuple(_sample(path, step) for step, path in spread(sorted(files)[::-1])),
            len(files),
        )
        for kind, files in sorted(found.items(), key=lambda item: (item[0] != "samples", item[0]))
    )


def spread(items: Sequence[tuple[int, Path]], most: int = _MOST_SHOWN) -> list[tuple[int, Path]]:
    """At most so many, evenly spread, the first and the last among them."""
    if len(items) <= most:
        return list(items)
    return [items[round(n * (len(items) - 1) / (most - 1))] for n in range(most)]


def _sample(path: Path, number: int) -> Sample:
    step = None if number < 0 else number
    try:
        content = path.read_bytes()
    except OSError as error:
        return Sample(path.name, step, note=f"{path.name} cannot be read: {error.strerror}.")
    if path.suffix == ".txt":
        text = content.decode("utf-8", errors="replace").rstrip("\n")
        cut = len(text) > _MOST_CHARACTERS
        note = f"The first {_MOST_CHARACTERS:,} of {len(text):,} characters." if cut else ""
        return Sample(path.name, step, text=text[:_MOST_CHARACTERS], note=note)
    beginning, kind = _BEGINNINGS[path.suffix]
    if not content.startswith(beginning):
        return Sample(path.name, step, note=f"{path.name} is damaged or incomplete.")
    if len(content) > _MOST_BYTES:
        size = f"{len(content) / 1e6:.1f} MB"
        return Sample(path.name, step, note=f"{path.name} has {size}, too many for this page.")
    return Sample(path.name, step, f"data:{kind};base64,{base64.b64encode(content).decode()}")
