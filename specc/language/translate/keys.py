"""What keys of other frameworks are here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel

from specc.document.diagnostics import Fix, Path
from specc.document.document import Document
from specc.language import forms, hints, wording
from specc.language.family import Family, member
from specc.language.synonyms import Key
from specc.language.translate import words
from specc.language.translate.edits import add_key, joined
from specc.language.translate.forms import FORMS
from specc.language.translate.numbers import QUESTIONS, REMOVED
from specc.language.translate.place import LANGUAGE, Place, family_of
from specc.language.translate.values import CONDITIONS, UNITS
from specc.language.translate.words import HOMES, NEEDED, folded, words_of


class Translation(NamedTuple):
    """What was meant.

    Attributes:
        label: in words, to stand under the key or value.
        notes: what is different here.
        fix: the edits; None if they are not certain.
    """

    label: str
    notes: tuple[str, ...] = ()
    fix: Fix | None = None


def unknown_key(path: Path, model: type[BaseModel], document: Document) -> Translation | None:
    """What a key that a block does not have means in other frameworks."""
    if not model.__module__.startswith(LANGUAGE) or path not in document.places:
        return None
    field = model.model_fields.get("type")
    tag = str(field.default) if field is not None else ""
    place = Place(document, path, family_of(model), tag, hints.names(model), model)
    for row, target in _meanings(place):
        if row.to and target != path:
            return _becomes(place._replace(target=target), row)
        if not row.to:
            return _is_none(place, row)
    return None


def _meanings(place: Place) -> Iterator[tuple[Key, Path]]:
    """The rows about a key, the most likely first, each with the path of the key here."""
    word, block = folded(place.key), place.path[:-1]
    for field in place.fields:
        if folded(field) == word:
            yield Key(place.key, field), (*block, field)
    known = words.keys()
    own = (*known.get(f"{place.family}.{place.tag}", ()), *known.get(place.family, ()))
    rows = [row for row in own if word in words_of(row)]
    yield from ((row, (*block, row.to)) for row in rows if row.to in place.fields)
    yield from ((row, ()) for row in rows if not row.to)
    for family, others in known.items():
        home: Path = HOMES.get(family, ())
        if (family, place.family) == ("schedules", "optimizers"):
            home = (*block, "learning_rate")
        for row in others:
            if row.moves and family != place.family and word in words_of(row):
                yield row, (*home, row.to)


def _becomes(place: Place, row: Key) -> Translation:
    """The key is another one here."""
    target = place.target
    inside = target[:-1] == place.path[:-1]
    name = target[-1] if inside else ".".join(map(str, target))
    notes = (row.note,) if row.note else ()
    where = "here" if inside or len(target) > 1 else "at the top of the spec"
    label = f"`{place.key}` is `{name}` {where}"
    there = target in place.document.places
    if row.unit in FORMS:
        change = FORMS[row.unit]
        edits = change.edits(place)
        if change.label:
            return Translation(
                f"{change.label.format(key=place.key)} {where}", notes, joined(edits)
            )
        more = (f"`{name}` is there already",) if there and not edits else ()
        return Translation(label, (*notes, *more), joined(edits))
    if there:
        return Translation(label, (*notes, f"`{name}` is there already"))
    text = UNITS[row.unit](place) if row.unit else place.text
    if text is None:
        if row.unit in QUESTIONS and (asked := QUESTIONS[row.unit](place.value)):
            label = f"{label}: {asked}"
        form = _form_of(place) if isinstance(place.value, dict | list) else ()
        return Translation(label, (*notes, *form))
    if text == REMOVED:
        return Translation(label, notes, Fix(place.path, None))
    if not _fits(place, text):
        return Translation(label, (*notes, *_form_of(place)))
    notes = (*notes, *_needed_too(place))
    if text != place.text:
        label = f"`{place.key}: {wording.shortened(place.text)}` is `{name}: {text}` {where}"
    if inside:
        edits = [Fix(place.path, str(target[-1]), renames=True)]
        edits += [Fix(target, text)] if text != place.text else []
        return Translation(label, notes, joined(edits))
    put = add_key(place.document, target, text)
    return Translation(label, notes, joined([put, Fix(place.path, None)] if put else None))


def _holder(place: Place) -> type[BaseModel] | None:
    """The block that has the key here; None if it cannot be told."""
    if place.target[:-1] == place.path[:-1]:
        return place.model
    from specc.language.reference import topics  # the whole language, which few specs need

    try:
        topic = topics.find(".".join(str(part) for part in place.target[:-1]))
    except topics.UnknownPathError:
        return None
    target, key = topic.target, place.target[-1]
    if not isinstance(target, Family):
        return target if isinstance(target, type) and key in hints.names(target) else None
    kind = place.document.at((*place.target[:-1], "type")) if _has_type(place) else target.usual
    order = [kind, *target.names()] if kind in target.names() else target.names()
    blocks = (member(target.package, str(name)) for name in order)
    return next((block for block in blocks if key in hints.names(block)), None)


def _has_type(place: Place) -> bool:
    return (*place.target[:-1], "type") in place.document.places


def _fits(place: Place, text: str) -> bool:
    """Whether a value that is not converted, or to a block, has a form that the key here takes."""
    if text != place.text:
        return True
    model = _holder(place) if isinstance(place.value, dict | list | bool) else None
    return model is None or forms.fits(model, str(place.target[-1]), place.value)


def _form_of(place: Place) -> Iterator[str]:
    """What the key here takes, as a note."""
    from specc.language.reference.fields import fields

    model, key = _holder(place), str(place.target[-1])
    for field in fields(model) if model is not None else ():  # type: ignore[arg-type]
        if field.key == key:
            yield f"`{key}` takes: {field.type}, for example `{key}: {field.example}`"


def _needed_too(place: Place) -> Iterator[str]:
    """What a block that a moved key begins needs besides, unless another key of the spec becomes that."""
    block = place.target[:-1]
    if not block or block in place.document.places or tuple(map(str, block)) in NEEDED:
        return
    from specc.language.reference.fields import fields

    model = _holder(place)
    if model is None or "type" in model.model_fields:
        return
    written_keys = {folded(str(path[-1])) for path in place.document.places if path}
    for field in fields(model):  # type: ignore[arg-type]
        rows = (row for row in words.keys().get(family_of(model), ()) if row.to == field.key)
        known = {word for row in rows for word in words_of(row)}
        if field.required and field.key != place.target[-1] and not known & written_keys:
            yield f"`{block[-1]}` needs `{field.key}` as well, for example `{field.key}: {field.example}`"


def _is_none(place: Place, row: Key) -> Translation:
    """There is no such key here."""
    notes = (row.note,) if row.note else ()
    if row.unit in FORMS:
        change = FORMS[row.unit]
        label = change.label.format(key=place.key)
        return Translation(label, notes, joined(change.edits(place)))
    applies = CONDITIONS[row.unit](place) if row.unit else False
    return Translation(
        "there is no such key here", notes, Fix(place.path, None) if applies else None
    )
