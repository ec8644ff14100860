"""`type: noise_conditional_score_matching`."""

import math
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.generative import GenerativeLoss


class NoiseConditionalScoreMatching(GenerativeLoss):
    """Denoising score matching at several levels of noise (Song and Ermon 2019).

    The network learns the score of the data with each level of noise, whose standard deviations are a
    geometric sequence, and is told the level: as a time from 0, `sigma_min`, to 1, `sigma_max`. The errors of
    level i are weighted by sigma_i² (equation 6).
    """

    type: Literal["noise_conditional_score_matching"] = "noise_conditional_score_matching"
    sigma_max: Positive = Field(
        5.0,
        description="Largest standard deviation of the noise, in units of the normalized inputs: about the "
        "largest distance between two examples (Song and Ermon 2020). 1 in the paper of 2019.",
    )
    sigma_min: Positive = Field(
        0.01,
        description="Smallest standard deviation of the noise, which samples have; 0.01 in the paper.",
    )
    levels: Annotated[int, Field(ge=2, le=10_000)] = Field(
        20, description="Number of levels of noise; 10 in the paper."
    )

    networks: ClassVar = {"model": frozenset({"denoise"})}
    samplers: ClassVar = ("annealed_langevin",)

    @property
    def ratio(self) -> float:
        """Of the noise of two neighbouring levels."""
        return float((self.sigma_max / self.sigma_min) ** (1 / (self.levels - 1)))

    def overlap(self, dimensions: int) -> float:
        """The share of the noise of a level that is as long as that of the level above.

        It is technique 2 of Song and Ermon (2020): the length of normal noise in so many dimensions is nearly
        normal, and "as long" is within three standard deviations.
        """
        far = math.sqrt(2 * dimensions) * (self.ratio - 1)
        return _normal_cdf(far + 3 * self.ratio) - _normal_cdf(far - 3 * self.ratio)


def _normal_cdf(x: float) -> float:
    return (1 + math.erf(x / math.sqrt(2))) / 2
