"""`type: python`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.spec.code import OwnFunction
from specc.spec.fields import is_absent


class OwnSource(OwnFunction):
    """A function of your own that returns inputs (n, …) and targets (n,) or (n, k), numpy arrays."""

    type: Literal["python"] = "python"
    weight: Literal[True] | None = Field(
        None,
        exclude_if=is_absent,
        description="true if it returns a third array, how much each example counts: weights (n,).",
    )

    varies: ClassVar = frozenset({"source", "name", "args", "inline"})
    """What evaluation data may have otherwise."""
