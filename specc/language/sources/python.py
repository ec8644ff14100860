"""`type: python`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.code import OwnFunction
from specc.language.fields import is_absent


class OwnSource(OwnFunction):
    """A user function that returns inputs (n, …) and targets (n,) or (n, k), numpy arrays; or only inputs."""

    type: Literal["python"] = "python"
    targets: Literal[False] | None = Field(
        None,
        exclude_if=is_absent,
        description="false if it returns only inputs, an array, for generative models.",
    )
    weight: Literal[True] | None = Field(
        None,
        exclude_if=is_absent,
        description="true if it returns a third array, example weights (n,).",
    )

    varies: ClassVar = frozenset({"source", "name", "args", "inline"})
    """The options in which evaluation data may differ."""

    @property
    def has_targets(self) -> bool:
        """Whether it returns targets."""
        return self.targets is None
