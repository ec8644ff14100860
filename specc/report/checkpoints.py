"""What the newest checkpoint of a run says: its step, and whether the run has ended before its last step."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from specc.report.metrics import direction
from specc.report.settings import number

_EARLY = "early_stopping_"
"""What the key of metadata begins with; the name of the metric follows."""


@dataclasses.dataclass(frozen=True, slots=True)
class Checkpoint:
    """The newest checkpoint of a run.

    Attributes:
        step: of the run.
        early: why the run has stopped early, in words; empty if it has not.
    """

    step: int
    early: str


def newest(
    folder: Path, settings: Mapping[str, Any], sets: Sequence[str] = ()
) -> Checkpoint | None:
    """The newest checkpoint in the workdir `folder`; None if there are none.

    Args:
        folder: of the run.
        settings: of the run.
        sets: names of further sets that it evaluates.
    """
    try:
        names = [path.name for path in (folder / "checkpoints").iterdir()]
    except OSError:
        return None
    steps = [int(name) for name in names if name.isascii() and name.isdigit()]
    if not steps:
        return None
    path = folder / "checkpoints" / str(max(steps)) / "_CHECKPOINT_METADATA"
    try:
        metadata = json.loads(path.read_text("utf-8"))
        return Checkpoint(max(steps), _early(metadata, settings, sets))
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return Checkpoint(
            max(steps), ""
        )  # damaged or of another kind; the trainer checks it itself


def _early(metadata: Any, settings: Mapping[str, Any], sets: Sequence[str]) -> str:
    saved = metadata["custom_metadata"]
    key = next((key for key in saved if key.startswith(_EARLY)), None)
    if key is None:
        return ""
    found, name = saved[key], key.removeprefix(_EARLY)
    way = direction(name, sets) or -1
    threshold = settings.get("divergence_threshold")
    if threshold is not None and way * found["value"] < way * threshold:
        return f"{name} is {number(found['value'])}, beyond the threshold of {threshold:g}"
    if found["waited"] < settings["patience"]:
        return ""
    best = number(found["best"])
    return f"{name} has not improved since step {found['best_step']:,}, where it was {best}"
