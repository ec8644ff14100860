"""`type: layer`."""

from typing import ClassVar, Literal

from specc.language.norm import Norm


class VectorLayerNorm(Norm):
    """By the mean and the standard deviation of the vector of each token (Ba, Kiros & Hinton 2016)."""

    type: Literal["layer"] = "layer"

    layer: ClassVar = "LayerNorm"
    words: ClassVar = "layer norm"
    subtracts_mean: ClassVar = False
    by_example: ClassVar = True
