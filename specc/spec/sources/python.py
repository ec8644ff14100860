"""`type: python`."""

from typing import ClassVar, Literal

from specc.spec.code import OwnFunction


class OwnSource(OwnFunction):
    """A function of your own that returns inputs (n, …) and targets (n,) or (n, k), numpy arrays."""

    type: Literal["python"] = "python"

    varies: ClassVar = frozenset({"source", "name", "args", "inline"})
    """What evaluation data may have otherwise."""
