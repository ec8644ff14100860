"""Translates words of other frameworks: what a key or a name in a spec was meant to be, and the edits.

The words are in `specc.language.synonyms`. Whatever is ambiguous, or would change what a run does, has a note
but no edits.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from pydantic import BaseModel

from specc.document.diagnostics import Fix, Path
from specc.document.document import Document
from specc.document.yaml_reader import core_scalar
from specc.language import forms, hints, wording
from specc.language.family import Family, member, members
from specc.language.synonyms import HOMES, KEYS, NAMES, NEEDED, TYPES, Key, Name
from specc.language.wording import as_number, percentage, plain

_LANGUAGE = "specc.language."
_PLAIN = re.compile(r"[A-Za-z_/.][A-Za-z0-9_/.*-]*( [A-Za-z0-9_/.*-]+)*|\d+(\.\d+)?%|\d+ [a-z]+")
_OFF = (None, False, 0, "", "none", "None", "no", "off", "false", "null")
_RESNETS = {
    18: "[2, 2, 2, 2]",
    34: "[3, 4, 6, 3]",
    50: "[3, 4, 6, 3]",
    101: "[3, 4, 23, 3]",
    152: "[3, 8, 36, 3]",
}


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


class _Place(NamedTuple):
    """A key that a block does not have.

    Attributes:
        document: the spec.
        path: of the value.
        family: of the block.
        tag: the type of the block, if it has one.
        fields: the keys that the block has.
        model: the block.
        target: the path of the key here.
    """

    document: Document
    path: Path
    family: str
    tag: str
    fields: Sequence[str]
    model: type[BaseModel]
    target: Path = ()

    @property
    def key(self) -> str:
        return str(self.path[-1])

    @property
    def value(self) -> Any:
        return self.document.at(self.path)

    @property
    def text(self) -> str:
        return written(self.document, self.path)

    def beside(self, key: str) -> Any:
        """The value of another key of the block."""
        path = (*self.path[:-1], key)
        return self.document.at(path) if path in self.document.places else None


Edits = list[Fix] | None


def folded(word: str) -> str:
    """A word without what is written in different ways: capitals, underscores, hyphens, blanks."""
    return re.sub(r"[^a-z0-9]", "", word.lower())


def written(document: Document, path: Path) -> str:
    """A value as YAML in one line, numbers as the user wrote them."""
    value = document.at(path)
    if isinstance(value, dict):
        inside = (f"{_key(key)}: {written(document, (*path, key))}" for key in value)
        return f"{{{', '.join(inside)}}}"
    if isinstance(value, list):
        return f"[{', '.join(written(document, (*path, n)) for n in range(len(value)))}]"
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and core_scalar(value) == value
        return value if plain else json.dumps(value, ensure_ascii=False)
    place = document.places[path]
    source = document.sources.get(place.file, "")[place.start : place.end].strip()
    try:
        same = repr(core_scalar(source)) == repr(value) if source else False
    except ValueError:
        same = False
    return source if same else json.dumps(value)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", key) else json.dumps(key)


def family_of(model: type[BaseModel]) -> str:
    """The family of a block, or its own name if it is of none."""
    package, _, _ = model.__module__.removeprefix(_LANGUAGE).partition(".")
    nested = "." in model.__module__.removeprefix(_LANGUAGE)
    return package if nested else model.__name__.lower()


def unknown_key(path: Path, model: type[BaseModel], document: Document) -> Translation | None:
    """What a key that a block does not have means in other frameworks."""
    if not model.__module__.startswith(_LANGUAGE) or path not in document.places:
        return None
    field = model.model_fields.get("type")
    tag = str(field.default) if field is not None else ""
    place = _Place(document, path, family_of(model), tag, hints.names(model), model)
    for row, target in _meanings(place):
        if row.to and target != path:
            return _becomes(place._replace(target=target), row)
        if not row.to:
            return _is_none(place, row)
    return None


def _meanings(place: _Place) -> Iterator[tuple[Key, Path]]:
    """The rows about a key, the most likely first, each with the path of the key here."""
    word, block = folded(place.key), place.path[:-1]
    for field in place.fields:
        if folded(field) == word:
            yield Key(place.key, field), (*block, field)
    own = (*KEYS.get(f"{place.family}.{place.tag}", ()), *KEYS.get(place.family, ()))
    rows = [row for row in own if word in _words(row)]
    yield from ((row, (*block, row.to)) for row in rows if row.to in place.fields)
    yield from ((row, ()) for row in rows if not row.to)
    for family, others in KEYS.items():
        home: Path = HOMES.get(family, ())
        if (family, place.family) == ("schedules", "optimizers"):
            home = (*block, "learning_rate")
        for row in others:
            if row.moves and family != place.family and word in _words(row):
                yield row, (*home, row.to)


def _words(row: Key | Name) -> list[str]:
    return [folded(word) for word in row.words.split()]


def _becomes(place: _Place, row: Key) -> Translation:
    """The key is another one here."""
    target = place.target
    inside = target[:-1] == place.path[:-1]
    name = target[-1] if inside else ".".join(map(str, target))
    notes = (row.note,) if row.note else ()
    where = "here" if inside or len(target) > 1 else "at the top of the spec"
    label = f"`{place.key}` is `{name}` {where}"
    there = target in place.document.places
    if row.unit in FORMS:
        said = {"betas": "`b1` and `b2`", "amsgrad": "`type: amsgrad`"}.get(row.unit)
        label = f"`{place.key}` is {said} {where}" if said else label
        edits = FORMS[row.unit](place)
        more = (f"`{name}` is there already",) if there and not edits and not said else ()
        return Translation(label, (*notes, *more), _joined(edits))
    if there:
        return Translation(label, (*notes, f"`{name}` is there already"))
    text = UNITS[row.unit](place) if row.unit else place.text
    if text is None:
        if row.unit == "ask" and (asked := _question(place.value)):
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
        return Translation(label, notes, _joined(edits))
    put = _put(place.document, target, text)
    return Translation(label, notes, _joined([put, Fix(place.path, None)] if put else None))


def _holder(place: _Place) -> type[BaseModel] | None:
    """The block that has the key here; None if it cannot be told."""
    if place.target[:-1] == place.path[:-1]:
        return place.model
    from specc.language import reference  # the whole language, which few specs need

    try:
        topic = reference.find(".".join(str(part) for part in place.target[:-1]))
    except reference.UnknownPathError:
        return None
    target, key = topic.target, place.target[-1]
    if not isinstance(target, Family):
        return target if isinstance(target, type) and key in hints.names(target) else None
    kind = place.document.at((*place.target[:-1], "type")) if _has_type(place) else target.usual
    order = [kind, *target.names()] if kind in target.names() else target.names()
    blocks = (member(target.package, str(name)) for name in order)
    return next((block for block in blocks if key in hints.names(block)), None)


def _has_type(place: _Place) -> bool:
    return (*place.target[:-1], "type") in place.document.places


def _fits(place: _Place, text: str) -> bool:
    """Whether a value that is not converted, or to a block, has a form that the key here takes."""
    if text != place.text:
        return True
    model = _holder(place) if isinstance(place.value, dict | list | bool) else None
    return model is None or forms.fits(model, str(place.target[-1]), place.value)


def _form_of(place: _Place) -> Iterator[str]:
    """What the key here takes, as a note."""
    from specc.language import reference

    model, key = _holder(place), str(place.target[-1])
    for field in reference.fields(model) if model is not None else ():  # type: ignore[arg-type]
        if field.key == key:
            yield f"`{key}` takes: {field.type}, for example `{key}: {field.example}`"


def _needed_too(place: _Place) -> Iterator[str]:
    """What a block that a moved key begins needs besides, unless another key of the spec becomes that."""
    block = place.target[:-1]
    if not block or block in place.document.places or tuple(map(str, block)) in NEEDED:
        return
    from specc.language import reference

    model = _holder(place)
    if model is None or "type" in model.model_fields:
        return
    written_keys = {folded(str(path[-1])) for path in place.document.places if path}
    for field in reference.fields(model):  # type: ignore[arg-type]
        rows = (row for row in KEYS.get(family_of(model), ()) if row.to == field.key)
        known = {word for row in rows for word in _words(row)}
        if field.required and field.key != place.target[-1] and not known & written_keys:
            yield f"`{block[-1]}` needs `{field.key}` as well, for example `{field.key}: {field.example}`"


def _is_none(place: _Place, row: Key) -> Translation:
    """There is no such key here."""
    notes = (row.note,) if row.note else ()
    if row.unit == "contents":
        label = f"what is in `{place.key}` stands in the block itself"
        return Translation(label, notes, _joined(_contents(place)))
    applies = CONDITIONS[row.unit](place) if row.unit else False
    return Translation(
        "there is no such key here", notes, Fix(place.path, None) if applies else None
    )


def _joined(edits: Edits) -> Fix | None:
    """Edits as one fix."""
    return edits[0]._replace(also=tuple(edits[1:])) if edits else None


def _put(document: Document, path: Path, text: str) -> Fix | None:
    """The edit that adds a key to a block, which may be missing or a shorthand."""
    parent, entry = path[:-1], f"{path[-1]}: {text}"
    if parent not in document.places:
        needed = NEEDED.get(tuple(map(str, parent)), "")
        return _put(document, parent, f"{{{needed}{', ' if needed else ''}{entry}}}")
    value = document.at(parent)
    if isinstance(value, dict) and value:
        return Fix(path, text)
    if value is None or value == {}:
        return Fix(parent, f"{{{entry}}}")
    if isinstance(value, str):
        return Fix(parent, f"{{type: {written(document, parent)}, {entry}}}")
    if isinstance(value, int | float) and parent[-1] == "learning_rate":
        return Fix(parent, f"{{type: constant, peak: {written(document, parent)}, {entry}}}")
    return None


REMOVED = "\0"
"""In place of a text: the value is what happens without the key."""


def _time(unit: str) -> Callable[[_Place], str | None]:
    """A number of steps or epochs as a duration; nothing, 0 and -1 mean that there is none."""

    def convert(place: _Place) -> str | None:
        number = as_number(place.value)
        if place.value in (None, -1) or number == 0:
            return REMOVED
        if number is None:
            return place.text if isinstance(place.value, str) else None
        if number < 0 or (unit == "step" and not number.is_integer()):
            return f"{plain(number * 100)}%" if 0 < number < 1 else None
        return f"{plain(number)} {unit}{'' if number == 1 else 's'}"

    return convert


def _rest(place: _Place) -> str | None:
    number = as_number(place.value)
    return f"{plain(100 - number * 100)}%" if number is not None and 0 < number < 1 else None


def _decay_steps(place: _Place) -> str | None:
    """With a warm-up, libraries differ in where they begin to count."""
    block = place.document.at(place.path[:-1])
    warm = any("warmup" in folded(key) for key in block)
    return None if warm else _time("step")(place)


def _part(place: _Place) -> str | None:
    number = as_number(place.value)
    return f"{plain(100 / number)}%" if number and number > 1 else None


def _final_part(place: _Place) -> str | None:
    """A divisor of the first rate as a share of the peak; PyTorch's first rate is a 25th of it."""
    number, first = as_number(place.value), as_number(place.beside("div_factor")) or 25.0
    if (start := place.beside("start")) is not None:
        percent = re.fullmatch(r"(\d+(?:\.\d+)?)%", str(start))
        if percent is None:
            return None
        first = 100 / float(percent[1])
    return f"{plain(100 / number / first)}%" if number else None


