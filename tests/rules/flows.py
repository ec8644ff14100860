"""Cases of the rules about normalizing flows."""

from __future__ import annotations

from typing import Any

from .case import Case
from .specs import FACTS

IMAGES = {"data.facts": {**FACTS, "integers": True}}
FLOW: dict[str, Any] = {
    "task": {"type": "generation", "loss": {"type": "normalizing_flow", "dequantize": "uniform"}},
    "model": {"type": "real_nvp", "hidden": [64]},
    **IMAGES,
}
POINTS: dict[str, Any] = {
    "task": {"type": "generation", "loss": "normalizing_flow"},
    "model": {"type": "neural_spline", "hidden": [64]},
    "data.facts": {**FACTS, "shape": [2]},
}


def masks(*names: str) -> dict[str, Any]:
    return {"type": "real_nvp", "hidden": [64], "masks": [*names]}


FLOW_CASES = [
    Case(
        "L150",
        {**FLOW, "task": POINTS["task"]},
        FLOW,
        ("task", "loss"),
        "pixels have 17 levels, where a density has no bound",
    ),
    Case(
        "L151",
        {**FLOW, "data.facts": FACTS},
        FLOW,
        ("task", "loss", "dequantize"),
        "it needs pixels that are integers from 0",
    ),
    Case(
        "L151",
        {**POINTS, "task": FLOW["task"]},
        POINTS,
        ("task", "loss", "dequantize"),
        "it needs images",
    ),
    Case(
        "L151",
        {**FLOW, "data.normalize": "standardize"},
        {**FLOW, "data.normalize": "unit"},
        ("data", "normalize"),
        "uniform dequantization is of levels divided by 16",
    ),
    Case(
        "M150",
        {**POINTS, "model": masks("half", "checkerboard")},
        {**POINTS, "model": masks("half")},
        ("model", "masks", 1),
        "checkerboard is a mask of images",
    ),
    Case(
        "M150",
        {
            **FLOW,
            "model": masks("channel"),
            "data.facts": {**IMAGES["data.facts"], "shape": [1, 8]},
        },
        {
            **FLOW,
            "model": masks("channel"),
            "data.facts": {**IMAGES["data.facts"], "shape": [2, 8]},
        },
        ("model", "masks", 0),
        "images have one row",
    ),
    Case(
        "M150",
        {**POINTS, "data.facts": {**FACTS, "shape": [1]}},
        POINTS,
        ("model", "type"),
        "an example is one number",
        fixes=False,
    ),
]
