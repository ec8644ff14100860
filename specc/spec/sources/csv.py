"""`type: csv`."""

from typing import Literal

from pydantic import Field

from specc.spec.table import Table


class Csv(Table):
    """A table as text: names in the first line, then a line per example; an empty cell is missing."""

    type: Literal["csv"] = "csv"
    delimiter: Literal[",", ";", "\t", "|", ":", " "] = Field(
        ",", description="What stands between two cells of a line."
    )
