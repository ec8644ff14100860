"""What energy-based models share, and their losses."""

from __future__ import annotations

from typing import Any

from specc.ir.data import Data
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


def summary(data: Data) -> str:
    """The first line of the docstring of a model."""
    labels = "" if data.column("condition") is None else ", labels (n,)"
    inputs = f"{data.input.name.capitalize()} {data.input.batch_shape}{labels}"
    return f"{inputs} -> energies (n,); the density is exp(-E) / Z."


def sampler(spec: GenerativeLoss, facts: Facts, kind: str = "langevin") -> Sampler:
    """What samples are drawn from; `kind` is the module that writes how."""
    return Sampler(
        kind=kind,
        network="model",
        needs=spec.networks["model"],
        shape=facts.shape,
        origin=ORIGIN,
    )
