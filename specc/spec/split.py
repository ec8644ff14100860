"""What the ways to hold out examples have in common."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from specc.spec.block import Block
from specc.spec.facts import Facts
from specc.spec.family import Family
from specc.spec.quantities import Share
from specc.spec.wording import counted


class Split(Block):
    """Which examples are kept for evaluation, or for the test at the end, and never trained on."""

    type: str

    seeded: ClassVar[bool] = False
    """Whether it is drawn from `data.split_seed`."""

    by_chance: ClassVar[bool] = False
    """Whether a class can be missing on one side by chance."""

    by_class: ClassVar[bool] = False
    """Whether it goes by the classes of the examples."""

    @property
    def words(self) -> str:
        """What it is, to complete "holdout is"."""
        raise NotImplementedError

    @property
    def given(self) -> bool:
        """Whether it is meant to hold out anything at all."""
        return self.evaluates or self.tests

    @property
    def asks(self) -> dict[str, Any]:
        """What has to be known of the data besides what its source says; part of its key in a lock."""
        return {}

    @property
    def evaluates(self) -> bool:
        """Whether it is meant to keep examples for evaluation."""
        raise NotImplementedError

    @property
    def tests(self) -> bool:
        """Whether it is meant to keep examples for a test."""
        raise NotImplementedError

    def eval_rows(self, facts: Facts) -> int | None:
        """How many examples are kept for evaluation; None if the facts do not say it."""
        raise NotImplementedError

    def test_rows(self, facts: Facts) -> int | None:
        """How many examples are kept for a test; None if the facts do not say it."""
        raise NotImplementedError

    def amount(self, facts: Facts, key: str | None = None) -> str:
        """How many that is, before it is a number: "15% of 1,797 examples".

        Args:
            facts: of the source.
            key: "evaluation" or "test", if it is about those alone.
        """
        raise NotImplementedError

    def with_share(self, share: Share) -> str | None:
        """The same with another share for evaluation, as a spec writes it; None if it has none."""
        raise NotImplementedError

    def problem(self, source: Any) -> str | None:
        """Why it cannot be with a source; None if it can."""
        return None


class ShareSplit(Split):
    """A share of the examples, in whole ones."""

    share: Share = Field(description="How much is kept for evaluation: a share of the examples.")
    test: Share | None = Field(
        None, description="How much is kept for the test at the end of the run: another share."
    )

    seeded: ClassVar = True

    @property
    def words(self) -> str:
        """The shares."""
        return str(self.share) if self.test is None else f"{self.share} and {self.test}"

    @property
    def evaluates(self) -> bool:
        """0% is nothing."""
        return self.share.percent > 0

    @property
    def tests(self) -> bool:
        """0% is nothing."""
        return self.test is not None and self.test.percent > 0

    def eval_rows(self, facts: Facts) -> int:
        """To the nearest example."""
        return round(self.share.fraction * facts.rows)

    def test_rows(self, facts: Facts) -> int:
        """To the nearest example."""
        return 0 if self.test is None else round(self.test.fraction * facts.rows)

    def amount(self, facts: Facts, key: str | None = None) -> str:
        """The shares, and of how many."""
        share = {"evaluation": self.share, "test": self.test}.get(key or "", self.words)
        return f"{share} of {counted(facts.rows, 'example')}"

    def with_share(self, share: Share) -> str:
        """A mapping."""
        test = "" if self.test is None else f", test: {self.test}"
        return f"{{type: {self.type}, share: {share}{test}}}"


def _share(value: object) -> object:
    return {"type": "random", "share": value}


AnySplit = Annotated[
    Any,
    Family("specc.spec.splits", "split", shorthand=_share, plain=Share.json_schema()),
]
"""A way to hold out examples; a plain share is one at random."""
