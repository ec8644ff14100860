"""`type: column`."""

from typing import Any, Literal

from pydantic import Field

from specc.language.facts import Facts
from specc.language.quantities import Percentage
from specc.language.split import Split
from specc.language.table import Name, Table
from specc.language.wording import counted


class Column(Split):
    """The rows of a table with a given value in a column, which is then not a feature."""

    type: Literal["column"] = "column"
    column: Name = Field(title="column", examples=["split"], description="Name of the column.")
    held_out: Name = Field(examples=["valid"], description="Value of the evaluation rows, as text.")
    test: Name | None = Field(
        None, examples=["test"], description="Value of the test rows, as text."
    )

    @property
    def words(self) -> str:
        """The column."""
        return f"by column {self.column!r}"

    @property
    def asks(self) -> dict[str, Any]:
        """How many rows have each value."""
        return {"holdout": self.model_dump(mode="json", exclude_none=True, exclude={"type"})}

    @property
    def values(self) -> tuple[str, ...]:
        """The values of held-out rows."""
        return (self.held_out,) if self.test is None else (self.held_out, self.test)

    @property
    def evaluates(self) -> bool:
        """Always."""
        return True

    @property
    def tests(self) -> bool:
        """Whether there is a value for the test."""
        return self.test is not None

    def eval_rows(self, facts: Facts) -> int | None:
        """As counted in the table."""
        return facts.held_out_rows

    def test_rows(self, facts: Facts) -> int | None:
        """As counted in the table."""
        return 0 if self.test is None else facts.test_rows

    def amount(self, facts: Facts, key: str | None = None) -> str:
        """A description of the rows."""
        alone = {"evaluation": (self.held_out,), "test": (self.test,)}
        values = " or ".join(map(repr, alone.get(key or "", self.values)))
        return f"rows with {values} in {self.column!r}, of {counted(facts.rows, 'example')}"

    def with_share(self, share: Percentage) -> None:
        """Rows are counted, not drawn."""

    def problem(self, source: Any) -> str | None:
        """Only a table has columns, and the column is neither target nor feature."""
        if not isinstance(source, Table):
            return "only a table (csv, parquet) has columns to split by"
        if self.test == self.held_out:
            return f"{self.test!r} is the value for evaluation; the test needs another one"
        if self.column in source.targets:
            return f"{self.column!r} is the target, so it cannot split the rows"
        if self.column == source.weight:
            return f"{self.column!r} is the weight, so it cannot split the rows"
        if self.column in (source.impute if isinstance(source.impute, dict) else ()):
            return f"{self.column!r} splits the rows, and only features are imputed"
        if self.column in (source.features or ()) or self.column in (source.categorical or ()):
            return f"{self.column!r} splits the rows, so it cannot be a feature, too"
        return None
