"""The base classes of splits."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from specc.language.block import Block
from specc.language.facts import Facts
from specc.language.family import ByField, Family
from specc.language.quantities import Percentage
from specc.language.wording import counted


class Split(Block):
    """Which examples are held out, for evaluation or the final test."""

    type: str

    seeded: ClassVar[bool] = False
    """Whether it depends on `data.split_seed`."""

    by_chance: ClassVar[bool] = False
    """Whether one side can lack a class by chance."""

    by_class: ClassVar[bool] = False
    """Whether it needs the classes of the examples."""

    of_sequences: ClassVar[bool] = False
    """Whether it splits a sequence, and not rows of examples."""

    @property
    def words(self) -> str:
        """A description to follow "holdout is"."""
        raise NotImplementedError

    @property
    def given(self) -> bool:
        """Whether it holds out any examples."""
        return self.evaluates or self.tests

    @property
    def asks(self) -> dict[str, Any]:
        """Further facts that it needs of the data; part of the key in a lock."""
        return {}

    @property
    def evaluates(self) -> bool:
        """Whether it holds out examples for evaluation."""
        raise NotImplementedError

    @property
    def tests(self) -> bool:
        """Whether it holds out examples for a test."""
        raise NotImplementedError

    def eval_rows(self, facts: Facts) -> int | None:
        """Number of evaluation examples; None if the facts do not contain it."""
        raise NotImplementedError

    def test_rows(self, facts: Facts) -> int | None:
        """Number of test examples; None if the facts do not contain it."""
        raise NotImplementedError

    def amount(self, facts: Facts, key: str | None = None) -> str:
        """The amount in words: "15% of 1,797 examples".

        Args:
            facts: of the source.
            key: "evaluation" or "test", for one of them.
        """
        raise NotImplementedError

    def with_share(self, share: Percentage) -> str | None:
        """The split with another evaluation share, as written in a spec; None if it has no share."""
        raise NotImplementedError

    def problem(self, source: Any) -> str | None:
        """Why it does not work with a source; None if it does."""
        return None


class ShareSplit(Split):
    """A percentage of the examples."""

    share: Percentage = Field(
        examples=["15%"], description="Percentage of the examples held out for evaluation."
    )
    test: Percentage | None = Field(
        None,
        examples=["10%"],
        description="Percentage of the examples held out for the final test.",
    )

    seeded: ClassVar = True

    unit: ClassVar[str] = "example"
    """What the percentage is of."""

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
        return self.sizes(facts.rows)[1]

    def test_rows(self, facts: Facts) -> int:
        """To the nearest example."""
        return self.sizes(facts.rows)[2]

    def sizes(self, total: int) -> tuple[int, int, int]:
        """How many of so many are trained on, evaluated and tested, to the nearest one."""
        evaluated = round(self.share.fraction * total)
        tested = 0 if self.test is None else round(self.test.fraction * total)
        return max(total - evaluated - tested, 0), evaluated, tested

    def amount(self, facts: Facts, key: str | None = None) -> str:
        """The shares and the number of examples."""
        share = {"evaluation": self.share, "test": self.test}.get(key or "", self.words)
        return f"{share} of {counted(facts.rows, self.unit)}"

    def with_share(self, share: Percentage) -> str:
        """A mapping."""
        test = "" if self.test is None else f", test: {self.test}"
        return f"{{type: {self.type}, share: {share}{test}}}"


AnySplit = Annotated[
    Any, Family("specc.language.splits", "split", shorthand=ByField("random", "share"))
]
"""A split; a plain percentage is a random one."""
