"""The base class of normalization layers."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from specc.language.block import Block
from specc.language.family import Family, by_type
from specc.language.fields import Positive


class Norm(Block):
    """A layer of flax.nnx that normalizes activations."""

    type: str

    layer: ClassVar[str]
    """Its name in flax.nnx; the width is its only argument."""

    words: ClassVar[str]
    """Its usual name: "batch norm"."""

    subtracts_mean: ClassVar[bool]
    """Whether it subtracts the mean, so that a bias before it has no effect."""

    by_example: ClassVar[bool] = False
    """Whether it normalizes each example over its own features."""

    keeps_statistics: ClassVar[bool] = False
    """Whether it has running statistics (nnx.BatchStat)."""


class VectorNorm(Norm):
    """A norm of the vector of each token."""

    epsilon: Positive = Field(
        1e-6,
        description="Added to the mean square; 1e-5 in GPT-2 and Llama 3.",
    )

    subtracts_mean: ClassVar[bool] = False
    by_example: ClassVar[bool] = True

    can_have_bias: ClassVar[bool]
    """Whether it has a bias in a model whose layers have them."""


AnyNorm = Annotated[Any, Family("specc.language.norms", "norm", shorthand=by_type)]

AnyVectorNorm = Annotated[
    Any, Family("specc.language.vector_norms", "norm of vectors", shorthand=by_type)
]
"""The norms of a transformer of tokens."""
