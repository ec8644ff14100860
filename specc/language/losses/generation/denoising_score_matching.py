"""`type: denoising_score_matching`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.generative import GenerativeLoss


class DenoisingScoreMatching(GenerativeLoss):
    """Denoising score matching (Vincent 2011) of an energy, whose score is -dE/dx.

    The model learns the score of the data with normal noise, and samples have that noise, too.
    """

    type: Literal["denoising_score_matching"] = "denoising_score_matching"
    sigma: Positive = Field(
        0.1,
        description="Standard deviation of the noise, in units of the normalized inputs.",
    )

    networks: ClassVar = {"model": frozenset({"assign energies"})}
    samplers: ClassVar = ("langevin",)
