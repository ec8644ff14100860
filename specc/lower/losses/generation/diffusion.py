"""Diffusion."""

from __future__ import annotations

from specc.ir.diffusion import Diffusion
from specc.ir.expr import Expr
from specc.ir.loss import Draw
from specc.ir.sampler import Sampler
from specc.ir.settings import Bounds, Field
from specc.language.facts import Facts
from specc.language.losses.generation.diffusion import Diffusion as SpecBlock
from specc.lower.columns import input_name
from specc.lower.diffusion_targets import TARGETS
from specc.lower.dispatch import lowering
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings

_ORIGIN = "task.loss"


def lower(spec: SpecBlock, facts: Facts, settings: Settings) -> LoweredTask:
    """One loss of one network; samples are denoised step by step."""
    doc, place = "steps of the diffusion, from data to noise", f"{_ORIGIN}.timesteps"
    field = Field("timesteps", "int", spec.timesteps, doc, "learning", Bounds(2, 100_000), place)
    timesteps = settings.add(field)
    noise, weighting, error = spec.noise, spec.weighting, spec.error
    target = TARGETS[spec.target]
    loss = Diffusion(
        name="loss",
        columns=(input_name(facts),),
        networks=("model",),
        needs=(spec.networks["model"],),
        verb="generate",
        origin=_ORIGIN,
        draws=(Draw("diffusion", _ORIGIN),),
        timesteps=timesteps,
        schedule=lowering(noise)(noise, timesteps, settings, f"{_ORIGIN}.noise"),
        target=target,
        times=lowering(spec.times)(spec.times, settings, f"{_ORIGIN}.times"),
        weighting=lowering(weighting)(weighting, target, settings, f"{_ORIGIN}.weighting"),
        measure=lowering(error)(error, settings, f"{_ORIGIN}.error"),
        bound=spec.bound,
        levels=facts.levels,
        label_dropout=_label_dropout(spec, settings),
    )
    sampler = Sampler(
        kind="denoising",
        network="model",
        needs=spec.networks["model"],
        shape=facts.shape,
        origin=_ORIGIN,
    )
    return LoweredTask(None, (loss,), sampler)


def _label_dropout(spec: SpecBlock, settings: Settings) -> Expr | None:
    if not spec.label_dropout:
        return None
    doc = "share of the examples whose class is hidden"
    return settings.of(spec, "label_dropout", f"{_ORIGIN}.label_dropout", doc)
