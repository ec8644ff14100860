"""`type: top_k` of classification, as a metric."""

from typing import Literal

from pydantic import Field

from specc.language.fields import Count
from specc.language.metric import Metric


class TopK(Metric):
    """Share of the examples whose label is among the k largest logits."""

    type: Literal["top_k"] = "top_k"
    k: Count = Field(5, description="How many of the largest logits count.")

    @property
    def column(self) -> str:
        """With its k: top_5."""
        return f"top_{self.k}"
