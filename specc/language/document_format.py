"""The base class of formats of documents."""

from typing import Annotated, Any, ClassVar

from specc.language.block import Block
from specc.language.family import Family, by_type


class DocumentFormat(Block):
    """How files have documents."""

    type: str

    folder: ClassVar[bool] = False
    """Whether the path is a folder."""


AnyDocumentFormat = Annotated[
    Any,
    Family(
        "specc.language.document_formats",
        "format of documents",
        shorthand=by_type,
        usual="jsonl",
        terse=True,
    ),
]
"""The formats that a spec can name, a file each; see `specc.language.family`."""
