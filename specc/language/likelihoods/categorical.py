"""`type: categorical`."""

from typing import ClassVar, Literal

from specc.language.decoder_likelihood import Likelihood


class Categorical(Likelihood):
    """A probability for each level of gray or color, by a softmax over as many outputs per value."""

    type: Literal["categorical"] = "categorical"

    needs_levels: ClassVar = True
