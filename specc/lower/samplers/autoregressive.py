"""Tokens drawn one after the other."""

from __future__ import annotations

import dataclasses

from specc.ir.language_modeling import TokenSampler
from specc.ir.sampler import Sampler
from specc.ir.settings import Bounds, Field
from specc.language.samplers.autoregressive import AutoregressiveSampler
from specc.lower.settings import AT_LEAST_ONE, POSITIVE, Settings

_SHARE = Bounds(0, 1, low_open=True)
_SETTINGS = {
    "temperature": ("logits are divided by this in sampling", POSITIVE),
    "top_k": ("number of most likely tokens to draw from", AT_LEAST_ONE),
    "top_p": ("draw from the most likely tokens that have this total probability", _SHARE),
    "min_p": ("least probability of a drawn token, relative to the most likely one", _SHARE),
}
"""In the order in which they change the logits."""


def lower(spec: AutoregressiveSampler, sampler: Sampler, settings: Settings) -> TokenSampler:
    """Its numbers are settings; another may be given whenever samples are drawn."""
    assert isinstance(sampler, TokenSampler)
    found = []
    for name, (doc, bounds) in _SETTINGS.items():
        value = getattr(spec, name)
        if value is not None:
            kind, origin = type(value).__name__, f"sample.sampler.{name}"
            field = Field(name, kind, value, doc, "run", bounds, origin, recorded=False)
            found.append(settings.add(field))
    return dataclasses.replace(sampler, origin="sample.sampler", settings=tuple(found))
