"""Cases of the rules about flow matching."""

from __future__ import annotations

from typing import Any

from .case import Case
from .specs import REMOVED


def flow(**loss: Any) -> dict[str, Any]:
    return {
        "task": {"type": "generation", "loss": {"type": "flow_matching", **loss}},
        "model": {"type": "denoising_mlp", "hidden": [64]},
    }


TRANSPORTED = flow(coupling="optimal_transport")
SGD = {"type": "sgd", "learning_rate": 0.1}
PRIVATE = {"l2_norm_clip": 1.0, "noise_multiplier": 1.0}
MANY = {"data.source": {"type": "moons", "rows": 50_000}, "data.facts": REMOVED}
COUPLING = ("task", "loss", "coupling")

PAIRS = {
    **flow(coupling="reflow"),
    "data.source": {"type": "reflow", "run": "runs/first", "shape": [2]},
    "data.facts": REMOVED,
}

FLOW_MATCHING_CASES = [
    Case(
        "L145",
        flow(coupling="reflow"),
        PAIRS,
        COUPLING,
        "data.source is sklearn, which has no noise",
    ),
    Case(
        "L145",
        {**PAIRS, "data.evaluation": {"type": "moons"}, "data.holdout": REMOVED},
        {
            **PAIRS,
            "data.evaluation": {**PAIRS["data.source"], "seed": 1},
            "data.holdout": REMOVED,
        },
        COUPLING,
        "data.evaluation is moons",
        also=frozenset({"D167"}),
        reveals=frozenset({"D181"}),
    ),
    Case(
        "D181",
        {**PAIRS, "task.loss.coupling": "independent"},
        PAIRS,
        COUPLING,
        "independent does not read the noise",
    ),
    Case(
        "D181",
        {**PAIRS, "data.source.shape": [8, 8], "data.augment": ["flip"]},
        {**PAIRS, "data.source.shape": [8, 8]},
        ("data", "augment"),
        "stays as it is",
    ),
    Case(
        "D182",
        {**PAIRS, "data.source.solver": "ddim"},
        {**PAIRS, "data.source.solver": "midpoint"},
        ("data", "source", "solver"),
        "ddim solves no differential equation of flow matching",
    ),
    Case(
        "L141",
        {**TRANSPORTED, "data.batch_size": 100, "train.accumulate": 100},
        {**TRANSPORTED, "data.batch_size": 100, "train.accumulate": 50},
        COUPLING,
        "one example in a batch",
    ),
    Case(
        "L141",
        {**TRANSPORTED, "optimizer": {**SGD, "type": "dpsgd", **PRIVATE}},
        {**TRANSPORTED, "optimizer": SGD},
        COUPLING,
        "dpsgd takes the gradient of each example",
    ),
    Case(
        "L144",
        {**TRANSPORTED, "task.condition": "class"},
        {**flow(), "task.condition": "class"},
        COUPLING,
        "would depend on its class",
    ),
    Case(
        "L142",
        {**TRANSPORTED, **MANY, "data.batch_size": 2048},
        {**TRANSPORTED, **MANY, "data.batch_size": 2048, "train.accumulate": 4},
        COUPLING,
        "2,048 examples are assigned in each step, in about 9 s",
        fixes=False,
    ),
    Case(
        "L143",
        {
            **flow(likelihood={"steps": 10}),
            "data.holdout": REMOVED,
            "evaluate": REMOVED,
        },
        flow(likelihood={"steps": 10}),
        ("task", "loss", "likelihood"),
        "no examples are held out",
    ),
    Case(
        "L108",
        {**TRANSPORTED, "evaluate.batch_size": 20},
        {**flow(), "evaluate.batch_size": 20},
        ("evaluate", "batch_size"),
        "not evaluated example by example",
    ),
]
