"""Densities around the output of a decoder, with one scale for all values."""

from __future__ import annotations

from specc.ir.decoder import Decoded, LogScale
from specc.ir.expr import Expr
from specc.ir.likelihood import Likelihood
from specc.ir.pattern import pattern
from specc.ir.settings import Field
from specc.language.decoder_likelihood import Scaled
from specc.lower.settings import POSITIVE, Settings


def density(
    spec: Scaled, name: str, adjective: str, words: str, settings: Settings, origin: str
) -> Likelihood:
    """A density of jax.scipy.stats.

    Args:
        spec: the block.
        name: of the density there.
        adjective: the decoder's: "a Gaussian".
        words: what the scale is: "standard deviation".
        settings: get the scale, if it is a number.
        origin: the path of the block.
    """
    place, scale = f"{origin}.scale", _learned(spec)
    if scale is None:
        doc = f"{words} of a value, given its latents"
        assert not isinstance(spec.scale, str)
        field = Field("scale", "float", float(spec.scale), doc, "learning", POSITIVE, place)
        scale = settings.add(field)
    note = "The density is one of values in [0, 1]"
    note += ", with a scale that is learned." if spec.parameters else "."
    return Likelihood(
        nats=pattern(
            f"-jax.scipy.stats.{name}.logpdf(x, outputs, scale)", scale=scale, origin=origin
        ),
        note=note,
        decoded=Decoded(
            words="Means" if name == "norm" else "Medians",
            noun=f"{adjective} decoder",
            value=pattern("outputs", origin=origin),
            additions=(LogScale(origin=place),) if spec.parameters else (),
        ),
    )


def _learned(spec: Scaled) -> Expr | None:
    return pattern("jnp.exp(model.log_scale)") if spec.parameters else None
