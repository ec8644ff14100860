"""The likelihood of images, pixel by pixel."""

from __future__ import annotations

from specc.ir.autoregressive import Autoregressive, AutoregressiveSampler
from specc.language.facts import Facts
from specc.language.losses.generation.autoregressive import Autoregressive as SpecBlock
from specc.lower.columns import input_name
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings

_ORIGIN = "task.loss"


def lower(spec: SpecBlock, facts: Facts, _: Settings) -> LoweredTask:
    """One loss of one network; samples are drawn pixel by pixel."""
    needs = spec.networks["model"]
    assert facts.levels is not None, "a rule has seen to it"
    loss = Autoregressive(
        name="loss",
        columns=(input_name(facts),),
        networks=("model",),
        needs=(needs,),
        verb="generate",
        origin=_ORIGIN,
        levels=facts.levels,
    )
    sampler = AutoregressiveSampler(
        kind="autoregressive",
        network="model",
        needs=needs,
        shape=facts.shape,
        origin=_ORIGIN,
        levels=facts.levels,
    )
    return LoweredTask(None, (loss,), sampler)
