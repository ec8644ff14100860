"""Lowers `lora:`, low-rank adapters."""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Expr
from specc.ir.lora import Lora
from specc.ir.settings import Field
from specc.ir.update import Network
from specc.language.lora import Lora as SpecBlock
from specc.lower.paths import selected, uses_of_name
from specc.lower.settings import AT_LEAST_ONE, Settings, bounds_of


def lower_lora(spec: SpecBlock | None, network: Network, settings: Settings) -> Lora | None:
    """The adapters of a network, if it has any."""
    if spec is None:
        return None
    rank = Field(
        "lora_rank", "int", spec.rank, "of the adapters", "model", AT_LEAST_ONE, "lora.rank"
    )
    dropout = None
    read = settings.add(rank)
    alpha = _number(spec, "alpha", "adapters are multiplied by this / lora_rank", settings)
    if spec.dropout:
        dropout = _number(spec, "dropout", "fraction of the adapters' inputs dropped", settings)
    adapted = selected(spec, last="path[-1]")
    return Lora(
        rank=read,
        alpha=alpha,
        dropout=dropout,
        adapted=adapted,
        uses_name=uses_of_name([adapted]) > 0,
        frozen=tuple(item.name for item in network.model.collections),
    )


def with_frozen_collections(network: Network) -> Network:
    """A network whose collections stay as they are: its norms use the statistics that they begin with."""
    model = network.model
    frozen = tuple(
        dataclasses.replace(item, changes=False, averaged=False) for item in model.collections
    )
    return dataclasses.replace(network, model=dataclasses.replace(model, collections=frozen))


def _number(spec: SpecBlock, key: str, doc: str, settings: Settings) -> Expr:
    bounds = bounds_of(type(spec).model_fields[key])
    value = float(getattr(spec, key))
    return settings.add(Field(f"lora_{key}", "float", value, doc, "model", bounds, f"lora.{key}"))
