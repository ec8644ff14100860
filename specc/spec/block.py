"""What all blocks of a spec share.

The files that define blocks do without `from __future__ import annotations`: it would leave pydantic with the
text of each annotation, to compile and evaluate once more whenever the file is imported.
"""

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
        defer_build=True,  # a command validates few of the blocks by themselves, and bases none
    )
