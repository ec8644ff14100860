"""`type: parquet`."""

from typing import Literal

from specc.spec.table import Table


class Parquet(Table):
    """A table in a file of Apache Parquet."""

    type: Literal["parquet"] = "parquet"
