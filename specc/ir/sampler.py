"""Samplers: from weights and a key to something to look at."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.node import Node


@dataclass(frozen=True, kw_only=True)
class Sampler(Node):
    """How examples are drawn; each kind has a template in `samplers/`.

    Attributes:
        network: name of the network that draws.
        needs: what that has to provide.
        shape: of an example.
    """

    folder: ClassVar[str] = "samplers/"
    template: str  # type: ignore[misc]
    network: str
    needs: frozenset[str]
    shape: tuple[int, ...]
