"""What is wrong with data, and what to do about it."""

from __future__ import annotations


class DataError(ValueError):
    """Data that no facts can be had of.

    Attributes:
        message: what is wrong and where, lower case, no full stop.
        fix: what to do about it.
    """

    def __init__(self, message: str, fix: str):
        super().__init__(f"{message} ({fix})")
        self.message = message
        self.fix = fix
