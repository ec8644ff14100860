"""The base class of recurrent networks."""

from typing import Annotated, ClassVar

from pydantic import Field

from specc.language.change import ScheduledProbability
from specc.language.fields import Width
from specc.language.model import of_layer
from specc.language.sequence_model import SequenceModel


class Recurrent(SequenceModel):
    """Recurrent layers, each of which reads what the one below gives at each time."""

    layers: Annotated[int, Field(ge=1, le=1_000)] = Field(
        examples=[2], description="Number of recurrent layers."
    )
    width: Width = Field(
        examples=[128],
        description="Units of a layer, and of each direction; also the size of the vector that stands for a "
        "token.",
    )
    bidirectional: bool = Field(
        False,
        description="For series: a second network of layers reads them backward, and each layer is given "
        "what both give (Schuster and Paliwal 1997).",
    )
    dropout: ScheduledProbability = Field(
        0.0,
        description="Fraction dropped in training of the embeddings, and of what a layer gives to the next "
        "one or to the output, but not of its state (Zaremba et al. 2014); 0 for none.",
    )

    of_series: ClassVar = ("pool", "bidirectional")

    biases: ClassVar[bool]
    """Whether the kernel of the state has biases, besides those of the input's."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        names = ("forward", "backward") if self.bidirectional else ("layers",)
        layers = [
            path
            for name in names
            for number in range(self.layers)
            for part, bias in (("input", True), ("hidden", self.biases))
            for path in of_layer(f"{name}/{number}/{part}", bias=bias)
        ]
        embedding = () if self.context is None else ("tokens/embedding",)
        return (*embedding, *layers, *self.output_parameters)

    @property
    def levels(self) -> int:
        """See `Model.levels`: the embedding, then the layers."""
        return self.layers if self.context is None else 1 + self.layers
