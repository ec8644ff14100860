"""`type: batch`."""

from typing import ClassVar, Literal

from specc.language.norm import Norm


class BatchNorm(Norm):
    """Over the batch, with running statistics for evaluation (Ioffe & Szegedy 2015)."""

    type: Literal["batch"] = "batch"

    layer: ClassVar = "BatchNorm"
    words: ClassVar = "batch norm"
    subtracts_mean: ClassVar = True
    keeps_statistics: ClassVar = True
