"""What norms between layers have in common."""

from typing import Annotated, Any, ClassVar

from specc.spec.block import Block
from specc.spec.family import Family, by_type


class Norm(Block):
    """A layer of flax.nnx that normalizes activations."""

    type: str

    layer: ClassVar[str]
    """Its name in flax.nnx; it is made with the width alone."""

    words: ClassVar[str]
    """What a person calls it: "batch norm"."""

    centers: ClassVar[bool]
    """Whether it subtracts the mean, which makes a bias before it idle."""

    keeps_statistics: ClassVar[bool] = False
    """Whether it carries running statistics (nnx.BatchStat) through training."""


AnyNorm = Annotated[Any, Family("specc.spec.norms", "norm", shorthand=by_type)]
