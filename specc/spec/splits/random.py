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
    def plain(self) -> str | dict[str, str]:
        """As a spec usually writes it: the share alone, if there is no other."""
        if self.test is None:
            return str(self.share)
        return {"type": self.type, "share": str(self.share), "test": str(self.test)}

    def with_share(self, share: Share) -> str:
        """The share alone, if there is no other."""
        return str(share) if self.test is None else super().with_share(share)
