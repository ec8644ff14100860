"""Lines of a trainer, with the fields of the spec and the templates behind them."""

from __future__ import annotations

import difflib
import pathlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from specc.compiler import Analysis, emitted
from specc.document.diagnostics import Path, SourceSpan
from specc.document.document import Document
from specc.emit import emit

PARTS = {
    "run": "the loop of a run",
    "trainer": "a part that every trainer has",
    "settings": "the settings",
    "training": "the training step",
}
"""Origins that are no fields of a spec."""


class Field(NamedTuple):
    """A field of the language that a line comes from.

    Attributes:
        path: in the language, such as `optimizer.learning_rate.peak`; or a part that every trainer has.
        place: in the spec; None if it is not written there.
        text: its key and value there, or the first line of them.
    """

    path: str
    place: SourceSpan | None
    text: str


class Line(NamedTuple):
    """A line of a trainer.

    Attributes:
        number: in the file, from 1.
        text: as it is in the file.
        fields: it comes from; none if it was changed by hand.
        templates: that write it; none for code of the user's own.
        edited: whether it was changed by hand.
    """

    number: int
    text: str
    fields: tuple[Field, ...]
    templates: tuple[str, ...]
    edited: bool


def explain(analysis: Analysis, text: str, numbers: Sequence[int]) -> Iterator[Line]:
    """Lines of a trainer as it is on disk.

    Args:
        analysis: of its spec.
        text: of the file.
        numbers: of the lines, from 1.

    Raises:
        SpecError: the spec has errors.
    """
    program, page = emitted(analysis)
    name = pathlib.PurePath(analysis.input.output).name
    origins = page.lines()
    templates = emit(program, file_name=name, by_template=True).lines()
    lines = text.splitlines()
    places = _unchanged(lines, page.text.splitlines())
    document = analysis.input.document
    for number in numbers:
        place = places.get(number)
        fields = sorted(origins.get(place or 0, ()))
        yield Line(
            number,
            lines[number - 1],
            tuple(_field(path, document) for path in fields),
            tuple(sorted(x for x in templates.get(place or 0, ()) if x.endswith(".j2"))),
            place is None,
        )


def _unchanged(ours: Sequence[str], built: Sequence[str]) -> dict[int, int]:
    """The lines of a file that are as built, by their numbers, each with its number there."""
    matcher = difflib.SequenceMatcher(None, ours, built, autojunk=False)
    return {
        start + n + 1: other + n + 1
        for start, other, size in matcher.get_matching_blocks()
        for n in range(size)
    }


def _field(origin: str, document: Document) -> Field:
    """A field, with the nearest place in the spec if it is written there."""
    path: Path = tuple(int(part) if part.isdigit() else part for part in origin.split("."))
    while path and path not in document.places:
        path = path[:-1]
    if not path:
        return Field(origin, None, "")
    value = document.places[path]
    place = document.key_places.get(path, value)
    source = document.sources.get(place.file, "")
    text = source[place.start : value.end].partition("\n")[0].rstrip()
    return Field(origin, place, text)
