"""`type: end`."""

from typing import Any, ClassVar, Literal

from specc.language.facts import Facts
from specc.language.quantities import Percentage
from specc.language.split import ShareSplit
from specc.language.wording import counted


class End(ShareSplit):
    """The end of a sequence: what is last is for the test, and what is before that for evaluation.

    Windows from anywhere would overlap with those that are trained on. Of documents, it is the last ones. A
    text for a tokenizer is cut first, by characters, and then tokenized.
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

    def eval_rows(self, facts: Facts) -> int:
        """As counted by a tokenizer, or to the nearest token."""
        found = facts.held_out_rows
        return super().eval_rows(facts) if found is None else found

    def test_rows(self, facts: Facts) -> int:
        """As counted by a tokenizer, or to the nearest token."""
        found = facts.test_rows
        return super().test_rows(facts) if found is None else found

    def amount(self, facts: Facts, key: str | None = None) -> str:
        """The shares, and what they are of."""
        if facts.documents is None:
            return super().amount(facts, key)
        share = {"evaluation": self.share, "test": self.test}.get(key or "", self.words)
        return f"{share} of {counted(facts.documents, 'document')}"

    def with_share(self, share: Percentage) -> str:
        """The share alone if possible."""
        return str(share) if self.test is None else super().with_share(share)

    def problem(self, source: Any) -> str | None:
        """Only a sequence has an order."""
        if not getattr(source, "sequence", False):
            return "only a sequence (text, tokens) has an end; hold out examples at random"
        return None