def _complement(place: _Place) -> str | None:
    number = as_number(place.value)
    return plain(1 - number) if number is not None and 0 < number <= 1 else None


def _part_of_epoch(place: _Place) -> str | None:
    value = place.value
    if isinstance(value, float) and 0 < value <= 1:
        return "1 epoch" if value == 1 else f"{plain(value)} epochs"
    return _time("step")(place) if isinstance(value, int) else None


def _part_or_epochs(place: _Place) -> str | None:
    return percentage(place.value) or _time("epoch")(place)


def _strategy(place: _Place) -> str | None:
    return {"epoch": "1 epoch", "steps": REMOVED, "no": REMOVED}.get(str(place.value))


def _ask(place: _Place) -> str | None:
    if place.value in ("epoch", "epochs"):
        return "1 epoch"
    return place.text if isinstance(place.value, str) and as_number(place.value) is None else None


def _question(value: object) -> str:
    if isinstance(value, list) and value and as_number(value[0]) is not None:
        first = plain(as_number(value[0]) or 0)
        return f"{first} steps or {first} epochs?"
    number = as_number(value)
    return f"{plain(number)} steps or {plain(number)} epochs?" if number else ""


def _widths(place: _Place) -> str | None:
    if not isinstance(place.value, int) or isinstance(place.value, bool):
        return _units(place) if isinstance(place.value, list) else None
    counts = [place.beside(key) for key in ("num_layers", "n_layers", "num_hidden_layers", "depth")]
    layers = next((count for count in counts if isinstance(count, int)), 1)
    return f"[{', '.join([place.text] * layers)}]" if 0 < layers <= 256 else None


