"""`lora:`, low-rank adapters."""

from typing import Annotated

from pydantic import Field

from specc.language.fields import Positive, Probability
from specc.language.paths import Pattern, Patterns, Selection


class Lora(Selection):
    """Low-rank adapters (Hu et al. 2021): y = x W + b + alpha / rank · x A B, of which A and B are trained.

    W, b and all other weights stay as `init_from` gives them. B begins at 0, so training begins with the
    other run's model. Checkpoints contain only the adapters; the other weights are read again.
    """

    rank: Annotated[int, Field(ge=1, le=1_000_000)] = Field(
        8, examples=[8], description="Columns of A and rows of B."
    )
    alpha: Positive = Field(16, description="The product of A and B is multiplied by alpha / rank.")
    match: Pattern | Patterns = Field(
        examples=["**/qkv"],
        description="Paths of linear layers, such as `**/qkv` or `blocks/0/**`: a pattern, or several; `**` "
        "for all of them.",
    )
    dropout: Probability = Field(
        0.0, description="Fraction of the inputs of A dropped in training; 0 for none."
    )
