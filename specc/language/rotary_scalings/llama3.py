"""`type: llama3`."""

from typing import Literal

from pydantic import Field

from specc.language.fields import Positive, Width
from specc.language.rotary_scaling import RotaryScaling


class Llama3(RotaryScaling):
    """Only pairs of features that turn slowly are made slower (Llama 3.1, 2024).

    A pair that turns more than `high_frequency` times in the original context keeps its frequency, one that
    turns less than `low_frequency` times has it divided by the factor, and those between are interpolated.
    """

    type: Literal["llama3"] = "llama3"
    original_context: Width = Field(
        8192, description="The context that the model was first trained with."
    )
    low_frequency: Positive = Field(
        1.0,
        description="Pairs with fewer turns in the original context are slowed down by the factor.",
    )
    high_frequency: Positive = Field(
        4.0, description="Pairs with more turns in the original context keep their frequency."
    )
