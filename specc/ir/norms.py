"""Norms of the parts of a model."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass


@dataclass(frozen=True)
class LoggedNorms:
    """Norms of each top-level module are logged, of gradients, parameters or updates.

    Attributes:
        of: which of them.
    """

    of: tuple[str, ...]
    origin: str
