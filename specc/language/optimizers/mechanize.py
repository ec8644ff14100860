"""`type: mechanize`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Count, NonNegative, Positive
from specc.language.optimizer import Transform, same
from specc.language.wrapping import Wrapping


class Mechanize(Wrapping):
    """Mechanic: an optimizer whose updates get a learning rate that is learned.

    Cutkosky, Defazio & Mehta 2023.
    """

    type: Literal["mechanize"] = "mechanize"
    weight_decay: NonNegative = Field(
        0.01, description="Weight of the parameters in what the rate is learned from."
    )
    eps: Positive = Field(1e-8, description="Added where the rate is divided by.")
    s_init: Positive = Field(1e-6, description="First learning rate.")
    num_betas: Count = Field(6, description="Memories that the rate is learned with.")

    wrapper: ClassVar = Transform(
        "contrib.mechanize",
        options=same("weight_decay", "eps", "s_init", "num_betas"),
    )
