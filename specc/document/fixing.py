"""Applies fixes to the text of a spec, as somebody with an editor would.

The edits are textual, so comments and layout stay. After each edit the text is parsed again, and an edit that
changed anything but its value is reverted.
"""

from __future__ import annotations

import json
import pathlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

from specc.document.diagnostics import Fix, Path, SourceSpan, SpecError
from specc.document.document import Document, document_of, parse
from specc.document.source import Source
from specc.document.yaml_reader import core_scalar, read

_REST_OF_LINE = re.compile(r"[^\r\n]*")
_LINE_BREAK = re.compile(r"(?:\r\n?|\n)?")
_DASH = re.compile(r"[ \t]*-[ \t]+")
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_REMOVED = object()


def apply_fixes(text: str, document: Document, fixes: Sequence[Fix]) -> str:
    """The text of a document's file with fixes applied.

    Of fixes that concern the same value, or one inside the other's, the first wins. Fixes with an edit that
    cannot be made in this file (an override hides it, or TOML would need a new key) are left out.

    Args:
        text: of the file `document.file`, as it was when the document was read.
        document: the document, possibly merged from several files.
        fixes: what to change.
    """
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix(bom)
    # From the end to the start, so that removing a list item does not move others still to be fixed.
    for fix in sorted(_apart(fixes), key=lambda fix: _position(document, fix.path), reverse=True):
        text = _applied(text, document, fix)
    return bom + text


def _apart(fixes: Iterable[Fix]) -> list[Fix]:
    chosen: list[Fix] = []
    for fix in fixes:
        if not any(
            _within(edit.path, other.path)
            for taken in chosen
            for other in taken.edits
            for edit in fix.edits
        ):
            chosen.append(fix)
    return chosen


def _within(one: Path, other: Path) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _position(document: Document, path: Path) -> int:
    while path not in document.places:
        path = path[:-1]
    return document.places[path].start


def _applied(text: str, document: Document, fix: Fix) -> str:
    """The text with all edits of a fix, or as it is if one of them fails."""
    fixed = text
    for edit in fix.edits:
        before, fixed = fixed, _with_edit(fixed, document, edit)
        if fixed == before:
            return text
    return fixed


def _with_edit(text: str, document: Document, fix: Fix) -> str:
    """The text with one edit, or as it is if that fails."""
    try:
        own = parse(text.encode(), document.file)
        value: Any
        if fix.renames:
            value, wanted = fix.text, _renamed(own.value, fix.path, fix.text)
        else:
            value = _REMOVED if fix.text is None else _meant(fix.text)
            wanted = _changed(own.value, fix.path, value)
        edited = _edited(text, own, document, fix, value)
        if edited is not None and _same(parse(edited.encode(), document.file).value, wanted):
            return edited
    except (SpecError, LookupError, TypeError):
        return text  # unreadable before or after, or a path that leads nowhere
    return text


def _meant(written: str) -> Any:
    source = Source("fix", written)
    value = document_of(read(source), source.file, {}).value
    source.finish()
    return value


def _changed(value: Any, path: Path, new: Any) -> Any:
    """The value of a document with a part replaced, added or removed."""
    if not path:
        return new
    part, rest = path[0], path[1:]
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    if new is _REMOVED and not rest:
        del copy[part]
    elif rest or part in copy or isinstance(copy, list):
        copy[part] = _changed(copy[part], rest, new)
    else:
        copy[part] = new
    return copy


def _renamed(value: Any, path: Path, name: str | None) -> Any:
    """The value of a document with a key of another name, at the same place among the others."""
    part, rest = path[0], path[1:]
    if rest:
        copy: Any = dict(value) if isinstance(value, dict) else list(value)
        copy[part] = _renamed(copy[part], rest, name)
        return copy
    if part not in value or name in value:
        raise LookupError(part)
    return {name if key == part else key: item for key, item in value.items()}


def _same(one: Any, other: Any) -> bool:
    return repr(one) == repr(other)  # tells 1 from 1.0 and true, and finds .nan equal to itself


