"""Cases of the rules about what is followed in a run."""

from __future__ import annotations

from typing import Any

from .case import Case
from .networks import GAN


def traced(start: str, duration: str) -> dict[str, Any]:
    return {"profile": {"start": start, "duration": duration}}


def norms(*names: str) -> dict[str, Any]:
    return {"log": {"norms": list(names)}}


FOLLOW_CASES = (
    Case(
        "E130",
        traced("795 steps", "10 steps"),
        traced("790 steps", "10 steps"),
        ("profile", "start"),
        "the trace ends at step 805, and the run has 800",
    ),
    Case(
        "E130",
        traced("100%", "1 step"),
        traced("50%", "1 step"),
        ("profile", "start"),
        "the trace ends at step 801, and the run has 800",
    ),
    Case(
        "E131",
        traced("0 steps", "10 steps"),
        traced("1 step", "10 steps"),
        ("profile", "start"),
        "0 steps come before it",
    ),
    Case(
        "E132",
        norms("gradients", "updates", "gradients"),
        norms("gradients", "updates"),
        ("log", "norms", 2),
        "gradients is already in the list",
    ),
    Case(
        "E133",
        {**GAN, **norms("gradients", "updates")},
        {**GAN, **norms("gradients", "parameters")},
        ("log", "norms", 1),
        "the loss updates several networks",
    ),
)
