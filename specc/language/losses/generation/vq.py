"""`type: vq`."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from specc.language.better import Measured
from specc.language.fields import NonNegative
from specc.language.generative import GenerativeLoss
from specc.language.reconstruction_error import ERROR_DESCRIPTION, ReconstructionError


class Vq(GenerativeLoss):
    """The loss of an autoencoder with quantized codes (VQ-VAE, van den Oord et al. 2017).

    It is the error of the reconstruction, what moves vectors of the codebook to encoder outputs, and what
    commits encoder outputs to their vectors, each a mean over its numbers.
    """

    type: Literal["vq"] = "vq"
    error: ReconstructionError = Field("mse", description=ERROR_DESCRIPTION)
    commitment: NonNegative = Field(
        0.25, description="Weight of the squared distance of encoder outputs from their vectors."
    )

    networks: ClassVar = {"model": frozenset({"quantize"})}
    bounded: ClassVar = True
    conditional: ClassVar = False
    samples: ClassVar = False
    reconstructs: ClassVar = True

    def evaluated(self, _source: Any, _by_bytes: bool) -> Measured:
        """See `GenerativeLoss.evaluated`."""
        return {"loss": "min", "reconstruction": "min", "commitment": None, "perplexity": None}
