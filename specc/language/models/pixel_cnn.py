"""`type: pixel_cnn`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.change import ScheduledProbability
from specc.language.conditional import ClassConditional
from specc.language.fields import Width
from specc.language.model import of_layer, within


class PixelCnn(ClassConditional):
    """A gated PixelCNN (van den Oord et al. 2016): masked convolutions in two stacks without a blind spot.

    With `condition: class` of the task, each class has biases of its own in each gated layer.
    """

    type: Literal["pixel_cnn"] = "pixel_cnn"
    width: Width = Field(64, description="Number of features of a pixel in either stack.")
    depth: Annotated[int, Field(ge=1, le=1_000)] = Field(5, description="Number of gated layers.")
    kernel_size: Literal[3, 5, 7, 9, 11] = Field(
        3,
        description="Height and width of the kernels before they are masked. A pixel sees those of up to "
        "(depth + 1) (kernel_size - 1) / 2 rows and columns away.",
    )
    dropout: ScheduledProbability = Field(
        0.0, description="Fraction of each layer's gated features dropped in training; 0 for none."
    )

    provides: ClassVar = frozenset({"autoregress"})
    ordered: ClassVar = True
    inputs: ClassVar = "image"

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        parts = ("vertical/linear", "horizontal/linear", "link", "output")
        layer = tuple(path for part in parts for path in of_layer(part))
        layers = (within(f"layers/{number}", *layer) for number in range(self.depth))
        return (
            *of_layer("above/linear"),
            *of_layer("left/linear"),
            *(path for paths in layers for path in paths),
            *of_layer("hidden"),
            *of_layer("output"),
        )

    @property
    def class_parameters(self) -> tuple[str, ...]:
        """See `Model.class_parameters`."""
        return tuple(f"layers/{number}/class_embedding/kernel" for number in range(self.depth))

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`."""
        return ("above/**", "left/**", "output/**")

    @property
    def levels(self) -> int:
        """See `Model.levels`: the first masked convolutions, then the gated layers."""
        return 1 + self.depth
