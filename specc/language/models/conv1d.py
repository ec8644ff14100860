"""`type: conv1d`."""

from typing import Annotated, Literal

from pydantic import Field

from specc.language.change import ScheduledProbability
from specc.language.fields import Channels, Count
from specc.language.model import of_layer, within
from specc.language.models.mlp import Activation
from specc.language.norm import AnyVectorNorm
from specc.language.sequence_model import SequenceModel
from specc.language.vector_norms.layer import VectorLayerNorm


class Conv1d(SequenceModel):
    """Dilated causal convolutions over time (van den Oord et al. 2016; Bai et al. 2018), of tokens or series.

    A block is two convolutions, each after a norm and an activation, and a skip connection. What it gives at
    a time depends on nothing later. Bai et al. normalize weights; norms of vectors take their place here. The
    last output sees 1 + 2 (kernel_size - 1) × (sum of the dilations) inputs.
    """

    type: Literal["conv1d"] = "conv1d"
    width: Channels = Field(
        examples=[128],
        description="Channels of a convolution; also the embedding size of a token.",
    )
    dilations: Annotated[tuple[Count, ...], Field(strict=False, min_length=1, max_length=256)] = (
        Field(
            examples=[[1, 2, 4, 8]],
            description="For each block, the distance in time between the inputs that a convolution sees; "
            "powers of 2 are usual.",
        )
    )
    kernel_size: Annotated[int, Field(ge=2, le=1_024)] = Field(
        3, description="Inputs that a convolution sees: the current one and those before it."
    )
    activation: Activation = Field("relu", description="flax.nnx's function of that name.")
    norm: AnyVectorNorm = Field(
        VectorLayerNorm(),
        description="Norm of the vector of each time, before each convolution and before the output: layer "
        "or rms, both with a scale and without a bias.",
    )
    dropout: ScheduledProbability = Field(
        0.0,
        description="Fraction dropped in training of the embeddings, and of the inputs of the second "
        "convolution of each block; 0 for none.",
    )

    @property
    def receptive_field(self) -> int:
        """Inputs that the last output sees."""
        return 1 + 2 * (self.kernel_size - 1) * sum(self.dilations)

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        block = [
            part
            for number in (1, 2)
            for part in (f"norm{number}/scale", *of_layer(f"conv{number}/taps"))
        ]
        blocks = [
            path
            for number in range(len(self.dilations))
            for path in within(f"blocks/{number}", *block)
        ]
        first = of_layer("input") if self.context is None else ("tokens/embedding",)
        return (*first, *blocks, "norm/scale", *self.output_parameters)

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`."""
        return ("input/**", *super().ends)

    @property
    def levels(self) -> int:
        """See `Model.levels`: the embedding or the first layer, then the blocks."""
        return 1 + len(self.dilations)
