"""The base class of all blocks of a spec.

Files that define blocks do not use `from __future__ import annotations`: pydantic would have to evaluate the
text of each annotation at every import.
"""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict


class Block(BaseModel):
    """A mapping of a spec: frozen, strict about types, and without unknown keys."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        arbitrary_types_allowed=False,
        validate_default=False,
        defer_build=True,  # most commands validate few of the blocks
    )

    @classmethod
    def remarks(cls) -> Iterator[str]:
        """Sentences about it that the documentation adds to its docstring."""
        return iter(())

    def as_plain(self) -> Any:
        """Plain values that stand for it in a spec."""
        return self.model_dump(mode="json")
