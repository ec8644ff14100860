"""`type: random`."""

from typing import ClassVar, Literal

from pydantic import model_serializer

from specc.spec.quantities import Share
from specc.spec.split import ShareSplit


class Random(ShareSplit):
    """Any examples, drawn by `split_seed`."""

    type: Literal["random"] = "random"

    by_chance: ClassVar = True

    @model_serializer
    def plain(self) -> str:
        """As a spec usually writes it: the share alone."""
        return str(self.share)

    def with_share(self, share: Share) -> str:
        """The share alone."""
        return str(share)
