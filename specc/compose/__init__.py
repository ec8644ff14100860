"""Composes the nodes of a page from the final program."""

from specc.compose.compose import compose

__all__ = ["compose"]
