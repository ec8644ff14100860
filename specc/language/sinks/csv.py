"""`type: csv`."""

from typing import Literal

from specc.language.sink import Sink


class Csv(Sink):
    """A line for each row, in metrics.csv, with one header.

    A number that a row lacks, such as those of an evaluation, is an empty cell, which pandas reads as NaN.
    Tables (confusion matrices) are left out.
    """

    type: Literal["csv"] = "csv"
