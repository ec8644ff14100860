"""`type: gru`."""

from typing import ClassVar, Literal

from specc.language.recurrent import Recurrent


class Gru(Recurrent):
    """A network of gated recurrent units (Cho et al. 2014), of tokens or of series of measurements.

    The reset gate multiplies what the recurrent kernel makes of the state, as in cuDNN and PyTorch, and not
    the state itself, so that one product of matrices serves all gates.
    """

    type: Literal["gru"] = "gru"

    biases: ClassVar = True
