"""The examples: how they are loaded, and which of them a step sees."""

from specc.compose.data.section import nodes

__all__ = ["nodes"]
