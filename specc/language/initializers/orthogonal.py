"""`type: orthogonal`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.initializer import Initializer


class Orthogonal(Initializer):
    """Orthogonal rows or columns, whichever are fewer (Saxe et al. 2014)."""

    type: Literal["orthogonal"] = "orthogonal"
    scale: Positive = Field(1.0, description="Norm of the rows or columns; √2 is usual for ReLU.")

    function: ClassVar = "orthogonal"
    options: ClassVar = frozenset({"scale"})
