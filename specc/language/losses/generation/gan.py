"""`type: gan`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Count, NonNegative
from specc.language.generative import GenerativeLoss


class Gan(GenerativeLoss):
    """The non-saturating losses of a generative adversarial network (Goodfellow et al. 2014)."""

    type: Literal["gan"] = "gan"
    r1: NonNegative = Field(
        0.0,
        description="Weight of the gradient penalty R1 at real examples (Mescheder et al. 2018); 0 for none.",
    )
    discriminator_steps: Count = Field(
        1, description="Updates of the discriminator in a step, each on its part of the batch."
    )

    networks: ClassVar = {
        "generator": frozenset({"generate"}),
        "discriminator": frozenset({"discriminate"}),
    }
    bounded: ClassVar = True
    conditional: ClassVar = False
    by_example: ClassVar = False
