"""The settings of runs, and in which of them they differ."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_DATA = "data_checksum"


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """What `config.json` says.

    Attributes:
        values: the settings, in their order.
        data: the checksum of the data, where there is one.
        versions: of the device and the libraries, by name.
        notes: a sentence if it cannot be read.
    """

    values: dict[str, Any]
    data: Any
    versions: dict[str, str]
    notes: tuple[str, ...] = ()


def read_settings(folder: Path) -> Settings:
    """Reads the settings of a run; what is wrong with the file is in the notes."""
    try:
        found = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings({}, None, {}, ("There is no config.json: the settings are not known.",))
    except OSError as error:
        return Settings({}, None, {}, (f"config.json cannot be read: {error.strerror}.",))
    except (ValueError, RecursionError) as error:
        return Settings({}, None, {}, (f"config.json is damaged: {error}.",))
    if not isinstance(found, dict):
        return Settings({}, None, {}, ("config.json is damaged: it has no settings.",))
    data, versions = found.pop(_DATA, None), found.pop("versions", {})
    versions = versions if isinstance(versions, dict) else {}
    return Settings(found, data, {name: str(value) for name, value in versions.items()})


def shown(value: Any) -> str:
    """A setting as people write it: `3e-3`, `256 128`, `yes`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, list) and all(not isinstance(item, list | dict) for item in value):
        return " ".join(map(shown, value)) or "none"
    if value is None:
        return "none"
    return value if isinstance(value, str) else json.dumps(value)


def number(value: float, digits: int = 4) -> str:
    """A number in a few characters: `3e-3`, `0.05`, `21.26`, `12,480`."""
    text = f"{value:.{digits}g}"
    if "e" not in text and value and abs(value) < 0.01:
        text = f"{value:.{digits - 1}e}"
    mantissa, _, exponent = text.partition("e")
    if exponent and 0 <= int(exponent) < 7:
        return f"{value:,.0f}"
    if not exponent:
        return f"{value:,.0f}" if abs(value) >= 10**digits else text
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{mantissa}e{int(exponent)}"


def differing(runs: Sequence[Settings]) -> dict[str, tuple[str, ...]]:
    """The settings in which runs differ, each with the text of every run; `–` where a run lacks it.

    Runs whose settings could not be read say nothing, and no setting differs because of them.
    """
    known = [run for run in runs if run.values]
    names = dict.fromkeys(name for run in known for name in run.values)
    found = {}
    for name in names:
        if any(run.values.get(name, _DATA) != known[0].values.get(name, _DATA) for run in known):
            found[name] = tuple(
                shown(run.values[name]) if name in run.values else "–" for run in runs
            )
    if len({json.dumps(run.data) for run in known}) > 1:
        found["data (checksum)"] = tuple("–" if run.data is None else str(run.data) for run in runs)
    return found
