"""Spectral normalization, of every discriminator that has it."""

from typing import Annotated

from pydantic import Field

from specc.language.model import within


def _absent(value: object) -> bool:
    return value is False


SpectralNorm = Annotated[
    bool,
    Field(
        exclude_if=_absent,
        description="Divide each kernel by an estimate of its largest singular value (Miyato et al. 2018); "
        "a power iteration, of which each update takes a step, gives it.",
    ),
]


def of_normalized_layer(part: str) -> tuple[str, ...]:
    """Paths of a layer whose kernel is normalized."""
    return within(part, "layer/kernel", "bias")
