"""Files of documents, whatever is read of them."""

from __future__ import annotations

from specc.ir.documents import DocumentFiles
from specc.ir.expr import Expr
from specc.language.document_format import DocumentFormat


def files(format_: DocumentFormat, path: Expr, sha256: Expr, origin: str) -> DocumentFiles:
    """The expression that reads the field of each document.

    Args:
        format_: as the spec has it.
        path: of the files, as `SourceContext.file` gives it.
        sha256: the constant that has their checksum.
        origin: the path of the source in the spec.
    """
    return DocumentFiles(
        format=format_.type,
        path=path,
        sha256=sha256,
        field=getattr(format_, "field", ""),
        origin=origin,
    )
