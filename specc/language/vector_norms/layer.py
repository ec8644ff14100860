"""`type: layer`."""

from typing import ClassVar, Literal

from specc.language.norm import VectorNorm


class VectorLayerNorm(VectorNorm):
    """By the mean and the standard deviation of the vector of each token (Ba, Kiros & Hinton 2016)."""

    type: Literal["layer"] = "layer"

    layer: ClassVar = "LayerNorm"
    words: ClassVar = "layer norm"
    can_have_bias: ClassVar = True
