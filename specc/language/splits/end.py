"""`type: end`."""

from typing import Any, ClassVar, Literal

from specc.language.quantities import Percentage
from specc.language.split import ShareSplit


class End(ShareSplit):
    """The end of a sequence: what is last is for the test, and what is before that for evaluation.

    Windows from anywhere would overlap with those that are trained on.
    """

    type: Literal["end"] = "end"

    seeded: ClassVar = False
    unit: ClassVar = "token"
    of_sequences: ClassVar = True

    def as_plain(self) -> str | dict[str, str]:
        """The shorthand if possible: the share alone."""
        if self.test is None:
            return str(self.share)
        return {"type": self.type, "share": str(self.share), "test": str(self.test)}

    def with_share(self, share: Percentage) -> str:
        """The share alone if possible."""
        return str(share) if self.test is None else super().with_share(share)

    def problem(self, source: Any) -> str | None:
        """Only a sequence has an order."""
        if not getattr(source, "sequence", False):
            return "only a sequence (text, tokens) has an end; hold out examples at random"
        return None
