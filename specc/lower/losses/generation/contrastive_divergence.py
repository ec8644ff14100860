"""Contrastive divergence."""

from __future__ import annotations

from specc.ir.energy import ContrastiveDivergence
from specc.ir.expr import Expr
from specc.language.contrastive import Contrastive
from specc.language.facts import Facts
from specc.lower.energy import ORIGIN, common, sampler
from specc.lower.langevin import chains
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings


def lower(spec: Contrastive, facts: Facts, settings: Settings) -> LoweredTask:
    """One loss of one network, which draws chains that begin at the examples."""
    loss = ContrastiveDivergence(
        **common(spec, facts, "chains"),
        langevin=chains(spec, settings, ORIGIN),
        regularization=regularization(spec, settings),
        passes=spec.steps + 2,
    )
    return LoweredTask(None, (loss,), sampler(spec, facts))


def regularization(spec: Contrastive, settings: Settings) -> Expr | None:
    """The weight of the squares of energies."""
    if not spec.energy_regularization:
        return None
    doc = "weight of the squares of energies"
    return settings.of(spec, "energy_regularization", f"{ORIGIN}.energy_regularization", doc)
