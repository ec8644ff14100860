"""`type: files`."""

from typing import Literal

from specc.language.document_format import DocumentFormat


class Files(DocumentFormat):
    """Text in UTF-8: a file is a document, and the path a pattern such as `books/*.txt`."""

    type: Literal["files"] = "files"
