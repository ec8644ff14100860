"""Persistent contrastive divergence."""

from __future__ import annotations

from specc.ir.energy import PersistentContrastiveDivergence
from specc.ir.loss import Carried
from specc.ir.pattern import pattern
from specc.ir.settings import Field, OrderCheck
from specc.language.facts import Facts
from specc.language.losses.generation.persistent_contrastive_divergence import (
    PersistentContrastiveDivergence as SpecBlock,
)
from specc.lower.energy import ORIGIN, common, sampler
from specc.lower.langevin import chains
from specc.lower.losses.generation.contrastive_divergence import regularization
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import AT_LEAST_ONE, Settings


def lower(spec: SpecBlock, facts: Facts, settings: Settings) -> LoweredTask:
    """The ends of its chains are a part of the state."""
    langevin = chains(spec, settings, ORIGIN)
    doc, origin = "number of persistent chains", f"{ORIGIN}.buffer_size"
    size = settings.add(
        Field("buffer_size", "int", spec.buffer_size, doc, "learning", AT_LEAST_ONE, origin)
    )
    settings.cross_checks.append(OrderCheck("buffer_size", "batch_size", origin))
    doc = "probability that a chain restarts from noise"
    shape = ", ".join(map(str, ("buffer_size", *facts.shape)))
    buffer = Carried(
        name="buffer",
        first=pattern("draw_noise(buffer_key, size)", size=size),
        after=pattern("state.buffer.at[rows].set(negatives)"),
        comment=f"({shape}), ends of the persistent chains",
        origin=ORIGIN,
    )
    loss = PersistentContrastiveDivergence(
        **common(spec, facts, "chains"),
        carried=(buffer,),
        langevin=langevin,
        size=size,
        shape=facts.shape,
        reinitialized=settings.of(spec, "reinitialized", f"{ORIGIN}.reinitialized", doc),
        regularization=regularization(spec, settings),
        passes=spec.steps + 2,
    )
    return LoweredTask(None, (loss,), sampler(spec, facts))
