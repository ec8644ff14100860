"""`type: rows`."""

from typing import Any, Literal

from pydantic import Field

from specc.language.facts import Facts
from specc.language.fields import is_absent
from specc.language.quantities import Percentage, Rows
from specc.language.split import Split
from specc.language.wording import counted


class RowSplit(Split):
    """Given rows, as when data comes with its split; the other rows are trained on.

    Rows are counted from 0 in the order of the source: lines of a table after its header, the first index
    of arrays, and files of a folder of images, sorted by class and name. Ranges include both ends.
    """

    type: Literal["rows"] = "rows"
    eval: Rows | None = Field(
        None,
        exclude_if=is_absent,
        examples=["1000-1349"],
        description="Rows held out for evaluation, counted from 0: a range such as 1000-1349, both ends "
        "included, a single row, or a list of them.",
    )
    test: Rows | None = Field(
        None, exclude_if=is_absent, description="Rows held out for the final test, as in `eval`."
    )

    @property
    def ranges(self) -> tuple[Rows, ...]:
        """Those of the sets that there are, evaluation first."""
        return tuple(rows for rows in (self.eval, self.test) if rows is not None)

    @property
    def words(self) -> str:
        """The rows."""
        return f"rows {' and '.join(map(str, self.ranges))}"

    @property
    def evaluates(self) -> bool:
        """Whether there are rows for it."""
        return self.eval is not None

    @property
    def tests(self) -> bool:
        """Whether there are rows for it."""
        return self.test is not None

    def eval_rows(self, facts: Facts) -> int:
        """As many as are given."""
        return 0 if self.eval is None else self.eval.count

    def test_rows(self, facts: Facts) -> int:
        """As many as are given."""
        return 0 if self.test is None else self.test.count

    def amount(self, facts: Facts, key: str | None = None) -> str:
        """The rows, and how many there are in all."""
        rows = {"evaluation": self.eval, "test": self.test}.get(key or "")
        shown = self.words if rows is None else f"rows {rows}"
        return f"{shown}, of {counted(facts.rows, 'example')}"

    def with_share(self, share: Percentage) -> None:
        """Rows are given, not drawn."""

    def problem(self, source: Any) -> str | None:
        """They are for something, and none is for two things."""
        if not self.ranges:
            return "give rows for `eval` or `test`, such as eval: 1000-1349"
        if self.eval is not None and self.test is not None:
            both = self.eval.overlap(self.test)
            return None if both is None else f"{_shown(both)} in `eval` and in `test`"
        return None


def _shown(rows: Rows) -> str:
    return f"row {rows} is" if rows.count == 1 else f"rows {rows} are"
