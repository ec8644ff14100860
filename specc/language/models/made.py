"""`type: made`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.change import ScheduledProbability
from specc.language.conditional import ConditionalModel, usual
from specc.language.fields import Width
from specc.language.model import of_layer
from specc.language.models.mlp import Activation


class Made(ConditionalModel):
    """A masked autoencoder (Germain et al. 2015): a perceptron whose masks hide a pixel and all after it."""

    type: Literal["made"] = "made"
    hidden: Annotated[tuple[Width, ...], Field(strict=False, min_length=1, max_length=256)] = Field(
        examples=[[512]],
        description="Widths of the hidden layers; with fewer units than pixels, some pixels do not see all "
        "before them.",
    )
    activation: Activation = Field("relu", description="flax.nnx's function of that name.")
    dropout: ScheduledProbability = Field(
        0.0, description="Fraction of activations dropped in training; 0 for none."
    )

    condition: Literal["concatenate", "add"] = Field(
        "concatenate",
        exclude_if=usual,
        description="How the model is given the class, with `condition: class` of the task: its one-hot "
        "vector joined to the input, where all units see it, or a learned embedding added in each layer.",
    )

    provides: ClassVar = frozenset({"autoregress"})
    ordered: ClassVar = True

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        layers = (of_layer(f"layers/{number}") for number in range(len(self.hidden)))
        names = (f"class_embeddings/{number}" for number in range(len(self.hidden)))
        return (
            *(path for layer in layers for path in layer),
            *of_layer("output"),
            *self.embeddings(*names, "output_embedding"),
        )

    @property
    def levels(self) -> int:
        """See `Model.levels`: the hidden layers."""
        return len(self.hidden)
