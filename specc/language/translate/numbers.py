"""Numbers of other frameworks as a spec writes them: lengths of time, and shares."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from specc.language.translate.place import Place
from specc.language.translate.words import folded
from specc.language.wording import as_number, percentage, plain

REMOVED = "\0"
"""In place of a text: the value is what happens without the key."""


def _time(unit: str) -> Callable[[Place], str | None]:
    """A number of steps or epochs as a duration; nothing, 0 and -1 mean that there is none."""

    def convert(place: Place) -> str | None:
        number = as_number(place.value)
        if place.value in (None, -1) or number == 0:
            return REMOVED
        if number is None:
            return place.text if isinstance(place.value, str) else None
        if number < 0 or (unit == "step" and not number.is_integer()):
            return f"{plain(number * 100)}%" if 0 < number < 1 else None
        return f"{plain(number)} {unit}{'' if number == 1 else 's'}"

    return convert


def _rest(place: Place) -> str | None:
    number = as_number(place.value)
    return f"{plain(100 - number * 100)}%" if number is not None and 0 < number < 1 else None


def _decay_steps(place: Place) -> str | None:
    """With a warm-up, libraries differ in where they begin to count."""
    block = place.document.at(place.path[:-1])
    warm = any("warmup" in folded(key) for key in block)
    return None if warm else _time("step")(place)


def _part(place: Place) -> str | None:
    number = as_number(place.value)
    return f"{plain(100 / number)}%" if number and number > 1 else None


def _final_part(place: Place) -> str | None:
    """A divisor of the first rate as a share of the peak; PyTorch's first rate is a 25th of it."""
    number, first = as_number(place.value), as_number(place.beside("div_factor")) or 25.0
    if (start := place.beside("start")) is not None:
        percent = re.fullmatch(r"(\d+(?:\.\d+)?)%", str(start))
        if percent is None:
            return None
        first = 100 / float(percent[1])
    return f"{plain(100 / number / first)}%" if number else None


def _complement(place: Place) -> str | None:
    number = as_number(place.value)
    return plain(1 - number) if number is not None and 0 < number <= 1 else None


def _part_of_epoch(place: Place) -> str | None:
    value = place.value
    if isinstance(value, float) and 0 < value <= 1:
        return "1 epoch" if value == 1 else f"{plain(value)} epochs"
    return _time("step")(place) if isinstance(value, int) else None


def _part_or_epochs(place: Place) -> str | None:
    return percentage(place.value) or _time("epoch")(place)


def _strategy(place: Place) -> str | None:
    return {"epoch": "1 epoch", "steps": REMOVED, "no": REMOVED}.get(str(place.value))


def _ask(place: Place) -> str | None:
    if place.value in ("epoch", "epochs"):
        return "1 epoch"
    return place.text if isinstance(place.value, str) and as_number(place.value) is None else None


def _question(value: object) -> str:
    """Whether a number counts steps or epochs; empty if it is no number."""
    if isinstance(value, list) and value and as_number(value[0]) is not None:
        first = plain(as_number(value[0]) or 0)
        return f"{first} steps or {first} epochs?"
    number = as_number(value)
    return f"{plain(number)} steps or {plain(number)} epochs?" if number else ""


UNITS: Mapping[str, Callable[[Place], str | None]] = {
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
}
"""See `specc.language.translate.values`."""

QUESTIONS: Mapping[str, Callable[[object], str]] = {"ask": _question}
"""What is asked about a value whose meaning is not certain, by its unit."""
