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


CLASS = {"type": "generation", "loss": "normalizing_flow", "condition": "class"}
MATCHING: dict[str, Any] = {
    "task": {"type": "generation", "loss": {"type": "flow_matching", "dequantize": "uniform"}},
    "model": {"type": "denoising_mlp", "hidden": [64]},
    **IMAGES,
}


def scales(count: int, *shape: int) -> dict[str, Any]:
    model = {"type": "conv_real_nvp", "scales": count}
    return {**FLOW, "model": model, "data.facts": {**IMAGES["data.facts"], "shape": [*shape]}}


def likelihood(**loss: Any) -> dict[str, Any]:
    measured = {"type": "flow_matching", "likelihood": {"steps": 5}, **loss}
    return {**MATCHING, "task": {"type": "generation", "loss": measured}}


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
        "L151",
        {**MATCHING, "data.normalize": "standardize"},
        MATCHING,
        ("data", "normalize"),
        "uniform dequantization is of levels divided by 16",
    ),
    Case(
        "L164",
        likelihood(),
        likelihood(dequantize="uniform"),
        ("task", "loss", "likelihood"),
        "pixels have 17 levels, where a density has no bound",
    ),
    Case(
        "M151",
        {**POINTS, "task": CLASS, "model": {"type": "maf", "hidden": [64], "condition": "add"}},
        {**POINTS, "task": CLASS, "model": {**POINTS["model"], "condition": "add"}},
        ("model", "condition"),
        "the first number of each layer would not see the class",
    ),
    Case(
        "M152",
        scales(3, 14, 28),
        scales(2, 14, 28),
        ("model", "scales"),
        "14 × 28 pixels can be squeezed 1 time",
    ),
    Case(
        "M152",
        scales(2, 7, 7),
        scales(1, 7, 7),
        ("model", "scales"),
        "7 × 7 pixels can be squeezed 0 times",
    ),
    Case(
        "M152",
        scales(4, 8, 8),
        scales(4, 8, 16),
        ("model", "scales"),
        "the last scale has maps of 1 × 1 pixel",
    ),
    Case(
        "M152",
        scales(1, 1, 1),
        scales(1, 1, 2),
        ("model", "scales"),
        "the last scale has maps of 1 × 1 pixel",
        fixes=False,
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
