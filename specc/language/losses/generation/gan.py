"""`type: gan`."""

from typing import Annotated, Literal

from pydantic import Field

from specc.language.adversarial import R1, AdversarialLoss
from specc.language.fields import is_zero


class Gan(AdversarialLoss):
    """The non-saturating losses of a generative adversarial network (Goodfellow et al. 2014)."""

    type: Literal["gan"] = "gan"
    r1: R1 = 0.0
    label_smoothing: Annotated[float, Field(ge=0, lt=0.5)] = Field(
        0.0,
        exclude_if=is_zero,
        description="How much less than 1 the discriminator's label of real examples is; that of generated "
        "ones stays 0 (Salimans et al. 2016).",
    )
