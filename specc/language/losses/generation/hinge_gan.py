"""`type: hinge_gan`."""

from typing import Literal

from specc.language.adversarial import R1, AdversarialLoss


class HingeGan(AdversarialLoss):
    """The hinge losses of a GAN (Lim and Ye 2017), which BigGAN and others use."""

    type: Literal["hinge_gan"] = "hinge_gan"
    r1: R1 = 0.0
