"""What models share that halve images by strided convolutions, or double maps by transposed ones."""

from typing import Annotated

from pydantic import Field

from specc.language.fields import Channels as Width
from specc.language.model import of_layer, of_norm, within
from specc.language.spectral_norm import of_normalized_layer

Channels = Annotated[tuple[Width, ...], Field(strict=False, min_length=1, max_length=16)]


def encoder(count: int, *, norms: bool, spectral: bool = False) -> tuple[str, ...]:
    """Paths of so many convolutions and the linear layer after them."""
    layer = of_normalized_layer if spectral else of_layer
    parts: tuple[str, ...] = ()
    for number in range(count):
        parts += layer(f"convs/{number}")
        parts += of_norm(f"norms/{number}") if norms else ()
    return within("encoder", *parts, *layer("output"))


def decoder(count: int, *, norms: bool) -> tuple[str, ...]:
    """Paths of a linear layer and so many transposed convolutions after it."""
    parts = of_layer("input")
    for number in range(count):
        parts += of_norm(f"norms/{number}") if norms else ()
        parts += of_layer(f"convs/{number}")
    return within("decoder", *parts)
