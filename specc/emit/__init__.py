"""Emits the text of a trainer."""

from specc.emit.page import emit

__all__ = ["emit"]
