"""`type: lstm`."""

from typing import ClassVar, Literal

from specc.language.recurrent import Recurrent


class Lstm(Recurrent):
    """A network of long short-term memory (Hochreiter and Schmidhuber 1997), of tokens or of series.

    It has a forget gate (Gers et al. 2000), whose bias begins at 1, so that gradients pass through the memory
    from the first step (Jozefowicz et al. 2015).
    """

    type: Literal["lstm"] = "lstm"

    biases: ClassVar = False
