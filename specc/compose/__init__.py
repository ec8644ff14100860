"""From the program, with every decision made, to the nodes of a page."""

from specc.compose.compose import compose

__all__ = ["compose"]
