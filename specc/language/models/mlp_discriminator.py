"""`type: mlp_discriminator`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.adversarial import AdversarialActivation
from specc.language.conditional import ConditionalModel
from specc.language.fields import Width
from specc.language.model import of_layer
from specc.language.spectral_norm import SpectralNorm, of_normalized_layer


class MlpDiscriminator(ConditionalModel):
    """A multilayer perceptron that tells real examples from generated ones."""

    type: Literal["mlp_discriminator"] = "mlp_discriminator"
    hidden: Annotated[tuple[Width, ...], Field(strict=False, max_length=256)] = Field(
        examples=[[256]], description="Widths of the hidden layers."
    )
    activation: AdversarialActivation = "leaky_relu"
    spectral_norm: SpectralNorm = False

    provides: ClassVar = frozenset({"discriminate"})

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        numbers = range(len(self.hidden) + 1)
        layer = of_normalized_layer if self.spectral_norm else of_layer
        layers = (path for number in numbers for path in layer(f"mlp/layers/{number}"))
        return (*self.embeddings("class_embedding"), *layers)

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`."""
        return (f"mlp/layers/{len(self.hidden)}/**",)

    @property
    def levels(self) -> int:
        """See `Model.levels`."""
        return len(self.hidden)
