"""`type: jsonl`."""

from typing import Literal

from pydantic import Field

from specc.language.document_format import DocumentFormat


class Jsonl(DocumentFormat):
    """JSON Lines: an object per line, which is a document."""

    type: Literal["jsonl"] = "jsonl"
    field: str = Field("text", min_length=1, description="Name of the field that has the text.")
