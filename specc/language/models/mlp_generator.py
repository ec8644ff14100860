"""`type: mlp_generator`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.conditional import ConditionalModel
from specc.language.fields import Width
from specc.language.model import of_layer


class MlpGenerator(ConditionalModel):
    """A multilayer perceptron from latents to examples with values between 0 and 1."""

    type: Literal["mlp_generator"] = "mlp_generator"
    hidden: Annotated[tuple[Width, ...], Field(strict=False, max_length=256)] = Field(
        examples=[[256]], description="Widths of the hidden layers."
    )
    latent: Width = Field(
        examples=[64], description="Dimensions of the latents, which are standard normal."
    )

    provides: ClassVar = frozenset({"generate"})

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        numbers = range(len(self.hidden) + 1)
        layers = (path for number in numbers for path in of_layer(f"mlp/layers/{number}"))
        return (*self.embeddings("class_embedding"), *layers)

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`."""
        return (f"mlp/layers/{len(self.hidden)}/**",)

    @property
    def levels(self) -> int:
        """See `Model.levels`."""
        return len(self.hidden)