_DENSE = ("dense", "linear", "fullyconnected", "fc")


def _units(place: _Place) -> str | None:
    """A list of dense layers as their widths; one of numbers as it is."""
    if not any(isinstance(layer, dict) for layer in place.value):
        return place.text
    widths = []
    for number, layer in enumerate(place.value):
        if not isinstance(layer, dict) or len(layer) > 2:
            return None  # an activation or another layer, which has its place elsewhere
        kind = next((layer[key] for key in ("type", *TYPES) if key in layer), "dense")
        width = next((key for key in ("units", "width", "out_features") if key in layer), None)
        if folded(str(kind)) not in _DENSE or not isinstance(layer.get(width), int):
            return None
        if len(layer) == 2 and not {"type", *TYPES} & {*layer}:
            return None
        widths.append(written(place.document, (*place.path, number, str(width))))
    return f"[{', '.join(widths)}]"


def _split(place: _Place) -> str | None:
    """The shares of a split, by name or in the order train, evaluation, test, as what is held out."""
    value = place.value
    if isinstance(value, list) and len(value) in (2, 3):
        value = dict(zip(("train", "val", "test"), value, strict=False))
    if not isinstance(value, dict):
        return None
    shares = {}
    for key, item in value.items():
        name = next((name for name, words in _PARTS.items() if folded(str(key)) in words), None)
        text = percentage(item)
        if name is None or name in shares or text is None:
            return None
        shares[name] = text
    total = sum(float(text.removesuffix("%")) for text in shares.values())
    if "train" in shares and abs(total - 100) > 1e-6:
        return None
    if "test" not in shares or "val" not in shares:  # `test_size` is for evaluation, too
        return shares.get("val", shares.get("test"))
    return f"{{type: random, share: {shares['val']}, test: {shares['test']}}}"


