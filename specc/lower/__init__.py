"""Lowers the resolved spec to the IR."""

from specc.lower.program import lower

__all__ = ["lower"]
