"""`type: autoregressive`."""

from typing import Annotated, Literal

from pydantic import Field

from specc.language.fields import Count, Positive, is_absent
from specc.language.sampler import Sampler


class AutoregressiveSampler(Sampler):
    """Tokens drawn one after the other, each from the distribution that the model gives for it."""

    type: Literal["autoregressive"] = "autoregressive"
    temperature: Positive = Field(
        1.0,
        description="Divisor of the logits: below 1, likely tokens become more likely.",
    )
    top_k: Count | None = Field(
        None,
        exclude_if=is_absent,
        examples=[40],
        description="Draw from this many tokens, the most likely ones; from all unless given.",
    )
    top_p: Annotated[float, Field(gt=0, le=1)] | None = Field(
        None,
        exclude_if=is_absent,
        examples=[0.95],
        description="Draw from the smallest set of most likely tokens that have this probability together "
        "(nucleus sampling, Holtzman et al. 2020), after temperature and `top_k`; from all unless given.",
    )
    min_p: Annotated[float, Field(gt=0, le=1)] | None = Field(
        None,
        exclude_if=is_absent,
        examples=[0.05],
        description="Draw from tokens that have at least this times the probability of the most likely one "
        "(Nguyen et al. 2024), after temperature, `top_k` and `top_p`; from all unless given.",
    )