_PARTS: Mapping[str, tuple[str, ...]] = {
    "train": ("train", "training"),
    "val": ("val", "valid", "validation", "eval", "evaluation", "dev"),
    "test": ("test", "testing"),
}


def _mixes(kind: str) -> Callable[[_Place], str | None]:
    """The parameter of an augmentation that mixes examples, as a list with the augmentation."""

    def convert(place: _Place) -> str | None:
        number = as_number(place.value)
        if place.value in (None, False) or number == 0:
            return REMOVED
        if place.value is True:
            return f"[{kind}]"
        return f"[{{type: {kind}, alpha: {place.text}}}]" if number and number > 0 else None

    return convert


def _transforms(place: _Place) -> str | None:
    """Augmentations without the conversion to arrays; whether a `Normalize` is wanted is asked."""
    if not isinstance(place.value, list):
        return REMOVED if place.value in (False, None, "none") else place.text
    kept = []
    for number, item in enumerate(place.value):
        kinds = [item.get(key) for key in ("type", *TYPES)] if isinstance(item, dict) else [item]
        kind = folded(str(next(filter(None, kinds), "")).rpartition(".")[2].partition("(")[0])
        if kind == "normalize":
            return None
        if kind not in ("totensor", "piltotensor", "toimage"):
            kept.append(written(place.document, (*place.path, number)))
    return f"[{', '.join(kept)}]" if kept else REMOVED


