"""Errors in data, with fixes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class DataError(ValueError):
    """Data whose facts cannot be determined.

    Attributes:
        message: what is wrong and where, lower case, no full stop.
        fix: what to do about it.
        options: of the source, with which the data can be read, if the fix is to give these. There may
            be other fixes: for a person to choose, while `specc init` takes this one.
    """

    def __init__(self, message: str, fix: str, options: Mapping[str, Any] | None = None):
        super().__init__(f"{message} ({fix})")
        self.message = message
        self.fix = fix
        self.options = dict(options or {})
