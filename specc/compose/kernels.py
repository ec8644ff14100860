"""CPU implementations of flax layers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.head import Section
from specc.fast_dataclasses import dataclass
from specc.ir.node import Node, Renderable
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class Definition(Node):
    """A function of the section."""

    template: ClassVar[str] = "model/kernels/definition"
    body: Renderable


def nodes(program: Program) -> Iterator[Renderable]:
    """The section, if the model uses any."""
    found = [kernel for network in program.networks for kernel in network.model.kernels]
    kernels = list(dict.fromkeys(found))
    if kernels:
        yield Section(title="Kernels for a CPU", slot_name="section.kernels", origin="target")
    for kernel in kernels:
        yield Definition(body=kernel, origin=kernel.origin)