def _times_width(place: _Place) -> str | None:
    words = ("width", "hidden_size", "embed_dim", "hidden_dim", "dim", "d_model")
    ratio, width = as_number(place.value), next(filter(None, map(place.beside, words)), None)
    if ratio is None or not isinstance(width, int):
        return None
    return plain(ratio * width) if (ratio * width).is_integer() else None


def _switch(name: str) -> Callable[[_Place], str | None]:
    return lambda place: (
        {True: name, False: REMOVED}.get(place.value) if isinstance(place.value, bool) else None
    )


def _device(place: _Place) -> str | None:
    if not isinstance(place.value, str):
        return None
    found = name_of(place.value, "target", ("any", "cpu", "gpu", "tpu"))
    return found.to if found and found.to else place.text


UNITS: Mapping[str, Callable[[_Place], str | None]] = {
    "steps": _time("step"),
    "epochs": _time("epoch"),
    "decay_steps": _decay_steps,
    "share": lambda place: percentage(place.value),
    "rest": _rest,
    "one_part": _part,
    "final_part": _final_part,
    "complement": _complement,
    "part_of_epoch": _part_of_epoch,
    "part_or_epochs": _part_or_epochs,
    "strategy": _strategy,
    "ask": _ask,
    "unknown": lambda _: None,
    "unless_zero": lambda place: REMOVED if place.value in (0, None, False) else place.text,
    "if_on": lambda place: REMOVED if place.value in (False, None, "none") else place.text,
    "not": lambda place: (
        {True: "false", False: "true"}.get(place.value) if isinstance(place.value, bool) else None
    ),
    "split": _split,
    "mixup": _mixes("mixup"),
    "cutmix": _mixes("cutmix"),
    "transforms": _transforms,
    "list": lambda place: place.text if isinstance(place.value, list) else f"[{place.text}]",
    "widths": _widths,
    "times_width": _times_width,
    "norm_batch": _switch("batch"),
    "norm_layer": _switch("layer"),
    "fp16": _switch("float16"),
    "bf16": _switch("bfloat16"),
    "device": _device,
    "anneal": lambda place: {"cos": "cosine", "linear": "linear"}.get(str(place.value)),
}
"""The value of a key here, as a spec writes it; `REMOVED` if it needs no key; None if it is not certain."""


def _is_run(place: _Place) -> bool:
    """Whether a length is that of the run, so that it need not be said."""
    number, duration = as_number(place.value), ("train", "duration")
    if number is None or duration not in place.document.places:
        return False
    return str(place.document.at(duration)) in (f"{plain(number)} epochs", f"{plain(number)} steps")


CONDITIONS: Mapping[str, Callable[[_Place], bool]] = {
    "remove": lambda _: True,
    "if off": lambda place: place.value in _OFF,
    "if on": lambda place: place.value is True,
    "if zero": lambda place: place.value == 0,
    "if one": lambda place: place.value in (1, "1", "auto"),
    "if norm": lambda place: place.value == "norm",
    "if mean": lambda place: place.value == "mean",
    "if half": lambda place: place.value == 0.5 and place.tag == "flip",
    "header": lambda place: place.value in (True, 0, "infer"),
    "run": _is_run,
}
"""Whether a key without a counterpart can go, by its value."""


