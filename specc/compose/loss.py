"""Losses and metrics: each kind is written by the module of its name in `losses/`."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from types import ModuleType

from specc.compose.head import Section
from specc.ir.loss import Loss
from specc.ir.node import Renderable
from specc.ir.program import Program


def writer(loss: Loss) -> ModuleType:
    """The module that writes losses of this kind.

    It has `nodes`, the definitions of the section, `evaluation`, how a set is evaluated, and `measured`, what
    the function that measures examples takes. If its network is the only one it also has `forward`, what the
    loss function computes from a batch, and `mean`, the lines after that; if there are several, `lines` and
    `call`, which compute loss and metrics, and `summary`.
    """
    return importlib.import_module(f"specc.compose.losses.{loss.kind}")


def nodes(program: Program) -> Iterator[Renderable]:
    """The section."""
    yield Section(title="Loss and metrics", slot_name="section.loss", origin="task")
    for loss in program.losses:
        yield from writer(loss).nodes(program, loss)
