"""`type: truncated_normal`."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from specc.language.fields import Positive
from specc.language.initializer import Initializer


class TruncatedNormal(Initializer):
    """Truncated normal with a fixed standard deviation; 0.02 in ViT and ConvNeXt."""

    type: Literal["truncated_normal"] = "truncated_normal"
    stddev: Positive = Field(0.01, description="Standard deviation before the tails are cut off.")
    lower: float = Field(-2.0, description="Where the lower tail is cut off, in deviations.")
    upper: float = Field(2.0, description="Where the upper tail is cut off, in deviations.")

    function: ClassVar = "truncated_normal"
    options: ClassVar = frozenset({"lower", "upper"})

    @model_validator(mode="after")
    def _something_is_left(self) -> Self:
        if self.lower >= self.upper:
            text = f"lower, {self.lower:g}, is not below upper, {self.upper:g}"
            raise PydanticCustomError("specc_initializer", "{text}", {"text": text})
        return self
