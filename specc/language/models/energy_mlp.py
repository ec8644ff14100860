"""`type: energy_mlp`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.conditional import ConditionalModel
from specc.language.fields import Width
from specc.language.model import of_layer
from specc.language.models.mlp import Activation


class EnergyMlp(ConditionalModel):
    """A multilayer perceptron from an example to its energy; the density is proportional to exp(-E)."""

    type: Literal["energy_mlp"] = "energy_mlp"
    hidden: Annotated[tuple[Width, ...], Field(strict=False, max_length=256)] = Field(
        examples=[[128, 128]], description="Widths of the hidden layers."
    )
    activation: Activation = Field(
        "silu",
        description="flax.nnx's function of that name; a smooth one, as samples follow the gradient.",
    )

    provides: ClassVar = frozenset({"assign energies"})

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
