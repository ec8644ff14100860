"""`type: elbo`."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from specc.language.better import Measured
from specc.language.change import ScheduledNonNegative
from specc.language.decoder_likelihood import AnyLikelihood
from specc.language.fields import Count, NonNegative
from specc.language.generative import GenerativeLoss
from specc.language.likelihoods.bernoulli import Bernoulli


def _none(value: object) -> bool:
    return not value


class Elbo(GenerativeLoss):
    """The negative evidence lower bound of a variational autoencoder (Kingma and Welling 2014)."""

    type: Literal["elbo"] = "elbo"
    likelihood: AnyLikelihood = Field(
        Bernoulli(), description="Distribution of an example given its latents."
    )
    beta: ScheduledNonNegative = Field(
        1.0, description="Weight of the KL divergence; a number other than 1 gives a beta-VAE."
    )
    free_bits: NonNegative = Field(
        0.0,
        exclude_if=_none,
        examples=[0.1],
        description="Nats that each latent dimension may use at no cost: in training, the KL divergence of "
        "a dimension, averaged over the (micro-)batch, counts as at least this (Kingma et al. 2016). The "
        "bound that is reported is without it.",
    )
    importance_samples: Count | None = Field(
        None,
        exclude_if=_none,
        examples=[50],
        description="Samples of the posterior per example for the importance-weighted bound (Burda et al. "
        "2016), which evaluation then reports as iw_elbo.",
    )

    networks: ClassVar = {"model": frozenset({"encode", "decode"})}
    bounded: ClassVar = True

    @property
    def reads_levels(self) -> bool:
        """See `GenerativeLoss.reads_levels`."""
        return bool(self.likelihood.needs_levels)

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `GenerativeLoss.parameters`."""
        found: tuple[str, ...] = self.likelihood.parameters
        return found

    def evaluated(self, _source: Any, _by_bytes: bool) -> Measured:
        """See `GenerativeLoss.evaluated`."""
        bound: Measured = {"iw_elbo": "max"} if self.importance_samples is not None else {}
        # A collapsed posterior has the least divergence, so it is not known what is better of that.
        return {"loss": "min", "reconstruction": "min", "kl": None, "elbo": "max", **bound}
