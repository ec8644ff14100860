"""Tokens drawn one after the other."""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Setting
from specc.ir.language_modeling import TokenSampler
from specc.ir.sampler import Sampler
from specc.ir.settings import Bounds, Field
from specc.language.samplers.autoregressive import AutoregressiveSampler
from specc.lower.settings import AT_LEAST_ONE, POSITIVE, Settings

_DOCS = {
    "temperature": "what logits are divided by in sampling",
    "top_k": "number of most likely tokens to draw from",
    "top_p": "probability of the most likely tokens to draw from",
}
_BOUNDS = {"temperature": POSITIVE, "top_k": AT_LEAST_ONE, "top_p": Bounds(0, 1, low_open=True)}


def lower(spec: AutoregressiveSampler, sampler: Sampler, settings: Settings) -> TokenSampler:
    """Its numbers are settings; another may be given whenever samples are drawn."""
    assert isinstance(sampler, TokenSampler)
    found: dict[str, Setting] = {}
    for name, doc in _DOCS.items():
        value = getattr(spec, name)
        if value is not None:
            kind, origin = type(value).__name__, f"sample.sampler.{name}"
            field = Field(name, kind, value, doc, "run", _BOUNDS[name], origin, recorded=False)
            found[name] = settings.add(field)
    return dataclasses.replace(
        sampler,
        origin="sample.sampler",
        temperature=found["temperature"],
        top_k=found.get("top_k"),
        top_p=found.get("top_p"),
    )
