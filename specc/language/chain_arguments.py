"""The arguments of transformations that can be added to any optimizer, where they have several."""

from pydantic import Field

from specc.language.block import Block
from specc.language.fields import NonNegative, Positive


class AdaptiveGradClip(Block):
    """Clipping of each unit's gradient by the norm of its weights (AGC; Brock et al. 2021)."""

    clipping: Positive = Field(
        0.01, description="Largest norm of a unit's gradient, as a multiple of that of its weights."
    )
    eps: Positive = Field(1e-3, description="Lower bound of the norm of a unit's weights.")


class AddNoise(Block):
    """Gaussian gradient noise with a decreasing variance (Neelakantan et al. 2015)."""

    eta: Positive = Field(examples=[0.01], description="Variance of the noise at the first step.")
    gamma: NonNegative = Field(
        0.55, description="Exponent by which the variance falls: eta / step**gamma."
    )


class TrustRatio(Block):
    """Layer-wise scaling of updates by the ratio of weight norm to update norm (You et al. 2017)."""

    trust_coefficient: Positive = Field(1.0, description="Factor of the ratio.")
    min_norm: NonNegative = Field(0.0, description="Lower bound of both norms.")
    eps: NonNegative = Field(0.0, description="Added to the norm of the updates.")
