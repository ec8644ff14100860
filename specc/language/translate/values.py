"""Values of other frameworks as a spec writes them, and those that need no key here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from specc.language.translate import numbers, structures
from specc.language.translate.names import name_of
from specc.language.translate.numbers import REMOVED
from specc.language.translate.place import Place
from specc.language.wording import as_number, plain

_OFF = (None, False, 0, "", "none", "None", "no", "off", "false", "null")


def _switch(name: str) -> Callable[[Place], str | None]:
    return lambda place: (
        {True: name, False: REMOVED}.get(place.value) if isinstance(place.value, bool) else None
    )


def _device(place: Place) -> str | None:
    if not isinstance(place.value, str):
        return None
    found = name_of(place.value, "target", ("any", "cpu", "gpu", "tpu"))
    return found.to if found and found.to else place.text


UNITS: Mapping[str, Callable[[Place], str | None]] = {
    **numbers.UNITS,
    **structures.UNITS,
    "unknown": lambda _: None,
    "unless_zero": lambda place: REMOVED if place.value in (0, None, False) else place.text,
    "if_on": lambda place: REMOVED if place.value in (False, None, "none") else place.text,
    "not": lambda place: (
        {True: "false", False: "true"}.get(place.value) if isinstance(place.value, bool) else None
    ),
    "norm_batch": _switch("batch"),
    "norm_layer": _switch("layer"),
    "fp16": _switch("float16"),
    "bf16": _switch("bfloat16"),
    "device": _device,
    "anneal": lambda place: {"cos": "cosine", "linear": "linear"}.get(str(place.value)),
}
"""The value of a key here, as a spec writes it; `REMOVED` if it needs no key; None if it is not certain."""


def _is_run(place: Place) -> bool:
    """Whether a length is that of the run, so that it need not be said."""
    number, duration = as_number(place.value), ("train", "duration")
    if number is None or duration not in place.document.places:
        return False
    return str(place.document.at(duration)) in (f"{plain(number)} epochs", f"{plain(number)} steps")


CONDITIONS: Mapping[str, Callable[[Place], bool]] = {
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
