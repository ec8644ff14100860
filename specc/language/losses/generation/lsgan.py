"""`type: lsgan`."""

from typing import Literal

from pydantic import Field

from specc.language.adversarial import R1, AdversarialLoss


class Lsgan(AdversarialLoss):
    """The losses of a least squares GAN (Mao et al. 2017), with the paper's names of labels."""

    type: Literal["lsgan"] = "lsgan"
    a: float = Field(0.0, description="The discriminator's label of generated examples.")
    b: float = Field(1.0, description="Its label of real examples.")
    c: float = Field(
        1.0,
        description="The label that the generator wants for its examples. a = -1, b = 1 and c = 0 minimize "
        "a Pearson divergence.",
    )
    r1: R1 = 0.0
