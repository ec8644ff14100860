"""The error of reconstructions."""

from __future__ import annotations

from specc.ir.autoencoder import Reconstruction
from specc.ir.sampler import Reconstructor
from specc.language.facts import Facts
from specc.language.losses.generation.reconstruction import Reconstruction as SpecBlock
from specc.lower.columns import input_name
from specc.lower.lowered_task import LoweredTask
from specc.lower.reconstruction_error import lower_error
from specc.lower.settings import Settings

_ORIGIN = "task.loss"


def lower(spec: SpecBlock, facts: Facts, _: Settings) -> LoweredTask:
    """One loss of one network, and reconstructions to look at."""
    error, needs = lower_error(spec.error, f"{_ORIGIN}.error"), spec.networks["model"]
    name = input_name(facts)
    loss = Reconstruction(
        name="loss",
        columns=(name,),
        networks=("model",),
        needs=(needs,),
        verb="reconstruct",
        origin=_ORIGIN,
        error=error.formula,
    )
    shown = Reconstructor(
        kind="reconstruction",
        network="model",
        needs=needs,
        shape=facts.shape,
        origin=_ORIGIN,
        input=name,
    )
    return LoweredTask(None, (loss,), shown, decoded=error.decoded)
