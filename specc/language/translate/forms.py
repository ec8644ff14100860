"""Keys of other frameworks whose values have another form here: the edits that move them."""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from specc.document.diagnostics import Fix
from specc.language.family import members
from specc.language.translate.edits import Edits, add_key
from specc.language.translate.names import name_of, type_key
from specc.language.translate.place import LANGUAGE, Place, key_text, written
from specc.language.translate.words import folded
from specc.language.wording import as_number

_RESNETS = {
    18: "[2, 2, 2, 2]",
    34: "[3, 4, 6, 3]",
    50: "[3, 4, 6, 3]",
    101: "[3, 4, 23, 3]",
    152: "[3, 8, 36, 3]",
}


def _betas(place: Place) -> Edits:
    """A list of two becomes two keys."""
    block, value = place.target[:-1], place.value
    if not isinstance(value, list) or len(value) != 2:
        return None
    names = ("b1", "b2")
    if any((*block, name) in place.document.places for name in names):
        return None
    texts = [written(place.document, (*place.path, n)) for n in range(2)]
    if block not in place.document.places:
        return None
    added = [
        add_key(place.document, (*block, n), text) for n, text in zip(names, texts, strict=True)
    ]
    return [*(edit for edit in added if edit), Fix(place.path, None)]


def _amsgrad(place: Place) -> Edits:
    """Adam with `amsgrad: true` is an optimizer of its own."""
    if place.value is False:
        return [Fix(place.path, None)]
    if place.value is not True or place.tag != "adam":
        return None
    return [Fix((*place.path[:-1], "type"), "amsgrad"), Fix(place.path, None)]


def _average(place: Place) -> Edits:
    """An average that is on or off; its decay may stand in another key."""
    if place.value in (False, None):
        return [Fix(place.path, None)]
    home, value = ("average",), place.value
    if value is True:
        if home in place.document.places:
            return [Fix(place.path, None)]
        kind = "swa" if "swa" in folded(place.key) else "ema"
        return [Fix(home, f"{{type: {kind}}}"), Fix(place.path, None)]
    if not isinstance(value, dict | str) or home in place.document.places:
        return None
    if len(place.path) == 1:
        return [Fix(place.path, "average", renames=True)]
    return [Fix(home, place.text), Fix(place.path, None)]


def _optimizer(place: Place) -> Edits:
    """The name of an optimizer, or its block."""
    home, document, value = ("optimizer",), place.document, place.value
    if home not in document.places:
        if isinstance(value, dict) and len(place.path) == 1:
            return [Fix(place.path, "optimizer", renames=True)]
        text = f"{{type: {place.text}}}" if isinstance(value, str) else None
        return [Fix(home, text), Fix(place.path, None)] if text else None
    given = document.at(home)
    if isinstance(value, str) and isinstance(given, dict) and "type" not in given and given:
        return [Fix((*home, "type"), place.text), Fix(place.path, None)]
    return None


def _accumulate(place: Place) -> Edits:
    """The batch of other frameworks is a micro-batch; that of a spec is the whole."""
    count, document = place.value, place.document
    if count in (1, None, False):
        return [Fix(place.path, None)]
    batch = ("data", "batch_size")
    if not isinstance(count, int) or batch not in document.places:
        return None
    size = document.at(batch)
    put = add_key(document, place.target, place.text)
    if not isinstance(size, int) or put is None:
        return None
    return [put, Fix(place.path, None), Fix(batch, str(size * count))]


def _schedule(place: Place) -> Edits:
    """A schedule beside the rate becomes one with the rate as its peak."""
    document, block = place.document, place.target[:-1]
    keys = _schedule_keys(place)
    rates = ((*block, key) for key in _RATES)
    rate = next((path for path in rates if path in document.places), None)
    if keys is None:
        return None
    if rate is None:
        put = add_key(document, place.target, _flow(keys))
        return [put, Fix(place.path, None)] if put else None
    value = document.at(rate)
    if isinstance(value, dict):  # a constant with a warm-up
        if value.get("type") != "constant" or any(key in value for key in keys if key != "type"):
            return None
        edits = [Fix((*rate, key), text) for key, text in keys.items()]
    elif as_number(value) is not None:
        if not {folded(key) for key in keys} & {"peak", *map(folded, _RATES)}:
            keys["peak"] = written(document, rate)
        edits = [Fix(rate, _flow(keys))]
        if rate != place.target:
            edits.append(Fix(rate, "learning_rate", renames=True))
    else:
        return None
    return [*edits, Fix(place.path, None)]


