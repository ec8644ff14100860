"""Norms of each module, beside those of all parameters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.step import trained_part
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.node import Node, Renderable
from specc.ir.program import Program

_NAMES = {"gradients": "grad_norm", "parameters": "param_norm", "updates": "update_norm"}


@dataclass(frozen=True, kw_only=True)
class ModuleNorms(Node):
    """The function that takes the norms of a tree."""

    template: ClassVar[str] = "step/module_norms"


@dataclass(frozen=True, kw_only=True)
class LoggedNorms(Node):
    """Those of one tree in a step.

    Attributes:
        slot_name: where the tree is known.
        name: what the names of these metrics begin with.
    """

    template: ClassVar[str] = "step/logged_norms"
    slot_name: str
    name: str
    tree: Expr


def nodes(program: Program) -> Iterator[Renderable]:
    """If the spec asks for norms."""
    norms = program.run.norms
    if norms is None:
        return
    yield ModuleNorms(origin=norms.origin)
    several = len(program.networks) > 1
    for update in program.updates:
        prefix = f"{update.network}_" if several else ""
        trees = {
            "gradients": trained_part(update, Name("grads")),
            "parameters": Name(f"{update.network}.params" if several else "params"),
            "updates": trained_part(update, Name("updates")),
        }
        for kind in norms.of:
            yield LoggedNorms(
                slot_name=f"update.{update.network}" if several else "train_step.metrics",
                name=f"{prefix}{_NAMES[kind]}",
                tree=trees[kind],
                origin=norms.origin,
            )
