"""Gives a source the options that its data needs, as the errors of the probe name them."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from specc.init.sighting import Sighting
from specc.language.block import Block
from specc.language.facts import Facts
from specc.probe import survey
from specc.probe.errors import DataError

_MOST_LOOKS = 50
"""Each look settles a column, or all of a kind; more columns than these hardly have errors of their own."""

_KEYS = ("source", "evaluation", "test")


def settle(seen: Sighting, folder: pathlib.Path) -> tuple[Sighting, dict[str, Facts]]:
    """The data with the options that it needs, and the facts of its sources, by key.

    Args:
        seen: the data as it was found.
        folder: of the spec.

    Raises:
        DataError: a source cannot be read, and no option would help.
        ImportError: what reads it is not installed.
    """
    for _ in range(_MOST_LOOKS):
        facts: dict[str, Facts] = {}
        try:
            for key in _KEYS:
                if (source := getattr(seen, key)) is not None:
                    asks, scored = ({}, True) if key != "source" else (seen.asks, False)
                    facts[key] = survey(source, folder, asks, scored=scored).facts
        except DataError as error:
            seen = _with_options(seen, error)
        else:
            return seen, facts
    raise DataError(
        f"after {_MOST_LOOKS} changes of its options, there is still something to repair",
        "write a spec by hand, and see `specc probe`",
    )


def _with_options(seen: Sighting, error: DataError) -> Sighting:
    """All sources with the options of an error.

    Raises:
        DataError: the error itself, if it has none, or if they change nothing.
    """
    options = error.options
    if how := options.get("impute"):
        # Text gets a category of its own: that a value is missing may say something.
        options["impute"] = {
            name: "category" if value == "most_frequent" else value for name, value in how.items()
        }
    changed: dict[str, Any] = {}
    for key in _KEYS:
        if (source := getattr(seen, key)) is not None:
            changed[key] = _changed(source, options, error)
    if all(changed[key] == getattr(seen, key) for key in changed):
        raise error
    name = next(iter(options))  # the others follow from it
    reason = f"{seen.reasons.get(name, '')} {error.message}.".lstrip()
    return dataclasses.replace(seen, reasons={**seen.reasons, name: reason}, **changed)


def _changed(source: Block, options: Mapping[str, Any], error: DataError) -> Block:
    given = source.model_dump(mode="json", exclude_defaults=True)
    try:
        return type(source).model_validate({**given, **options})
    except ValidationError:
        raise error from None
