"""From the resolved spec to the program that it stands for."""

from specc.lower.program import lower

__all__ = ["lower"]