def _edited(text: str, own: Document, document: Document, fix: Fix, value: Any) -> str | None:
    """The text after an edit, not verified yet; None if there is no edit."""
    place = document.places.get(fix.path)
    if place is not None and place.file not in (own.file, *document.files):
        return None  # an override hides what the file says
    suffix = pathlib.PurePath(own.file).suffix.lower()
    if fix.renames:
        key = own.key_places[fix.path]
        return text[: key.start] + _key(str(fix.text), quoted=suffix == ".json") + text[key.end :]
    existing = fix.path in own.places
    if suffix == ".toml" and (fix.text is None or not existing):
        return None
    if fix.text is None:
        return _without(text, own, fix.path)
    written = fix.text
    if suffix in (".json", ".toml"):
        written = json.dumps(value, ensure_ascii=False)
    if existing:
        return _replaced(text, own, fix.path, written)
    return _with_key(text, own, fix.path, written, quoted=suffix == ".json")


def _replaced(text: str, own: Document, path: Path, written: str) -> str:
    place = own.places[path]
    if path in own.key_places and isinstance(own.at(path), dict | list) and not _flow(text, place):
        # A block starts on a line of its own, where a value that is none may be too far left.
        return f"{text[: own.key_places[path].end]}: {written}{text[_visible_end(text, place) :]}"
    if place.start == place.end and place.start and not text[place.start - 1].isspace():
        written = f" {written}"  # nothing stood after the colon
    return text[: place.start] + written + text[_visible_end(text, place) :]


def _with_key(text: str, own: Document, path: Path, written: str, *, quoted: bool) -> str | None:
    mapping, place, key = own.at(path[:-1]), own.places[path[:-1]], path[-1]
    if not isinstance(mapping, dict) or not isinstance(key, str):
        return None
    entry = f"{_key(key, quoted=quoted)}: {written}"
    flow = _flow(text, place)
    if not mapping:
        return text[: place.start + 1] + entry + text[place.start + 1 :] if flow else None
    names = list(mapping)
    first, last = own.key_places[(*path[:-1], names[0])], own.places[(*path[:-1], names[-1])]
    break_ = "\r\n" if "\r\n" in text else "\n"
    indent = text[first.start - first.column + 1 : first.start]
    if flow:
        separator = f",{break_}{indent}" if first.line != place.line else ", "
        return text[: last.end] + separator + entry + text[last.end :]
    indent = " " * len(indent)  # the first key may stand after the dash of a list
    end = _visible_end(text, last)
    rest = _REST_OF_LINE.match(text, end)
    end = rest.end() if rest else end
    return f"{text[:end]}{break_}{indent}{entry}{text[end:]}"


def _key(key: str, *, quoted: bool) -> str:
    plain = _PLAIN_KEY.fullmatch(key) and isinstance(core_scalar(key), str) and not quoted
    return key if plain else json.dumps(key)


def _without(text: str, own: Document, path: Path) -> str:
    enclosing = path[:-1]
    parent, place = own.at(enclosing), own.places[enclosing]
    parts: list[str | int] = list(parent) if isinstance(parent, dict) else list(range(len(parent)))
    index = parts.index(path[-1])
    spans = [_span(text, own, (*enclosing, part)) for part in parts]
    start, end = spans[index]
    if len(parts) == 1:
        return _replaced(text, own, enclosing, "{}" if isinstance(parent, dict) else "[]")
    if not _flow(text, place):
        key = own.places[path] if isinstance(parent, list) else own.key_places[path]
        line = key.start - key.column + 1
        before = text[line : key.start]
        if not before.strip() or (isinstance(parent, list) and _DASH.fullmatch(before)):
            return text[:line] + text[_next_line(text, end) :]
    if index + 1 < len(spans):
        return text[:start] + text[spans[index + 1][0] :]
    return text[: spans[index - 1][1]] + text[end:]


def _span(text: str, own: Document, path: Path) -> tuple[int, int]:
    value = own.places[path]
    return own.key_places.get(path, value).start, _visible_end(text, value)


def _flow(text: str, place: SourceSpan) -> bool:
    return text[place.start : place.start + 1] in ("[", "{")


def _visible_end(text: str, place: SourceSpan) -> int:
    """The visible end of a value; a block scalar includes its last line break."""
    return place.start + len(text[place.start : place.end].rstrip())


def _next_line(text: str, offset: int) -> int:
    rest = _REST_OF_LINE.match(text, offset)
    break_ = _LINE_BREAK.match(text, rest.end() if rest else offset)
    return break_.end() if break_ else offset
