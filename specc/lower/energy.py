"""What the losses of energy-based models share."""

from __future__ import annotations

from typing import Any

from specc.ir.loss import Draw
from specc.ir.sampler import Sampler
from specc.language.facts import Facts
from specc.language.generative import GenerativeLoss
from specc.lower.columns import input_name

ORIGIN = "task.loss"


def common(spec: GenerativeLoss, facts: Facts, draw: str) -> dict[str, Any]:
    """The attributes of a loss of one network, which draws random numbers once."""
    return {
        "name": "loss",
        "columns": (input_name(facts),),
        "networks": ("model",),
        "needs": (spec.networks["model"],),
        "verb": "generate",
        "origin": ORIGIN,
        "draws": (Draw(draw, ORIGIN),),
    }


def sampler(spec: GenerativeLoss, facts: Facts) -> Sampler:
    """What samples are drawn from."""
    return Sampler(
        kind="langevin",
        network="model",
        needs=spec.networks["model"],
        shape=facts.shape,
        origin=ORIGIN,
    )
