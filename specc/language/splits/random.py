"""`type: random`."""

from typing import ClassVar, Literal

from specc.language.quantities import Percentage
from specc.language.split import ShareSplit


class Random(ShareSplit):
    """Random examples, by `split_seed`."""

    type: Literal["random"] = "random"

    by_chance: ClassVar = True

    def as_plain(self) -> str | dict[str, str]:
        """The shorthand if possible: the share alone."""
        if self.test is None:
            return str(self.share)
        return {"type": self.type, "share": str(self.share), "test": str(self.test)}

    def with_share(self, share: Percentage) -> str:
        """The share alone if possible."""
        return str(share) if self.test is None else super().with_share(share)
