"""`type: elbo`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.change import ScheduledNonNegative
from specc.language.generative import GenerativeLoss


class Elbo(GenerativeLoss):
    """The negative evidence lower bound of a variational autoencoder (Kingma and Welling 2014)."""

    type: Literal["elbo"] = "elbo"
    likelihood: Literal["bernoulli"] = Field(
        "bernoulli",
        description="Distribution of a pixel, whose value is its probability of being 1.",
    )
    beta: ScheduledNonNegative = Field(
        1.0, description="Weight of the KL divergence; a number other than 1 gives a beta-VAE."
    )

    networks: ClassVar = {"model": frozenset({"encode", "decode"})}
    bounded: ClassVar = True
