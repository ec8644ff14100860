"""`type: layer`."""

from typing import ClassVar, Literal

from specc.language.norm import Norm


class LayerNorm(Norm):
    """Over the features of each example (Ba, Kiros & Hinton 2016)."""

    type: Literal["layer"] = "layer"

    layer: ClassVar = "LayerNorm"
    words: ClassVar = "layer norm"
    subtracts_mean: ClassVar = (
        False  # only after the bias has been added, and features differ in theirs
    )
    by_example: ClassVar = True
