"""The base classes of samplers."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.block import Block
from specc.language.fields import Count, NonNegative


class Sampler(Block):
    """How samples are drawn from a trained model."""

    type: str


class OdeSolver(Sampler):
    """A solver of an ordinary differential equation, with steps of equal length."""

    words: ClassVar[str]
    """The name of the method, as in "by Euler's method"."""

    steps: Count = Field(100, description="Number of steps from noise to data.")


def _unguided(value: object) -> bool:
    return value == 1


class Denoising(Sampler):
    """A sampler of a diffusion."""

    guidance_scale: NonNegative = Field(
        1.0,
        exclude_if=_unguided,
        description="How far samples follow their class: 1 is the model given the class; larger values go "
        "further away from the model without it (Ho and Salimans 2022, where it is 1 + w).",
    )


class DenoisingSampler(Denoising):
    """A sampler that takes some of the steps of a diffusion."""

    steps: Count
    spacing: Literal["uniform", "quadratic"] = Field(
        "uniform",
        description="Which steps of the diffusion: evenly spaced, or closer to each other near data. Those "
        "that fall together are taken once.",
    )
