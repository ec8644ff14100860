"""Least squares GANs."""

from __future__ import annotations

from specc.ir.adversarial import LossFunction
from specc.ir.expr import Expr
from specc.ir.settings import Field
from specc.language.facts import Facts
from specc.language.losses.generation.lsgan import Lsgan
from specc.lower.adversarial import ORIGIN, adversarial, r1
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import FINITE, Settings

_NAMES = {
    "a": ("fake_label", "of generated examples, for the discriminator"),
    "b": ("real_label", "of real examples, for the discriminator"),
    "c": ("wanted_label", "of generated examples, for the generator"),
}
"""Settings and what they are; `c` would be taken for the settings themselves."""


def lower(spec: Lsgan, facts: Facts, settings: Settings) -> LoweredTask:
    """Squared distances from labels."""
    a, b, c = (_label(spec, name, settings) for name in _NAMES)
    return adversarial(
        spec,
        facts,
        settings,
        discriminator=LossFunction(
            template="least_squares", numbers=(("a", a), ("b", b)), origin=ORIGIN
        ),
        generator=LossFunction(
            template="least_squares_generator", numbers=(("c", c),), origin=ORIGIN
        ),
        penalty=r1(spec, facts, settings),
    )


def _label(spec: Lsgan, name: str, settings: Settings) -> Expr:
    field, doc = _NAMES[name]
    value = float(getattr(spec, name))
    return settings.add(Field(field, "float", value, doc, "learning", FINITE, f"{ORIGIN}.{name}"))
