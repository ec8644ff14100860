"""`type: swa`."""

from typing import ClassVar, Literal

from specc.language.average import Running


class Swa(Running):
    """Stochastic weight averaging (Izmailov et al. 2018): the mean of the weights from `start` on."""

    type: Literal["swa"] = "swa"

    forgets: ClassVar = False
