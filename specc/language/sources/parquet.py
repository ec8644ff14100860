"""`type: parquet`."""

from typing import Literal

from specc.language.table import Table


class Parquet(Table):
    """A Parquet file."""

    type: Literal["parquet"] = "parquet"
