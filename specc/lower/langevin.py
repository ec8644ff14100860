"""Chains of Langevin dynamics, whose numbers are settings."""

from __future__ import annotations

import math
from typing import Any

from specc.ir.energy import Langevin
from specc.ir.expr import Expr, Setting
from specc.ir.pattern import pattern
from specc.ir.settings import Bounds, Derived, Field, Group
from specc.language.langevin import LangevinDynamics
from specc.lower.settings import AT_LEAST_ONE, POSITIVE, Settings

_NOT_NEGATIVE = Bounds(0, math.inf, high_open=True)
_CHAIN = "chain"


def chains(spec: LangevinDynamics, settings: Settings, origin: str) -> Langevin:
    """The chains of a loss."""
    return _lower(spec, settings, origin, _CHAIN, "learning")


def sampler_chains(spec: LangevinDynamics, settings: Settings, origin: str) -> Langevin:
    """The chains of a sampler; numbers that are those of the loss are one setting with them."""
    return _lower(spec, settings, origin, "sampler", "cadence")


def _lower(
    spec: LangevinDynamics, settings: Settings, origin: str, prefix: str, group: Group
) -> Langevin:
    known = {field.name: field.default for field in settings.fields}
    missing = object()

    noise: Expr

    def add(name: str, kind: str, value: Any, doc: str, bounds: Bounds) -> Expr:
        if name != "steps" and known.get(f"{_CHAIN}_{name}", missing) == value:
            return Setting(f"{_CHAIN}_{name}")
        field = Field(
            *(f"{prefix}_{name}", kind, value, doc, group, bounds, f"{origin}.{name}"),
            ignored_on_resume=group == "cadence",
        )
        return settings.add(field)

    per = "from noise to sample" if group == "cadence" else "of a chain per training step"
    doc = f"Langevin steps {per}"
    steps = add("steps", "int", spec.steps, doc, AT_LEAST_ONE)
    size = add("step_size", "float", spec.step_size, "step size of Langevin dynamics", POSITIVE)
    doc = "standard deviation of the noise in such a step"
    if spec.noise is not None:
        noise = add("noise", "float", spec.noise, doc, _NOT_NEGATIVE)
    else:
        noise = _temperature_one(settings, size, prefix, origin)
    clip = None
    if spec.gradient_clip is not None:
        doc = "largest absolute value of an element of the gradient"
        clip = add("gradient_clip", "float", spec.gradient_clip, doc, POSITIVE)
    return Langevin(steps=steps, step_size=size, noise=noise, gradient_clip=clip, origin=origin)


def _temperature_one(settings: Settings, size: Expr, prefix: str, origin: str) -> Expr:
    """The noise with which chains draw from exp(-E), derived from the step size once."""
    value = pattern("math.sqrt(2 * size)", size=size)
    known = next((item for item in settings.derived if item.value == value), None)
    if known is not None:
        return Setting(known.name)
    comment = "with this noise, chains draw from exp(-E)"
    derived = Derived(f"{prefix}_noise", value, comment, f"{origin}.noise", type="float")
    return settings.derive(derived)
