"""`type: parquet`."""

from typing import Literal

from pydantic import Field

from specc.language.document_format import DocumentFormat


class Parquet(DocumentFormat):
    """Parquet files: a row is a document."""

    type: Literal["parquet"] = "parquet"
    field: str = Field("text", min_length=1, description="Name of the column that has the text.")
