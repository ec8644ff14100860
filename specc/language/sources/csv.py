"""`type: csv`."""

from typing import Literal

from pydantic import Field

from specc.language.table import Table


class Csv(Table):
    """A CSV file with a header line and a row per example."""

    type: Literal["csv"] = "csv"
    delimiter: Literal[",", ";", "\t", "|", ":", " "] = Field(
        ",",
        title="a comma, semicolon, tab, |, colon or blank",
        description="Delimiter between cells.",
    )
