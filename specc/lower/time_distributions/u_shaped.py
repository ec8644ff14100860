"""Times near both ends."""

from __future__ import annotations

from specc.ir.expr import Literal
from specc.ir.pattern import pattern
from specc.ir.times import Times
from specc.language.time_distributions.u_shaped import UShaped
from specc.lower.settings import Settings


def lower(spec: UShaped, _: Settings, origin: str) -> Times:
    """The inverse of the distribution function, of a uniform variable."""
    u = "jax.random.uniform(time_key, shape, minval=-1.0)"
    inverse = f"0.5 + jnp.arcsinh(np.sinh(half) * {u}) / a"
    note = f"By the inverse CDF: the density is proportional to cosh({spec.a:g} (t - 1/2)) (Lee et al. 2024)."
    draw = pattern(inverse, a=Literal(spec.a), half=Literal(spec.a / 2), origin=origin)
    return Times(draw=draw, notes=(note,))
