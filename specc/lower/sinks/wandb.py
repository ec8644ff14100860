"""Runs of Weights & Biases."""

from __future__ import annotations

from specc.ir import sinks
from specc.ir.expr import Argument, Literal
from specc.ir.pattern import pattern
from specc.ir.run import Sink
from specc.ir.settings import Field
from specc.language.sinks.wandb import Wandb
from specc.language.spec import Spec
from specc.lower.settings import Settings


def lower(spec: Wandb, settings: Settings, of: Spec) -> Sink:
    """Its mode is a setting, which concerns one start of a run."""
    mode = Field(
        "wandb_mode",
        'Literal["online", "offline", "disabled"] | None',
        spec.mode,
        "of Weights & Biases; if None, as WANDB_MODE says",
        "run",
        None,
        "log.to",
        recorded=False,
        host_only=True,
    )
    name = Literal(spec.name) if spec.name else pattern("c.workdir.resolve().name")
    arguments = (
        Argument("project", Literal(spec.project or of.name)),
        *([Argument("entity", Literal(spec.entity))] if spec.entity else []),
        Argument("name", name),
        Argument("mode", settings.add(mode)),
    )
    return sinks.Wandb(arguments=arguments, origin="log.to")