def _betas(place: _Place) -> Edits:
    """A list of two becomes two keys."""
    block, value = place.target[:-1], place.value
    if not isinstance(value, list) or len(value) != 2 or "b2" not in (*place.fields, "b2"):
        return None
    names = ("b1", "b2")
    if any((*block, name) in place.document.places for name in names):
        return None
    texts = [written(place.document, (*place.path, n)) for n in range(2)]
    if block not in place.document.places:
        return None
    added = [_put(place.document, (*block, n), text) for n, text in zip(names, texts, strict=True)]
    return [*(edit for edit in added if edit), Fix(place.path, None)]


def _amsgrad(place: _Place) -> Edits:
    """Adam with `amsgrad: true` is an optimizer of its own."""
    if place.value is False:
        return [Fix(place.path, None)]
    if place.value is not True or place.tag != "adam":
        return None
    return [Fix((*place.path[:-1], "type"), "amsgrad"), Fix(place.path, None)]


def _average(place: _Place) -> Edits:
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


def _optimizer(place: _Place) -> Edits:
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


def _accumulate(place: _Place) -> Edits:
    """The batch of other frameworks is a micro-batch; that of a spec is the whole."""
    count, document = place.value, place.document
    if count in (1, None, False):
        return [Fix(place.path, None)]
    batch = ("data", "batch_size")
    if not isinstance(count, int) or batch not in document.places:
        return None
    size = document.at(batch)
    put = _put(document, place.target, place.text)
    if not isinstance(size, int) or put is None:
        return None
    return [put, Fix(place.path, None), Fix(batch, str(size * count))]


def _schedule(place: _Place) -> Edits:
    """A schedule beside the rate becomes one with the rate as its peak."""
    document, block = place.document, place.target[:-1]
    keys = _schedule_keys(place)
    rates = ((*block, key) for key in _RATES)
    rate = next((path for path in rates if path in document.places), None)
    if keys is None:
        return None
    if rate is None:
        put = _put(document, place.target, _flow(keys))
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


def _schedule_keys(place: _Place) -> dict[str, str] | None:
    """The keys of a schedule with their values; a name alone is its type."""
    document, value = place.document, place.value
    if isinstance(value, str):
        given, path = {"type": value}, {"type": place.path}
    elif isinstance(value, dict) and all(isinstance(key, str) for key in value):
        given, path = value, {key: (*place.path, key) for key in value}
    else:
        return None
    package = f"{_LANGUAGE}schedules"
    names = sorted(members(package))
    kind = "type" if "type" in given else _type_key(given, "schedule", names, package)
    keys = {}
    for key, item in given.items():
        text = written(document, path[key])
        if key == kind and isinstance(item, str):
            row = name_of(item, "schedule", names, package)
            keys["type"] = row.to if row is not None and row.to else text
        else:
            keys[_key(key)] = text
    return keys


