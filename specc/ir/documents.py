"""Documents of text."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr


@dataclass(frozen=True, kw_only=True)
class DocumentFiles:
    """The expression that reads documents, a list; each format has a template of its own.

    Attributes:
        format: the ending of that, and of the function that it calls.
        path: of the files, or of their folder.
        sha256: their checksum.
        field: the field that is read, if the format has fields.
    """

    format: str
    path: Expr
    sha256: Expr
    field: str
    origin: str

    @property
    def template(self) -> str:
        """The file that renders it."""
        return f"data/documents/{self.format}"

    @property
    def functions(self) -> tuple[str, ...]:
        """What it calls."""
        return ("find_files", f"read_{self.format}")
