"""Draws why a trainer did not run: the failing line, what called it, and the fields of the spec behind it."""

from __future__ import annotations

import ast
import difflib
import os
import pathlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from specc.document.diagnostics import Diagnostic, Path, Severity, SourceSpan
from specc.document.document import Document
from specc.verify.failure import TRAIN, Failure, Frame

MOST_LINES = 8
"""The most lines of an error's message that are shown."""

MOST_FIELDS = 3
"""The most fields of a spec that are named."""


class Trainer(NamedTuple):
    """A trainer that was run.

    Attributes:
        path: what messages call it.
        text: as it was run.
        pristine: the text that the spec gives, which differs where the trainer was edited.
        origins: the paths in the spec behind each line of that.
        code: the user's files that it has code from, by what messages call them.
        notes: on what was run.
    """

    path: str
    text: str
    pristine: str
    origins: Mapping[int, frozenset[str]]
    code: Mapping[str, str]
    notes: tuple[str, ...] = ()


def explain(
    failure: Failure, trainer: Trainer, document: Document
) -> tuple[Diagnostic, dict[str, str]]:
    """The diagnostic of a failure, and the texts that it points into."""
    sources = {**document.sources, trainer.path: trainer.text, **trainer.code}
    frames = [_shown(frame, trainer) for frame in failure.frames]
    for frame in frames:
        if frame.file not in sources:
            sources[frame.file] = _read(frame.file)
    first, *more = failure.message.strip().splitlines() or [""]
    notes = [*more[: MOST_LINES - 1]]
    if len(more) >= MOST_LINES:
        notes.append(f"({len(more) - MOST_LINES + 1} more lines)")
    place: SourceSpan | None = None
    path: Path = ()
    if frames:
        *callers, last = frames
        lines = sources[last.file].splitlines()
        place = _span(last)
        if last.file == trainer.path:
            origins = _origins(trainer, last.line)
            if (original := _original(last, trainer, lines)) is not None:
                notes.append(f"copied to {trainer.path}:{last.line}")
                place = _span(original)
            notes += [
                f"from `{name}` in {at.file}:{at.line}" for name, at in _fields(origins, document)
            ]
        notes += [
            f"called in {caller.file}:{caller.line}{_inside(caller)}"
            for caller in reversed(callers)
        ]
    elif failure.memory:
        path = ("data", "batch_size")
    notes += trainer.notes
    if fix := _fix(failure):
        notes.append(f"fix: {fix}")
    message = f"the trainer stops with {failure.kind}" + (f": {first}" if first else "")
    found = Diagnostic("V011", Severity.ERROR, message, path, notes=tuple(notes), span=place)
    return (document.locate(found) if path else found), sources


def _shown(frame: Frame, trainer: Trainer) -> Frame:
    """A frame whose file is called what messages call it."""
    if not frame.file:
        return frame._replace(file=trainer.path)
    for name in trainer.code:
        if os.path.realpath(name) == os.path.realpath(frame.file):
            return frame._replace(file=name)
    near = os.path.relpath(frame.file)
    return frame if near.startswith("..") else frame._replace(file=near)


def _read(file: str) -> str:
    try:
        return pathlib.Path(file).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _span(frame: Frame) -> SourceSpan:
    first, last = frame.columns
    return SourceSpan(frame.file, frame.line, first, frame.line, last, 0, 0)


def _inside(frame: Frame) -> str:
    return f", {frame.function}" if frame.function else ""


def _origins(trainer: Trainer, line: int) -> frozenset[str]:
    """The paths behind a line; none if it is the user's own."""
    if trainer.text != trainer.pristine:
        old, new = trainer.pristine.splitlines(), trainer.text.splitlines()
        blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        at = line - 1
        line = next((old + at - new + 1 for old, new, n in blocks if new <= at < new + n), 0)
    return trainer.origins.get(line, frozenset())


def _fields(names: frozenset[str], document: Document) -> Iterator[tuple[str, SourceSpan]]:
    """The fields of the spec with these names, but for those that others of them are part of."""
    paths: dict[str, Path] = {".".join(map(str, path)): path for path in document.places if path}
    known = sorted(name for name in names if name in paths)
    inner = [name for name in known if not any(other.startswith(f"{name}.") for other in known)]
    for name in inner[:MOST_FIELDS]:
        path = paths[name]
        yield name, document.key_places.get(path, document.places[path])


def _original(frame: Frame, trainer: Trainer, lines: list[str]) -> Frame | None:
    """Where a copied line stands in the user's file, if that is certain."""
    if frame.line > len(lines):
        return None
    line = lines[frame.line - 1]
    found = [
        (file, number, other)
        for file, text in trainer.code.items()
        for number, other in enumerate(text.splitlines(), 1)
        if other.strip() == line.strip()
    ]
    if len(found) > 1:
        found = [
            item for item in found if _function(trainer.code[item[0]], item[1]) == frame.function
        ]
    if len(found) != 1:
        return None
    [(file, number, other)] = found
    shift = (len(other) - len(other.lstrip())) - (len(line) - len(line.lstrip()))
    first, last = frame.columns
    return frame._replace(file=file, line=number, columns=(first + shift, last + shift))


def _function(text: str, line: int) -> str:
    """The innermost function around a line."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return ""
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    return max(around, key=lambda node: node.lineno).name if around else ""


def _fix(failure: Failure) -> str:
    if failure.package in TRAIN:
        return f"pip install 'specc[train]', which installs {TRAIN[failure.package]}"
    if failure.package:
        return f"install {failure.package}, or put it where the trainer can import it"
    if failure.memory:
        return "a smaller `batch_size`, `accumulate` in `train`, or a smaller model"
    return ""
