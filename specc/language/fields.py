"""Numeric types of fields, named by what they are."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema


class Unit:
    """Annotation of a number: the unit that it is in, or what it counts, for the documentation."""

    def __init__(self, name: str):
        self.name = name

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The schema of the number, with its unit."""
        return {**handler(schema), "unit": self.name}


Positive = Annotated[float, Field(gt=0)]
NonNegative = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=1, le=2**31 - 1)]
Examples = Annotated[Count, Unit("examples")]
Steps = Annotated[Count, Unit("steps")]
Pixels = Annotated[Count, Unit("pixels")]
Batches = Annotated[Count, Unit("batches")]
Seed = Annotated[int, Field(ge=0, le=2**32 - 1)]
"""jax keeps 32 bits of a seed, so 1 and 1 + 2³² would be the same run."""

DecayRate = Annotated[float, Field(ge=0, lt=1)]
"""Of a moving average; at 1 the bias correction divides by zero."""

Betas = Annotated[tuple[DecayRate, DecayRate], Field(strict=False)]
"""Of the means of gradients and of their squares."""

Factor = Annotated[float, Field(gt=0, lt=1)]
"""A decay factor."""

Probability = Annotated[float, Field(ge=0, lt=1)]
Retention = Annotated[float, Field(gt=0, lt=1)]
"""The decay of an average; neither 0 nor 1 would average anything."""

Width = Annotated[int, Field(ge=1, le=1_000_000)]
Channels = Annotated[int, Field(ge=2, le=1_000_000)]
"""Of what a layer norm goes over; a single number minus its own mean is 0."""

Focus = Annotated[
    float,
    Field(
        ge=1,
        description="Focusing parameter: how strongly easy examples are down-weighted. Below 1 "
        "the gradient at p = 1 is not finite.",
    ),
]
"""Of a focal loss."""


def is_absent(value: object) -> bool:
    """Whether to omit a field when writing a spec: it is not given."""
    return value is None


def is_empty(value: object) -> bool:
    """Whether to omit an option when writing a spec: it is off, or a list without items."""
    return not value


def is_zero(value: object) -> bool:
    """Whether to omit a number when writing a spec: it is 0."""
    return value == 0
