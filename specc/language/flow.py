"""The base classes of normalizing flows."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.conditional import ConditionalModel
from specc.language.fields import Width
from specc.language.model import of_layer, within
from specc.language.models.mlp import Activation


class Flow(ConditionalModel):
    """An invertible model with a log-determinant."""

    hidden: Annotated[tuple[Width, ...], Field(strict=False, min_length=1, max_length=256)] = Field(
        examples=[[128, 128]], description="Widths of the hidden layers of each network."
    )
    activation: Activation = Field("relu", description="flax.nnx's function of that name.")

    provides: ClassVar = frozenset({"transform", "invert"})

    def layers_within(self, *parts: str) -> tuple[str, ...]:
        """Paths of the layers of networks."""
        names = [*(f"layers/{number}" for number in range(len(self.hidden))), "output"]
        layers = [path for name in names for path in of_layer(name)]
        return tuple(path for part in parts for path in within(part, *layers))


class CouplingFlow(Flow):
    """Coupling layers: each changes a part of the numbers, by a multilayer perceptron of the others."""

    couplings: Annotated[int, Field(ge=2, le=1_000)] = Field(
        8, description="Number of coupling layers."
    )
    masks: (
        Annotated[
            tuple[Literal["checkerboard", "channel", "half"], ...],
            Field(strict=False, min_length=1, max_length=16),
        ]
        | None
    ) = Field(
        None,
        examples=[["checkerboard", "channel"]],
        description="What couplings leave unchanged, in turn, each for a coupling and its complement for the "
        "next one: every second pixel; half of the channels after 2 × 2 pixels become channels, which are "
        "those of every second row; or half of a vector. By default checkerboard and channel for images.",
    )

    @property
    def levels(self) -> int:
        """See `Model.levels`."""
        return self.couplings * (len(self.hidden) + 1) - 1

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`: the outputs of the networks."""
        return ("couplings/*/net/output/**",)

    @property
    def networks(self) -> tuple[str, ...]:
        """Paths of the networks."""
        return tuple(f"couplings/{number}/net" for number in range(self.couplings))

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        names = (f"couplings/{number}/class_embedding" for number in range(self.couplings))
        return (*self.layers_within(*self.networks), *self.embeddings(*names))
