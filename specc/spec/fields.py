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

Probability = Annotated[float, Field(ge=0, lt=1)]
Width = Annotated[int, Field(ge=1, le=1_000_000)]
