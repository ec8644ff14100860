"""`type: mlp_generator`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.adversarial import AdversarialActivation
from specc.language.conditional import ConditionalModel
from specc.language.fields import Width
from specc.language.model import of_layer


def _is_sigmoid(value: object) -> bool:
    return value == "sigmoid"


class MlpGenerator(ConditionalModel):
    """A multilayer perceptron from latents to examples."""

    type: Literal["mlp_generator"] = "mlp_generator"
    hidden: Annotated[tuple[Width, ...], Field(strict=False, max_length=256)] = Field(
        examples=[[256]], description="Widths of the hidden layers."
    )
    latent: Width = Field(
        examples=[64], description="Dimensions of the latents, which are standard normal."
    )
    activation: AdversarialActivation = "leaky_relu"
    output: Literal["sigmoid", "tanh", "linear"] = Field(
        "sigmoid",
        exclude_if=_is_sigmoid,
        description="What is done to the last layer: sigmoid for examples in [0, 1], tanh for [-1, 1], "
        "linear for those of any size, such as standardized points.",
    )

    provides: ClassVar = frozenset({"generate"})

    @property
    def output_range(self) -> tuple[float, float] | None:
        """See `Model.output_range`."""
        return {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "linear": None}[self.output]

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
