"""`type: wgan_gp`."""

from typing import Literal

from pydantic import Field

from specc.language.adversarial import AdversarialLoss, DiscriminatorSteps
from specc.language.fields import NonNegative, Positive


class WganGp(AdversarialLoss):
    """The losses of a Wasserstein GAN with gradient penalty (Arjovsky et al. 2017; Gulrajani et al. 2017).

    The discriminator is a critic: it gives values, whose difference estimates the Wasserstein distance.
    """

    type: Literal["wgan_gp"] = "wgan_gp"
    discriminator_steps: DiscriminatorSteps = 5
    gradient_penalty: Positive = Field(
        10.0,
        description="Weight of the penalty of the gradient's norm between real and generated examples; "
        "its authors use 0.1 for points in the plane.",
    )
    target_norm: NonNegative = Field(
        1.0, description="Norm of the gradient at which there is no penalty."
    )
