"""`type: python`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.code import OwnFunction
from specc.language.fields import is_absent


class OwnSource(OwnFunction):
    """A user function that returns inputs (n, …) and targets (n,) or (n, k), numpy arrays."""

    type: Literal["python"] = "python"
    weight: Literal[True] | None = Field(
        None,
        exclude_if=is_absent,
        description="true if it returns a third array, example weights (n,).",
    )

    varies: ClassVar = frozenset({"source", "name", "args", "inline"})
    """The options in which evaluation data may differ."""
