"""Flow matching."""

from __future__ import annotations

from specc.ir.flow_matching import Coupling, FlowMatching
from specc.ir.loss import Draw
from specc.ir.sampler import Sampler
from specc.language.facts import Facts
from specc.language.losses.generation.flow_matching import FlowMatching as SpecBlock
from specc.lower.columns import input_name
from specc.lower.dispatch import lowering
from specc.lower.likelihood import lower_likelihood
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings

_ORIGIN = "task.loss"
_COUPLINGS = {
    "independent": Coupling(drawn=("independent",)),
    "optimal_transport": Coupling(drawn=("optimal_transport",), in_batches=True),
    "reflow": Coupling(columns=("noise",), time_key="key"),
}


def lower(spec: SpecBlock, facts: Facts, settings: Settings) -> LoweredTask:
    """One loss of one network; samples are drawn by a solver."""
    coupling, noise = _COUPLINGS[spec.coupling], spec.dequantize
    origin = f"{_ORIGIN}.dequantize"
    loss = FlowMatching(
        name="loss",
        columns=(input_name(facts), *coupling.columns),
        networks=("model",),
        needs=(spec.networks["model"],),
        verb="generate",
        origin=_ORIGIN,
        draws=(Draw("path", _ORIGIN),),
        dequantization=None if noise is None else lowering(noise)(noise, facts, settings, origin),
        path=spec.path,
        coupling=coupling,
        times=lowering(spec.times)(spec.times, settings, f"{_ORIGIN}.times"),
        likelihood=None if spec.likelihood is None else lower_likelihood(spec.likelihood, settings),
    )
    sampler = Sampler(
        kind="ode",
        network="model",
        needs=spec.networks["model"],
        shape=facts.shape,
        origin=_ORIGIN,
    )
    return LoweredTask(None, (loss,), sampler)
