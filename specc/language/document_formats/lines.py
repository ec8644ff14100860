"""`type: lines`."""

from typing import Literal

from specc.language.document_format import DocumentFormat


class Lines(DocumentFormat):
    """Text in UTF-8: a line is a document. Empty lines are left out."""

    type: Literal["lines"] = "lines"