def _flow(keys: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{key}: {text}' for key, text in keys.items())}}}"


def _contents(place: _Place) -> Edits:
    """The keys of a block inside a block, one level up."""
    if not isinstance(place.value, dict) or not place.value:
        return [Fix(place.path, None)] if place.value in ({}, None) else None
    block, document = place.path[:-1], place.document
    if any((*block, key) in document.places for key in place.value):
        return None
    added = [Fix((*block, key), written(document, (*place.path, key))) for key in place.value]
    return [*added, Fix(place.path, None)]


def _layers(place: _Place) -> Edits:
    """The number of layers is the length of the list of their widths."""
    if place.target not in place.document.places:
        return None
    widths = place.document.at(place.target)
    counts = isinstance(widths, list) and len(widths) == place.value
    return [Fix(place.path, None)] if counts else None


def _depth(place: _Place) -> Edits:
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


def _table(place: _Place) -> Edits:
    """A file of data as a source."""
    value, target = place.value, place.target
    endings = {".csv": "csv", ".parquet": "parquet", ".npz": "npz"}
    kind = endings.get(pathlib.PurePath(value).suffix) if isinstance(value, str) else None
    if kind is None:
        return None
    put = _put(place.document, target, f"{{type: {kind}, path: {place.text}}}")
    return [put, Fix(place.path, None)] if put else None


FORMS: Mapping[str, Callable[[_Place], Edits]] = {
    "betas": _betas,
    "amsgrad": _amsgrad,
    "average": _average,
    "optimizer": _optimizer,
    "accumulate": _accumulate,
    "schedule": _schedule,
    "resnet_depth": _depth,
    "layers": _layers,
    "table": _table,
}
"""Changes of form: the edits that move a value, or None if they are not certain."""


def name_of(given: str, noun: str, names: Sequence[str], package: str = "") -> Name | None:
    """What a name of other frameworks is here.

    Args:
        given: the name.
        noun: of the family, or the name of the field.
        names: those that are allowed.
        package: of the family.
    """
    bare = re.sub(r"\(.*\)$", "", given.strip())
    words = dict.fromkeys((folded(bare), folded(bare.rpartition(".")[2])))
    specific = f"{noun}.{package.rpartition('.')[2]}"
    rows = (*NAMES.get(specific, ()), *NAMES.get(noun, ()))
    for word in filter(None, words):
        for row in rows:
            if word in _words(row) and (not row.to or row.to in names or row.to.startswith('"')):
                return row
        for name in names:
            if folded(name) == word:
                return Name(given, name)
    return None


def elsewhere(given: str, noun: str, package: str) -> str | None:
    """The task that has such a loss or metric, if it is another one."""
    parent = package.rpartition(".")[0]
    if parent + "." == _LANGUAGE or not parent.startswith(_LANGUAGE):
        return None
    [folder] = import_module(parent).__path__
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        other = f"{parent}.{entry.name}"
        if entry.is_dir() and not entry.name.startswith("_") and other != package:
            found = name_of(given, noun, sorted(members(other)), other)
            if found is not None and found.to:
                return f"`{found.to}` is a {noun} of `task: {entry.name}`"
    return None


def block_of_name(row: Name) -> str:
    """A name as the block that it stands for."""
    return f"{{type: {row.to}{f', {row.keys}' if row.keys else ''}}}"


def keys_of_name(row: Name) -> list[tuple[str, str]]:
    """The further keys of a name with their values."""
    found = re.findall(r"(\w+): (\[[^\]]*\]|[^,]+)", row.keys)
    return [(key, text) for key, text in found]


def as_type(
    given: Mapping[str, Any], path: Path, noun: str, names: Sequence[str], package: str
) -> Fix | None:
    """The edit that gives a block without `type` one, if another key has it."""
    key = _type_key(given, noun, names, package)
    return None if key is None else Fix((*path, key), "type", renames=True)


def _type_key(
    given: Mapping[str, Any], noun: str, names: Sequence[str], package: str
) -> str | None:
    for key, value in given.items():
        if isinstance(key, str) and key.lower() in TYPES and isinstance(value, str):
            row = name_of(value, noun, names, package)
            if row is not None and row.to:
                return key
    return None


def meant_block(
    given: Mapping[str, Any], noun: str, names: Sequence[str], package: str
) -> dict[str, Any] | None:
    """A block with the type that its name in other frameworks stands for; None if it has no such name."""
    key = "type" if "type" in given else _type_key(given, noun, names, package)
    if key is None or not isinstance(given[key], str):
        return None
    row = name_of(given[key], noun, names, package)
    if row is None or not row.to:
        return None
    rest = {other: value for other, value in given.items() if other != key}
    more = {name: core_value(text) for name, text in keys_of_name(row)}
    return {**more, **rest, "type": row.to}


def core_value(text: str) -> Any:
    """The value of a scalar or a list of them in `Name.keys`."""
    if text.startswith("["):
        return [core_scalar(item) for item in text[1:-1].split(", ") if item]
    return core_scalar(text)
