"""Documents of text."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.documents import DocumentFiles
from specc.ir.tokens import TokenSource


@dataclass(frozen=True)
class Documents(TokenSource):
    """Documents, with a token between them."""

    files: DocumentFiles

    @property
    def readers(self) -> tuple[str, ...]:
        """See `TokenSource.readers`."""
        return self.files.functions
