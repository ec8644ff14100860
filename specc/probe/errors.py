"""Errors in data, with fixes."""

from __future__ import annotations


class DataError(ValueError):
    """Data whose facts cannot be determined.

    Attributes:
        message: what is wrong and where, lower case, no full stop.
        fix: what to do about it.
    """

    def __init__(self, message: str, fix: str):
        super().__init__(f"{message} ({fix})")
        self.message = message
        self.fix = fix
