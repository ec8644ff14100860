"""The kinds of numbers that fields of a spec have, by the names of the field."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Positive = Annotated[float, Field(gt=0)]
NonNegative = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=1, le=2**31 - 1)]
Seed = Annotated[int, Field(ge=0, le=2**32 - 1)]
"""jax keeps 32 bits of a seed, so 1 and 1 + 2³² would be the same run."""

DecayRate = Annotated[float, Field(ge=0, lt=1)]
"""Of a moving average; at 1 the bias correction divides by zero."""

Betas = Annotated[tuple[DecayRate, DecayRate], Field(strict=False)]
"""Of the means of gradients and of their squares."""

Factor = Annotated[float, Field(gt=0, lt=1)]
"""What something shrinks by."""

Probability = Annotated[float, Field(ge=0, lt=1)]
Retention = Annotated[float, Field(gt=0, lt=1)]
"""What an average keeps of itself; all of it would never change, and nothing of it is no average."""

Width = Annotated[int, Field(ge=1, le=1_000_000)]
Channels = Annotated[int, Field(ge=2, le=1_000_000)]
"""Of what a layer norm goes over; a single number minus its own mean is 0."""

Focus = Annotated[
    float,
    Field(
        ge=1,
        description="How strongly what is right already is left out. At least 1: below, the gradient "
        "of a certain answer is not finite.",
    ),
]
"""Of a focal loss."""


def is_absent(value: object) -> bool:
    """Whether a field is left out of what is written: one that is not given says nothing."""
    return value is None
