"""Networks besides `model:`, such as the discriminator of a GAN."""

from typing import Annotated, Any

from pydantic import Field

from specc.language.block import Block
from specc.language.families import AnyAverage
from specc.language.family import Family
from specc.language.optimizer import AnyOptimizer


class Network(Block):
    """A network with an optimizer of its own."""

    model: Annotated[Any, Family("specc.language.models", "model", usual="mlp")] = Field(
        description="The model."
    )
    optimizer: AnyOptimizer = Field(description="Its optimizer.")
    average: AnyAverage | None = Field(None, description="An average of its weights.")