_RATES = ("learning_rate", "lr", "learning_rate_init", "base_lr", "max_lr")


def _schedule_keys(place: Place) -> dict[str, str] | None:
    """The keys of a schedule with their values; a name alone is its type."""
    document, value = place.document, place.value
    if isinstance(value, str):
        given, path = {"type": value}, {"type": place.path}
    elif isinstance(value, dict) and all(isinstance(key, str) for key in value):
        given, path = value, {key: (*place.path, key) for key in value}
    else:
        return None
    package = f"{LANGUAGE}schedules"
    names = sorted(members(package))
    kind = "type" if "type" in given else type_key(given, "schedule", names, package)
    keys = {}
    for key, item in given.items():
        text = written(document, path[key])
        if key == kind and isinstance(item, str):
            row = name_of(item, "schedule", names, package)
            keys["type"] = row.to if row is not None and row.to else text
        else:
            keys[key_text(key)] = text
    return keys


def _flow(keys: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{key}: {text}' for key, text in keys.items())}}}"


def _contents(place: Place) -> Edits:
    """The keys of a block inside a block, one level up."""
    if not isinstance(place.value, dict) or not place.value:
        return [Fix(place.path, None)] if place.value in ({}, None) else None
    block, document = place.path[:-1], place.document
    if any((*block, key) in document.places for key in place.value):
        return None
    added = [Fix((*block, key), written(document, (*place.path, key))) for key in place.value]
    return [*added, Fix(place.path, None)]


def _layers(place: Place) -> Edits:
    """The number of layers is the length of the list of their widths."""
    if place.target not in place.document.places:
        return None
    widths = place.document.at(place.target)
    counts = isinstance(widths, list) and len(widths) == place.value
    return [Fix(place.path, None)] if counts else None


def _depth(place: Place) -> Edits:
    """The depth of a residual network stands for its stages and blocks."""
    stages = _RESNETS.get(place.value) if isinstance(place.value, int) else None
    if stages is None:
        return None
    block = "basic" if place.value < 50 else "bottleneck"
    here = place.path[:-1]
    edits = [Fix((*here, "stages"), stages), Fix(place.path, None)]
    if (*here, "block") not in place.document.places:
        edits.insert(1, Fix((*here, "block"), block))
    return edits


def _table(place: Place) -> Edits:
    """A file of data as a source."""
    value, target = place.value, place.target
    endings = {".csv": "csv", ".parquet": "parquet", ".npz": "npz"}
    kind = endings.get(pathlib.PurePath(value).suffix) if isinstance(value, str) else None
    if kind is None:
        return None
    put = add_key(place.document, target, f"{{type: {kind}, path: {place.text}}}")
    return [put, Fix(place.path, None)] if put else None


class Form(NamedTuple):
    """A change of form.

    Attributes:
        edits: gives the edits, or None if they are not certain.
        label: what the key is here, if it is not one key; `{key}` stands for that of the spec.
    """

    edits: Callable[[Place], Edits]
    label: str = ""


FORMS: Mapping[str, Form] = {
    "betas": Form(_betas, "`{key}` is `b1` and `b2`"),
    "amsgrad": Form(_amsgrad, "`{key}` is `type: amsgrad`"),
    "average": Form(_average),
    "optimizer": Form(_optimizer),
    "accumulate": Form(_accumulate),
    "schedule": Form(_schedule),
    "resnet_depth": Form(_depth),
    "layers": Form(_layers),
    "table": Form(_table),
    "contents": Form(_contents, "what is in `{key}` stands in the block itself"),
}
"""Changes of form that keys can have."""
