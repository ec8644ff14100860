"""The base classes of models."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from specc.language.block import Block
from specc.language.families import AnyInitializer
from specc.language.paths import matches


class Model(Block):
    """A model."""

    type: str

    provides: ClassVar[frozenset[str]] = frozenset({"predict"})
    """What can be asked of it."""

    conditional: ClassVar[bool] = False
    """Whether it can be given the class of an example."""

    inputs: ClassVar[Literal["any", "image", "series", "tokens"]] = "any"
    """Supported inputs: any numbers, only images, only series, (time, channels) or (time,), or tokens."""

    instead: ClassVar[str] = "mlp"
    """Of a model of images, one that has the same purpose and is for any shape."""

    ordered: ClassVar[bool] = False
    """Whether the layer of each parameter is known, as learning rates that decay by layer need it."""

    rounds: ClassVar[bool] = False
    """Whether all of it follows the dtype of its parameters, as generative losses need it."""

    completed_by: ClassVar[str] = ""
    """The field that stands in for all required ones, if there is one: the name of a model that has them."""

    @property
    def halvings(self) -> int:
        """How often it halves images that it has to double again, so that their sizes must be even."""
        return 0

    @property
    def parameters(self) -> tuple[str, ...] | None:
        """Paths of its parameters; None if they are only known after initialization."""
        return None

    @property
    def class_parameters(self) -> tuple[str, ...]:
        """Paths of further parameters that it has only if it is given the class of an example."""
        return ()

    @property
    def label_parameters(self) -> tuple[str, ...]:
        """Paths of further parameters that it has only if it predicts targets."""
        return ()

    kernels: ClassVar[Mapping[str, Literal["attention", "convolution"]]] = {}
    """The layers whose kernels have more than two axes, by their patterns; other kernels are matrices.

    Of a model of one's own only the kinds count: any of them may be there.
    """

    @property
    def ends(self) -> tuple[str, ...]:
        """Patterns of the layers at its ends, embeddings and the output; the others are hidden layers."""
        return ("output/**",)

    @property
    def hidden_matrices(self) -> bool | None:
        """Whether kernels of hidden layers are matrices, as they are stored; None if unknown."""
        paths, others = self.parameters, (*self.ends, *self.kernels)
        if paths is None:
            return None
        return any(path.endswith("/kernel") and not matches(others, path) for path in paths)

    def linear_sizes(self, outputs: int | None) -> Mapping[str, tuple[int, int]]:
        """Inputs and outputs of linear layers, by their paths, as far as they are known before it is made.

        Args:
            outputs: of the whole model; None if they are unknown.
        """
        return {}

    @property
    def levels(self) -> int | None:
        """Number of layers below the output; None if unknown."""
        return None

    @property
    def keeps_statistics(self) -> bool:
        """Whether it keeps statistics of batches besides those of its norms."""
        return False

    @property
    def output_range(self) -> tuple[float, float] | None:
        """The range of the examples that it generates; None if they can have any value."""
        return None


def _unset(value: object) -> bool:
    return value is None


class LayeredModel(Model):
    """A model of flax layers, with initializers."""

    ordered: ClassVar = True

    init: AnyInitializer | None = Field(
        None,
        exclude_if=_unset,
        description="Initializer of the kernels of linear layers and convolutions; biases are 0. By default "
        "lecun_normal.",
    )
    output_init: AnyInitializer | None = Field(
        None,
        exclude_if=_unset,
        description="Initializer of the kernel of the last layer; zeros is usual. By default `init`.",
    )


class Deep(LayeredModel):
    """A model of equal blocks in sequence."""

    remat: bool = Field(
        False,
        description="Recompute the activations of each block in the backward pass, which saves their "
        "memory.",
    )

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        raise NotImplementedError


def within(part: str, *names: str) -> tuple[str, ...]:
    """Paths inside a part of a model."""
    return tuple(f"{part}/{name}" for name in names)


def of_layer(part: str, *, bias: bool = True) -> tuple[str, ...]:
    """Paths of a linear layer or a convolution."""
    return within(part, "kernel", "bias") if bias else within(part, "kernel")


def of_norm(part: str) -> tuple[str, ...]:
    """Paths of a norm."""
    return within(part, "scale", "bias")
