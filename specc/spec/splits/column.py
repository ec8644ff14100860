"""`type: column`."""

from typing import Any, Literal

from pydantic import Field

from specc.spec.facts import Facts
from specc.spec.quantities import Share
from specc.spec.split import Split
from specc.spec.table import Name, Table
from specc.spec.wording import counted


class Column(Split):
    """The rows of a table that have one value in a column, which then is no feature."""

    type: Literal["column"] = "column"
    column: Name = Field(description="Name of the column.")
    held_out: Name = Field(description="Its value in the rows that are held out, as text.")

    @property
    def words(self) -> str:
        """The column."""
        return f"by column {self.column!r}"

    @property
    def asks(self) -> dict[str, Any]:
        """How many rows have the value."""
        return {"holdout": {"column": self.column, "held_out": self.held_out}}

    def eval_rows(self, facts: Facts) -> int | None:
        """As counted in the table."""
        return facts.held_out_rows

    def amount(self, facts: Facts) -> str:
        """What is counted."""
        rows = counted(facts.rows, "example")
        return f"what has {self.held_out!r} in {self.column!r} of {rows}"

    def with_share(self, share: Share) -> None:
        """Rows are counted, not drawn."""

    def problem(self, source: Any) -> str | None:
        """Only a table has columns, and this one is neither target nor feature."""
        if not isinstance(source, Table):
            return "only a table (csv, parquet) has columns to split by"
        if self.column in source.targets:
            return f"{self.column!r} is the target, so it cannot split the rows"
        if self.column == source.weight:
            return f"{self.column!r} is the weight, so it cannot split the rows"
        if self.column in (source.features or ()) or self.column in (source.categorical or ()):
            return f"{self.column!r} splits the rows, so it cannot be a feature, too"
        return None
