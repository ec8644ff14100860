"""The evidence lower bound."""

from __future__ import annotations

from specc.ir.expr import Expr
from specc.ir.generation import Elbo
from specc.ir.loss import Draw, ScheduledValue
from specc.ir.sampler import Sampler
from specc.ir.settings import Field
from specc.language.facts import Facts
from specc.language.losses.generation.elbo import Elbo as SpecBlock
from specc.lower.columns import input_name
from specc.lower.dispatch import lowering
from specc.lower.lowered_task import LoweredTask
from specc.lower.schedule import lower_number
from specc.lower.settings import AT_LEAST_ONE, Settings, bounds_of

_ORIGIN = "task.loss"


def lower(spec: SpecBlock, facts: Facts, settings: Settings) -> LoweredTask:
    """One loss of one network; samples are decoded from the prior."""
    beta, scheduled = _beta(spec, settings)
    likelihood = lowering(spec.likelihood)(
        spec.likelihood, facts, settings, f"{_ORIGIN}.likelihood"
    )
    loss = Elbo(
        name="loss",
        columns=(input_name(facts),),
        networks=("model",),
        needs=(spec.networks["model"],),
        verb="generate",
        origin=_ORIGIN,
        draws=(Draw("latent", _ORIGIN),),
        scheduled_values=scheduled,
        likelihood=likelihood,
        beta=beta,
        free_bits=_free_bits(spec, settings),
        importance_samples=_importance_samples(spec, settings),
    )
    sampler = Sampler(
        kind="vae",
        network="model",
        needs=frozenset({"encode", "decode"}),
        shape=facts.shape,
        origin=_ORIGIN,
    )
    return LoweredTask(None, (loss,), sampler, decoded=likelihood.decoded)


def _beta(spec: SpecBlock, settings: Settings) -> tuple[Expr | None, tuple[ScheduledValue, ...]]:
    """The weight of the KL divergence, and its schedule if it follows one; None for 1."""
    origin, doc = f"{_ORIGIN}.beta", "weight of the KL divergence"
    made = lower_number(spec, "beta", settings, origin, doc=doc)
    if made is not None:
        return None, (ScheduledValue("beta", made, origin),)
    if spec.beta == 1:
        return None, ()
    bounds = bounds_of(type(spec).model_fields["beta"])
    return settings.add(Field("beta", "float", spec.beta, doc, "learning", bounds, origin)), ()


def _free_bits(spec: SpecBlock, settings: Settings) -> Expr | None:
    if not spec.free_bits:
        return None
    doc = "nats of each latent dimension that cost nothing"
    return settings.of(spec, "free_bits", f"{_ORIGIN}.free_bits", doc)


def _importance_samples(spec: SpecBlock, settings: Settings) -> Expr | None:
    if spec.importance_samples is None:
        return None
    name, doc = "importance_samples", "samples of the posterior in the importance-weighted bound"
    origin, count = f"{_ORIGIN}.{name}", spec.importance_samples
    return settings.add(Field(name, "int", count, doc, "cadence", AT_LEAST_ONE, origin))
