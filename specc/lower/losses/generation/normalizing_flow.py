"""Normalizing flows."""

from __future__ import annotations

from specc.ir.flow import NormalizingFlow
from specc.ir.loss import Draw
from specc.ir.sampler import Sampler
from specc.language.facts import Facts
from specc.language.losses.generation.normalizing_flow import NormalizingFlow as SpecBlock
from specc.lower.columns import input_name
from specc.lower.dispatch import lowering
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings

_ORIGIN = "task.loss"


def lower(spec: SpecBlock, facts: Facts, settings: Settings) -> LoweredTask:
    """One loss of one network, with random draws if it dequantizes; samples are drawn by the inverse."""
    noise, origin = spec.dequantize, f"{_ORIGIN}.dequantize"
    loss = NormalizingFlow(
        name="loss",
        columns=(input_name(facts),),
        networks=("model",),
        needs=(spec.networks["model"],),
        verb="generate",
        origin=_ORIGIN,
        draws=(Draw("dequantization", origin),) if noise is not None else (),
        dequantization=None if noise is None else lowering(noise)(noise, facts, settings, origin),
    )
    sampler = Sampler(
        kind="inverse",
        network="model",
        needs=frozenset({"invert"}),
        shape=facts.shape,
        origin=_ORIGIN,
    )
    return LoweredTask(None, (loss,), sampler)
